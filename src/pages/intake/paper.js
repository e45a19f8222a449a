// Paper: every list as a plain table, with the office's name and the day, made when the page is printed.
(() => {
  /** The lists in an element, for print: only columns in which something is filled in. */
  intake.drawPaper = (paper, records, today) => {
    const make = intake.make;
    const office = intake.tableNamed("jurisdictions");
    const name = intake.officeName(records) || "An election office";
    const reported = intake.answer(records, "reported_on");
    const says = [/^\d{4}-\d\d-\d\d$/.test(reported) ? `Inventory as of ${intake.inWords(reported)}` : "Inventory", `printed on ${intake.inWords(today)}`];
    const parts = [make("h1", {}, name), make("p", {}, `${says.join(", ")}.`)];
    const answers = office.columns.flatMap((column, at) => {
      const text = records.lists.jurisdictions[0].cells[at];
      return text === "" ? [] : [make("tr", {}, make("th", { scope: "row" }, column.label), make("td", {}, text))];
    });
    if (answers.length > 0) parts.push(make("h2", {}, office.tab), make("table", { class: "answers" }, make("tbody", {}, ...answers)));
    for (const table of intake.schema.tables) {
      const rows = records.lists[table.name].filter((row) => !intake.isEmpty(row));
      if (table === office || rows.length === 0) continue;
      const shown = table.columns.map((_, at) => at).filter((at) => rows.some((row) => row.cells[at] !== ""));
      const head = make("tr", {}, make("th", { scope: "col" }, "Row"), ...shown.map((at) => make("th", { scope: "col" }, table.columns[at].label)));
      const line = (row, number) => make("tr", {}, make("th", { scope: "row" }, String(number + 1)), ...shown.map((at) => make("td", {}, row.cells[at])));
      parts.push(
        make("section", { class: shown.length > 8 ? "broad" : "" },
          make("h2", {}, `${table.tab}: ${intake.counted(rows.length, table.unit)}`),
          make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows.map(line)))),
      );
    }
    paper.replaceChildren(...parts);
  };
})();
