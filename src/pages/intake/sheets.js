// Sheets: text of spreadsheets taken apart, their headers understood as the audit understands them, lists written as CSV.
(() => {
  const LONGEST = 100_000;
  const COLUMNS = 300;
  // Two columns that seem to mean one id may well mean two.
  const IDS = ["asset_id", "serial_number", "hostname", "cve", "incident_id"];

  /**
   * The rows of a text whose cells are parted by `separator`: at most `most` of them, and whether there are more. A quote at the
   * beginning of a cell holds separators and line ends together only if another ends the cell.
   */
  intake.split = (text, separator, most) => {
    const rows = [];
    let cells = [];
    let at = 0;
    let quotesEnd = false;
    while (at < text.length) {
      let cell = null;
      if (text[at] === '"' && !quotesEnd) {
        let close = text.indexOf('"', at + 1);
        while (close >= 0 && text[close + 1] === '"' && close - at < LONGEST) close = text.indexOf('"', close + 2);
        quotesEnd = close < 0;
        const next = text[close + 1];
        if (close >= 0 && close - at < LONGEST && (next === undefined || next === separator || next === "\n")) {
          cell = text.slice(at + 1, close).replaceAll('""', '"');
          at = close + 1;
        }
      }
      if (cell === null) {
        const from = at;
        while (at < text.length && text[at] !== separator && text[at] !== "\n") at += 1;
        cell = text.slice(from, at);
      }
      if (cells.length < COLUMNS) cells.push(cell);
      if (at >= text.length || text[at] === "\n") {
        rows.push(cells);
        cells = [];
        if (rows.length >= most && at + 1 < text.length) return { rows, more: true };
      } else if (at + 1 >= text.length) {
        // A separator ends the text: an empty cell is behind it.
        cells.push("");
        rows.push(cells);
      }
      at += 1;
    }
    return { rows, more: false };
  };

  /** What parts the cells of a file, by its first lines outside of quotes. */
  intake.separatorOf = (text) => {
    const start = text.slice(0, 20_000).replace(/"(?:[^"]|"")*"/g, "").split("\n").slice(0, 20).join("\n");
    const count = (sign) => start.split(sign).length - 1;
    const [tabs, commas, semicolons] = ["\t", ",", ";"].map(count);
    if (tabs > 0 && tabs >= commas) return "\t";
    return semicolons > commas ? ";" : ",";
  };

  const known = (table, cell) => table.headers[intake.folded(cell)];

  /** How many cells of a row are headers of a list. */
  intake.headersIn = (table, row) => row.filter((cell) => cell.length < 100 && known(table, cell) !== undefined).length;

  /** Whether a row looks like the header of a list: most of what it says is known, and two of them at least if it says two things. */
  intake.isHeader = (table, row) => {
    const filled = row.filter((cell) => cell.trim() !== "");
    const found = intake.headersIn(table, filled);
    return filled.length > 0 && found >= Math.min(2, filled.length) && found * 2 >= filled.length;
  };

  /** Where the header of a sheet is, and of which list: the row among the first that has the most known headers. */
  intake.findHeader = (rows, name, shown) => {
    let best = null;
    const words = name.toLowerCase().split(/[^\p{Alphabetic}\p{N}]+/u);
    for (const table of intake.schema.tables) {
      rows.slice(0, 30).forEach((row, at) => {
        if (!intake.isHeader(table, row)) return;
        const named = words.includes(table.name) ? 0.6 : table.name === shown ? 0.3 : 0;
        const score = intake.headersIn(table, row) + named;
        if (best === null || score > best.score) best = { table, at, score };
      });
    }
    return best;
  };

  /** Which field of a sheet is which column of a list; the headers that are none of its columns; pairs that mean one. */
  intake.bind = (table, headers) => {
    const fields = new Map();
    const spare = new Map();
    const unknown = [];
    const twice = [];
    let state = null;
    headers.forEach((header, field) => {
      if (header.trim() === "") return;
      const found = known(table, header);
      if (found === undefined) {
        const isState = table.name !== "jurisdictions" && intake.schema.state_headers.includes(intake.folded(header));
        if (isState && state === null) state = field;
        else unknown.push({ header, field });
        return;
      }
      const [column, rank] = found;
      const before = fields.get(column);
      if (before === undefined) {
        fields.set(column, { field, rank, header });
        return;
      }
      const [used, other] = before.rank <= rank ? [before, { field, rank, header }] : [{ field, rank, header }, before];
      fields.set(column, used);
      twice.push({ column, used: used.header, other: other.header });
      if (!IDS.includes(table.columns[column].name)) spare.set(column, [...(spare.get(column) ?? []), other.field]);
    });
    return { fields, spare, unknown, twice, state };
  };

  /** The cells of a list's row, from the fields of a sheet's. */
  intake.cellsOf = (table, binding, row) => {
    const cells = table.columns.map(() => "");
    const text = (field) => (row[field] ?? "").trim();
    for (const [column, { field }] of binding.fields) {
      const others = binding.spare.get(column) ?? [];
      const filled = [field, ...others].find((field) => !intake.isBlank(text(field)));
      cells[column] = text(filled ?? field);
    }
    const own = table.columns.findIndex((column) => column.name === "jurisdiction");
    const name = cells[own] ?? "";
    if (binding.state !== null && name !== "" && /^[^\d,:]+$/.test(name) && text(binding.state) !== "") cells[own] = `${name}, ${text(binding.state)}`;
    return cells;
  };

  const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

  /** A list as CSV, with a byte order mark so that Excel reads it as UTF-8, and lines that end in CRLF. */
  intake.csv = (table, rows) => {
    const line = (cells) => `${cells.map(quoted).join(",")}\r\n`;
    return `\ufeff${line(table.columns.map((column) => column.name))}${rows.map(line).join("")}`;
  };

  /** Whether a spreadsheet may take a cell for a formula. */
  intake.isFormula = (cell) => cell.split(";").some((part) => /^[\s]*[=+\-@＝＋－＠]/.test(part) && !/^\s*[-+]?\d+(\.\d+)?$/.test(part));
})();
