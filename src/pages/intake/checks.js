// Checks of the records: what the audit would not understand, what is there twice, what is still blank and which rules ask for it.
(() => {
  const SEVERITIES = ["critical", "high", "medium", "low", "info"];
  const rank = (rule) => SEVERITIES.indexOf(intake.schema.rules[rule].severity);
  let day = "";
  let memory = new Map();

  /** What a cell is read as; asked again, it is remembered. */
  intake.reading = (column, text, today) => {
    if (today !== day || memory.size > 50_000) {
      memory = new Map();
      day = today;
    }
    const key = `${column.number}:${text}`;
    let found = memory.get(key);
    if (found === undefined) {
      found = intake.read(column, text, today);
      memory.set(key, found);
    }
    return found;
  };

  /** Rules by their numbers, each once, the most severe first. */
  intake.bySeverity = (rules) => [...new Set(rules)].sort((a, b) => rank(a) - rank(b) || a - b);

  /** Whether a serial number is one: `N/A`, `0000` and `see list` are none. */
  const tells = (serial) => (serial.length >= 3 || (serial.length === 2 && /[a-z]/i.test(serial))) && /\d/.test(serial) && !serial.includes(" ") && [...serial].some((sign) => sign !== serial[0]);

  /** Cells whose id is in an earlier row of the same place too: by row, the columns and that row's number. */
  intake.doubles = (table, rows) => {
    const seen = new Map();
    const found = new Map();
    const own = intake.columnOf(table, "jurisdiction");
    const serial = intake.columnOf(table, "serial_number");
    const meet = (row, at, column, id) => {
      const first = seen.get(id);
      if (first === undefined) seen.set(id, at);
      else found.set(row, [...(found.get(row) ?? []), { column, first: first + 1 }]);
    };
    rows.forEach((row, at) => {
      const place = row.cells[own] ?? "";
      const filled = (key) => key.every((column) => !intake.isBlank(row.cells[column]));
      const key = table.keys.find(filled);
      if (key === undefined) return;
      const id = key.map((column) => row.cells[column].trim()).join("/");
      meet(row, at, key[0], `${key[0]} ${place} ${key === table.keys[0] ? id : id.toLowerCase()}`);
      if (serial >= 0 && key[0] !== serial && tells(row.cells[serial].trim())) meet(row, at, serial, `${serial} ${place} ${row.cells[serial].trim().toLowerCase()}`);
    });
    return found;
  };

  /** Everything that the audit would not understand: the list, the row, its number, the column, and what is wrong. */
  intake.problems = (records, today) => {
    const found = [];
    for (const table of intake.schema.tables) {
      const rows = records.lists[table.name];
      const doubles = intake.doubles(table, rows);
      rows.forEach((row, at) => {
        table.columns.forEach((column, number) => {
          const text = row.cells[number];
          const problem = text === "" ? undefined : intake.reading(column, text, today).problem;
          if (problem) found.push({ table, row, at, column: number, what: `"${text.slice(0, 40)}" ${problem}` });
        });
        for (const { column, first } of doubles.get(row) ?? []) found.push({ table, row, at, column, what: `is in row ${first} too.` });
      });
    }
    const office = intake.tableNamed("jurisdictions");
    const anything = intake.schema.tables.some((table) => records.lists[table.name].some((row) => !intake.isEmpty(row)));
    if (anything && intake.placeOf(records) === "")
      found.unshift({ table: office, row: records.lists.jurisdictions[0], at: 0, column: intake.columnOf(office, "id"), what: "is needed: choose the state and write the name of your county, town or city." });
    return found;
  };

  /** The columns of a list that rules ask for and that are blank in some row, those of the most severe rules first. */
  intake.blanks = (table, records, today) => {
    const rows = records.lists[table.name].filter((row) => table.name === "jurisdictions" || !intake.isEmpty(row));
    const says = (column, text) => {
      const found = intake.reading(column, text, today);
      return !found.blank && !found.problem;
    };
    const mostSevere = (a, b) => {
      for (let at = 0; at < Math.max(a.rules.length, b.rules.length); at += 1) {
        const difference = (at < a.rules.length ? rank(a.rules[at]) : 9) - (at < b.rules.length ? rank(b.rules[at]) : 9);
        if (difference !== 0) return difference;
      }
      return 0;
    };
    const columns = table.columns
      .map((column, number) => ({ column, number, rules: column.rules, blank: rows.filter((row) => !says(column, row.cells[number])).length }))
      .filter(({ rules, blank }) => rules.length > 0 && blank > 0);
    return { rows: rows.length, columns: columns.sort(mostSevere) };
  };
})();
