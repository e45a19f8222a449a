"use strict";
// Sorts and searches the tables. Everything can be read without it.
(function () {
  function figure(text) {
    var found = /^-?[\d,]+/.exec(text);
    return found ? Number(found[0].replace(/,/g, "")) : -1;
  }
  function sort(table, column, numeric, descending) {
    var body = table.tBodies[0];
    var rows = Array.prototype.map.call(body.rows, function (row, at) {
      var text = row.cells[column].textContent.trim();
      return { row: row, at: at, key: numeric ? figure(text) : text.toLowerCase() };
    });
    var order = numeric
      ? function (a, b) { return a.key - b.key; }
      : function (a, b) { return a.key < b.key ? -1 : a.key > b.key ? 1 : 0; };
    rows.sort(function (a, b) { return (descending ? order(b, a) : order(a, b)) || a.at - b.at; });
    var sorted = document.createDocumentFragment();
    rows.forEach(function (one) { sorted.appendChild(one.row); });
    body.appendChild(sorted);
  }
  Array.prototype.forEach.call(document.querySelectorAll("table.sortable"), function (table) {
    var heads = table.tHead.rows[0].cells;
    Array.prototype.forEach.call(heads, function (head, column) {
      var button = document.createElement("button");
      var numeric = head.classList.contains("n");
      button.type = "button";
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener("click", function () {
        var now = head.getAttribute("aria-sort");
        var descending = now ? now === "ascending" : numeric;
        Array.prototype.forEach.call(heads, function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        sort(table, column, numeric, descending);
      });
    });
  });
  Array.prototype.forEach.call(document.querySelectorAll("div.filter"), function (filter) {
    var table = document.getElementById(filter.getAttribute("data-for"));
    var find = filter.querySelector("input");
    var only = filter.querySelector("#only");
    var rule = filter.querySelector("#rule");
    var count = filter.querySelector("[role=status]");
    // The shapes of a map that lead where a row does, and their labels.
    var shapes = {};
    Array.prototype.forEach.call(document.querySelectorAll(".map a, .map [data-to]"), function (shape) {
      var to = shape.getAttribute("href") || shape.getAttribute("data-to");
      (shapes[to] = shapes[to] || []).push(shape);
    });
    var rows = Array.prototype.map.call(table.tBodies[0].rows, function (row) {
      var link = row.querySelector("a");
      return {
        row: row, text: row.textContent.toLowerCase(), standing: row.cells[row.cells.length - 1].textContent.trim(),
        rules: " " + (row.getAttribute("data-rules") || "") + " ", shapes: link ? shapes[link.getAttribute("href")] || [] : []
      };
    });
    function apply() {
      var words = find.value.trim().toLowerCase();
      var asked = rule ? rule.value : "";
      var shown = 0;
      rows.forEach(function (one) {
        var hidden = one.text.indexOf(words) < 0 || (only.value !== "" && one.standing !== only.value)
          || (asked !== "" && one.rules.indexOf(" " + asked + " ") < 0);
        if (one.row.hidden !== hidden) {
          one.row.hidden = hidden;
          one.shapes.forEach(function (shape) { shape.classList.toggle("dim", hidden); });
        }
        if (!hidden) shown += 1;
      });
      count.textContent = shown.toLocaleString("en-US") + " of " + rows.length.toLocaleString("en-US") + " shown";
    }
    var waiting = 0;
    find.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
    only.addEventListener("change", apply);
    if (rule) rule.addEventListener("change", apply);
    filter.hidden = false;
    apply();
  });
})();
