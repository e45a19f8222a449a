// The lists on the page: native tables of native inputs, a page of rows at a time; typing, pasting, adding, copying, deleting.
(() => {
  const SHOWN = 50;
  const COPIED_EMPTY = ["asset_id", "serial_number", "hostname", "incident_id"];

  /** An element with attributes and children; texts are texts, never markup. */
  intake.make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const { make } = intake;

  /** The control of a cell or an answer, with its text in it. */
  intake.control = (column, text, attributes) => {
    if (column.offered.length > 0) {
      const select = make("select", attributes, make("option", { value: "" }));
      const offered = text === "" || column.offered.includes(text) ? column.offered : [...column.offered, text];
      select.append(...offered.map((word) => make("option", { value: word }, column.kind === "boolean" ? { yes: "Yes", no: "No" }[word] ?? word : word)));
      select.value = text;
      return select;
    }
    const hints = { integer: { inputmode: "numeric" }, number: { inputmode: "decimal" }, date: { placeholder: "year-month-day" } }[column.kind] ?? {};
    const plain = { autocomplete: "off", spellcheck: "false", autocapitalize: "off", maxlength: String(intake.MOST.characters), ...hints };
    const input = text.includes("\n") ? make("textarea", { rows: "2", ...plain, ...attributes }) : make("input", { type: "text", ...plain, ...attributes });
    input.value = text;
    return input;
  };

  /** Puts a text into a control that is there already. */
  intake.fill = (control, text) => {
    if (control.tagName === "SELECT" && ![...control.options].some((option) => option.value === text)) control.append(make("option", { value: text }, text));
    const shown = control.tagName === "INPUT" ? text.replaceAll("\n", " ") : text;
    if (control.value !== shown) control.value = shown;
  };

  /** Shows what is wrong with a control's text under it, with what to write instead as buttons; or takes that away. */
  intake.mark = (control, id, problem, offers) => {
    const holder = control.parentElement;
    holder.querySelector(".wrong")?.remove();
    const meaning = control.dataset.meaning ?? null;
    control.toggleAttribute("aria-invalid", false);
    if (problem) {
      control.setAttribute("aria-invalid", "true");
      const note = make("span", { class: "wrong", id }, `${problem[0].toUpperCase()}${problem.slice(1)}`);
      for (const offer of offers ?? []) note.append(" ", make("button", { type: "button", "data-offer": offer, "aria-label": `Write ${offer}` }, offer));
      holder.append(note);
    }
    const described = [meaning, problem ? id : null].filter((one) => one !== null).join(" ");
    if (described === "") control.removeAttribute("aria-describedby");
    else control.setAttribute("aria-describedby", described);
  };

  /** One list of the page; `app` has the records, and hears of every change. */
  intake.grid = (table, app) => {
    const section = document.getElementById(table.name);
    const body = section.querySelector("tbody");
    const pager = section.querySelector(".pager");
    const more = section.querySelector(".more-columns");
    let first = 0;
    const rows = () => app.records.lists[table.name];
    const isOpen = () => section.classList.contains("all");
    const shown = () => [...table.first, ...(isOpen() ? table.more : [])];
    const filledTo = () => rows().findLastIndex((row) => !intake.isEmpty(row)) + 1;
    const controlAt = (at, column) => body.querySelector(`tr[data-row="${at}"] [data-column="${column}"]`);

    function line(row, at, doubles) {
      const number = at + 1;
      const cells = shown().map((at) => {
        const column = table.columns[at];
        const control = intake.control(column, row.cells[at], { "data-column": String(at), "aria-label": `${column.label}, row ${number}` });
        return make("td", { "data-label": column.label, class: column.kind }, control);
      });
      const button = (action, label) => make("button", { type: "button", "data-action": action, "aria-label": `${label} row ${number}` }, label);
      const tools = make("td", { class: "tools" }, button("copy", "Copy"), " ", button("delete", "Delete"));
      const tr = make("tr", { "data-row": String(at) }, make("th", { scope: "row" }, make("span", { class: "word" }, "Row "), String(number)), ...cells, tools);
      for (const column of shown()) markCell(tr, row, column, doubles);
      return tr;
    }

    function markCell(tr, row, at, doubles) {
      const control = tr.querySelector(`[data-column="${at}"]`);
      const text = row.cells[at];
      const read = text === "" ? {} : intake.reading(table.columns[at], text, app.today);
      const double = doubles.get(row)?.find(({ column }) => column === at);
      const twice = double ? `Is in row ${double.first} too.` : null;
      const problem = read.problem ?? twice;
      if (problem || control.hasAttribute("aria-invalid")) intake.mark(control, `m-${table.name}-${tr.dataset.row}-${at}`, problem, read.offers);
    }

    function draw() {
      if (rows().length === 0) rows().push(intake.emptyRow(table));
      first = Math.max(0, Math.min(first, Math.floor((rows().length - 1) / SHOWN) * SHOWN));
      const doubles = intake.doubles(table, rows());
      body.replaceChildren(...rows().slice(first, first + SHOWN).map((row, at) => line(row, first + at, doubles)));
      const last = Math.min(first + SHOWN, rows().length);
      pager.hidden = rows().length <= SHOWN;
      pager.querySelector(".where").textContent = `Rows ${first + 1} to ${last} of ${rows().length.toLocaleString("en-US")}`;
      pager.querySelector("[data-action=back]").disabled = first === 0;
      pager.querySelector("[data-action=on]").disabled = last === rows().length;
    }

    /** Marks the visible rows again: a change in one may make it a double of another. */
    function remark() {
      const doubles = intake.doubles(table, rows());
      for (const tr of body.rows) {
        const row = rows()[Number(tr.dataset.row)];
        if (row) for (const column of shown()) markCell(tr, row, column, doubles);
      }
    }

    /** Shows a cell and puts the focus on it. */
    function go(at, column) {
      if (table.more.includes(column) && !isOpen()) unfold(true);
      if (at < first || at >= first + SHOWN) {
        first = Math.floor(at / SHOWN) * SHOWN;
        draw();
      }
      const control = controlAt(at, column) ?? controlAt(at, table.first[0]);
      control?.focus();
      if (control?.select) control.select();
    }

    function unfold(open) {
      section.classList.toggle("all", open);
      more.setAttribute("aria-expanded", String(open));
      more.textContent = open ? "Fewer columns" : intake.counted(table.more.length, ["more column", "more columns"]);
      draw();
    }

    function add(at, row) {
      if (rows().length >= intake.MOST.rows) {
        app.say(`A list has at most ${intake.counted(intake.MOST.rows, ["row", "rows"])} here.`);
        return false;
      }
      rows().splice(at, 0, row);
      app.changed();
      return true;
    }

    function write(control, text) {
      const at = Number(control.closest("tr").dataset.row);
      const row = rows()[at];
      const column = Number(control.dataset.column);
      const written = intake.clean(text);
      const read = intake.read(table.columns[column], written, app.today);
      row.cells[column] = read.text;
      intake.fill(control, read.text);
      app.ask(intake.ambiguousDates(intake.slashDate(table, row, column, written, read)));
      app.changed();
      remark();
    }

    body.addEventListener("input", (event) => {
      const control = event.target;
      rows()[Number(control.closest("tr").dataset.row)].cells[Number(control.dataset.column)] = intake.clean(control.value);
      app.typed();
    });
    body.addEventListener("change", (event) => write(event.target, event.target.value));

    body.addEventListener("keydown", (event) => {
      const control = event.target;
      if (!control.dataset.column || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const at = Number(control.closest("tr").dataset.row);
      const isInput = control.tagName === "INPUT";
      let to = null;
      if (event.key === "Enter" && isInput) to = event.shiftKey ? at - 1 : at + 1;
      if (event.key === "ArrowDown" && isInput) to = Math.min(at + 1, rows().length - 1);
      if (event.key === "ArrowUp" && isInput) to = at - 1;
      if (to === null || to < 0) return;
      event.preventDefault();
      const column = Number(control.dataset.column);
      if (to === rows().length) {
        if (intake.isEmpty(rows()[at]) || !add(to, intake.emptyRow(table))) return;
        first = Math.floor(to / SHOWN) * SHOWN;
        control.blur();
        draw();
      }
      go(to, column);
    });

    body.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.offer !== undefined) {
        const control = button.closest("td").querySelector("[data-column]");
        control.focus();
        return write(control, button.dataset.offer);
      }
      const at = Number(button.closest("tr").dataset.row);
      if (button.dataset.action === "delete") {
        const change = intake.change(app.records, `row ${at + 1} of ${table.tab} was deleted`);
        change.remove(table, rows()[at]);
        app.did(change, `Row ${at + 1} was deleted.`);
        go(Math.min(at, rows().length - 1), table.first[0]);
      }
      if (button.dataset.action === "copy") {
        const row = { cells: [...rows()[at].cells] };
        for (const name of COPIED_EMPTY) if (intake.columnOf(table, name) >= 0) row.cells[intake.columnOf(table, name)] = "";
        if (!add(at + 1, row)) return;
        draw();
        app.say(`Row ${at + 1} was copied. Its own ids are empty in the copy.`);
        go(at + 1, table.first[0]);
      }
    });

    section.addEventListener("click", (event) => {
      const action = event.target.closest("button")?.dataset.action;
      if (action === "add") {
        if (!add(rows().length, intake.emptyRow(table))) return;
        draw();
        go(rows().length - 1, table.first[0]);
      }
      if (action === "clear") {
        const filled = rows().filter((row) => !intake.isEmpty(row));
        if (filled.length === 0) return;
        const change = intake.change(app.records, `${intake.counted(filled.length, ["row", "rows"])} of ${table.tab} deleted`);
        for (const row of [...rows()].reverse()) change.remove(table, row);
        app.did(change, `All rows of ${table.tab} were deleted.`);
      }
      if (action === "csv") app.saveCsv(table);
      if (action === "unfold") unfold(!isOpen());
      if (action === "back" || action === "on") {
        first += action === "on" ? SHOWN : -SHOWN;
        draw();
      }
    });

    body.addEventListener("paste", (event) => {
      const control = event.target.closest("[data-column]");
      const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n");
      if (!control || text === "") return;
      const isOne = !/[\t\n]/.test(text.replace(/\n$/, ""));
      if (isOne && control.tagName !== "SELECT") return;
      event.preventDefault();
      if (isOne) return write(control, text);
      paste(text, Number(control.closest("tr").dataset.row), Number(control.dataset.column));
    });

    /** Puts a piece of a spreadsheet into the list: by its header if it has one, and otherwise from a cell on. */
    function paste(text, at, column) {
      const { rows: sheet, more } = intake.split(text, "\t", intake.MOST.rows + 1);
      while (sheet.length > 0 && sheet.at(-1).every((cell) => cell.trim() === "")) sheet.pop();
      const word = sheet.length > 0 ? intake.folded(sheet[0][0]) : "";
      const isAnswer = sheet.length > 0 && sheet[0].length === 1 && table.columns[column].words[word] !== undefined;
      const hasHeader = sheet.length > 1 && !isAnswer && intake.isHeader(table, sheet[0]);
      const binding = hasHeader ? intake.bind(table, sheet[0]) : null;
      const start = hasHeader ? filledTo() : at;
      const count = sheet.length - (hasHeader ? 1 : 0);
      if (more || start + count > intake.MOST.rows) return app.say(`Nothing was pasted: a list has at most ${intake.counted(intake.MOST.rows, ["row", "rows"])} here.`);
      if (sheet.some((row) => row.some((cell) => cell.length > intake.MOST.characters))) return app.say(`Nothing was pasted: a cell has more than ${intake.MOST.characters.toLocaleString("en-US")} characters.`);
      const change = intake.change(app.records, `${intake.counted(count, ["row", "rows"])} pasted into ${table.tab}`);
      const order = shown();
      const from = order.indexOf(column);
      const dates = [];
      let beyond = 0;
      sheet.slice(hasHeader ? 1 : 0).forEach((fields, number) => {
        let row = rows()[start + number];
        if (row === undefined) {
          row = intake.emptyRow(table);
          change.add(table, row, rows().length);
        }
        const cells = binding ? [...intake.cellsOf(table, binding, fields).entries()].filter(([of]) => binding.fields.has(of)) : fields.map((cell, field) => [order[from + field], cell]);
        for (const [of, cell] of cells) {
          if (of === undefined) {
            if (cell.trim() !== "") beyond += 1;
            continue;
          }
          const clean = intake.clean(cell);
          const read = intake.read(table.columns[of], clean, app.today);
          change.set(row, of, read.text);
          dates.push(...intake.slashDate(table, row, of, clean, read));
        }
      });
      reveal();
      const notes = binding ? intake.headerNotes(table, binding) : [];
      if (beyond > 0) notes.push(`${intake.counted(beyond, ["cell was", "cells were"])} left out: there was no column for them. Show more columns, or paste with the header.`);
      app.did(change, `${intake.counted(count, ["row was", "rows were"])} pasted into ${table.tab}.`, intake.ambiguousDates(dates), notes);
      go(start, binding ? table.first[0] : column);
    }

    /** Shows all columns if something is filled in that would be out of sight. */
    function reveal() {
      if (!isOpen() && table.more.some((column) => rows().some((row) => row.cells[column] !== ""))) unfold(true);
    }

    more.hidden = table.more.length === 0;
    return { draw, go, remark, reveal };
  };
})();
