// Records: the lists as they are filled in, changes that can be undone, and files read into lists.
(() => {
  /** What the page keeps at most: rows of a list, characters of a cell, bytes of a file. */
  intake.MOST = { rows: 5_000, characters: 4_000, bytes: 10_000_000 };

  const counted = (count, [one, many]) => `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
  intake.counted = counted;

  intake.tableNamed = (name) => intake.schema.tables.find((table) => table.name === name);
  intake.columnOf = (table, name) => table.columns.findIndex((column) => column.name === name);
  intake.emptyRow = (table) => ({ cells: table.columns.map(() => "") });
  intake.isEmpty = (row) => row.cells.every((cell) => cell === "");

  /** Records in which nothing is filled in but what is known of the office. Its list has just one row. */
  intake.newRecords = () => {
    const lists = Object.fromEntries(intake.schema.tables.map((table) => [table.name, [intake.emptyRow(table)]]));
    const office = intake.tableNamed("jurisdictions");
    for (const [name, text] of Object.entries(intake.schema.office)) lists.jurisdictions[0].cells[intake.columnOf(office, name)] = text;
    return { lists };
  };

  /** What the office says under the name of a column. */
  intake.answer = (records, name) => records.lists.jurisdictions[0].cells[intake.columnOf(intake.tableNamed("jurisdictions"), name)];

  /** The id of the office's place; empty where it is not known. */
  intake.placeOf = (records) => intake.answer(records, "id").trim();

  /** The office's name with its state. */
  intake.officeName = (records) => [intake.answer(records, "name"), intake.answer(records, "state")].filter((part) => part !== "").join(", ");

  /** A change of several cells and rows that can be undone as one. */
  intake.change = (records, what) => {
    const added = [];
    const removed = [];
    const cells = [];
    return {
      what,
      add(table, row, at) {
        records.lists[table.name].splice(at, 0, row);
        added.push({ table, row });
      },
      remove(table, row) {
        const at = records.lists[table.name].indexOf(row);
        records.lists[table.name].splice(at, 1);
        removed.push({ table, row, at });
      },
      set(row, column, text) {
        if (row.cells[column] === text) return;
        cells.push({ row, column, before: row.cells[column], after: text });
        row.cells[column] = text;
      },
      isEmpty: () => added.length + removed.length + cells.length === 0,
      /** What was typed since then stays. */
      undo() {
        for (const { row, column, before, after } of cells.reverse()) if (row.cells[column] === after) row.cells[column] = before;
        for (const { table, row } of added.reverse()) {
          const at = records.lists[table.name].indexOf(row);
          if (at >= 0) records.lists[table.name].splice(at, 1);
        }
        for (const { table, row, at } of removed.reverse()) records.lists[table.name].splice(at, 0, row);
      },
    };
  };

  /** The text of a file: UTF-8, UTF-16 by its mark, or else Windows-1252. */
  function decoded(bytes) {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder("utf-16le").decode(bytes) };
    try {
      return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
    } catch {
      return { text: new TextDecoder("windows-1252").decode(bytes), note: "It is not UTF-8 and was read as Windows-1252: check names with accents." };
    }
  }

  /**
   * Reads a file: `lists` with rows of cells by table, `whole` if it is all of an inventory, and `notes` on what was not kept; or `error`.
   * `shown` is the list that is open, for sheets that could be several.
   */
  intake.readFile = (name, bytes, shown, today) => {
    if (bytes.length > intake.MOST.bytes) return { error: "It is larger than 10 MB, which is more than this page reads. pollworthy audit reads it as it is." };
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) return { error: "It is a workbook. Open it in Excel, copy its rows with their header, and paste them into a list here." };
    const { text: raw, note } = decoded(bytes);
    if (raw.includes("\u0000")) return { error: "It has zero bytes, so it is not a text file or is damaged." };
    const plain = raw.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
    const notes = note ? [note] : [];
    let found;
    try {
      found = /\.toml$/i.test(name) ? ofToml(plain, notes) : ofSheet(plain, name, shown, notes);
    } catch (error) {
      return { error: `It could not be read: ${error.message}.` };
    }
    return found.error ? found : finished(found, notes, today);
  };

  /** Cleans and reads every cell, and holds the limits. */
  function finished(found, notes, today) {
    let invisible = 0;
    const dates = [];
    const lists = found.lists.map(({ table, rows }) => ({ table, rows: rows.map((cells) => ({ cells })) }));
    for (const { table, rows } of lists) {
      if (rows.length > intake.MOST.rows)
        return { error: `It has more than ${counted(intake.MOST.rows, ["row", "rows"])} for ${table.tab}, which is more than this page keeps. Nothing was read. pollworthy audit reads it as it is.` };
      for (const [at, row] of rows.entries())
        for (const [column, cell] of row.cells.entries()) {
          const clean = intake.clean(cell);
          if (clean.length > intake.MOST.characters)
            return { error: `Row ${at + 1} has a cell of ${counted(clean.length, ["character", "characters"])}; this page keeps ${intake.MOST.characters.toLocaleString("en-US")}. Nothing was read.` };
          invisible += cell.length - clean.length;
          const read = intake.read(table.columns[column], clean, today);
          row.cells[column] = read.text;
          dates.push(...intake.slashDate(table, row, column, clean, read));
        }
    }
    if (invisible > 0) notes.push(`${counted(invisible, ["invisible character was", "invisible characters were"])} left out.`);
    return { ...found, lists, notes, ambiguous: intake.ambiguousDates(dates) };
  }

  /** A date with slashes, as it was written and read: none or one. */
  intake.slashDate = (table, row, column, written, read) =>
    table.columns[column].kind === "date" && !read.problem && written.includes("/") ? [{ table, row, column, written, read }] : [];

  /** Dates that were read month first and may be day first, by column: not those of a column that shows which it is. */
  intake.ambiguousDates = (dates) => {
    const columns = new Map();
    for (const date of dates) {
      const key = `${date.table.name} ${date.column}`;
      if (!columns.has(key)) columns.set(key, []);
      columns.get(key).push(date);
    }
    const isSure = ({ written, read }) => !read.other && /^\D*\d\d?\/(1[3-9]|2\d|3[01])\//.test(written);
    return [...columns.values()]
      .filter((dates) => !dates.some(isSure))
      .map((dates) => dates.filter(({ read }) => read.other))
      .filter((dates) => dates.length > 0);
  };

  const quoted = (names) => names.slice(0, 5).map((name) => `"${intake.clean(name).slice(0, 40)}"`).join(", ") + (names.length > 5 ? ` and ${names.length - 5} more` : "");

  /** Notes on headers that could not be used as they are. */
  intake.headerNotes = (table, binding) => {
    const notes = [];
    if (binding.unknown.length > 0) notes.push(`Left out, because ${table.tab} has no such column: ${quoted(binding.unknown.map(({ header }) => header))}.`);
    for (const { column, used, other } of binding.twice) notes.push(`Two columns mean ${table.columns[column].label}: ${quoted([used])} is used, and ${quoted([other])} only where it is empty.`);
    return notes;
  };

  function ofSheet(text, name, shown, notes) {
    const { rows, more } = intake.split(text, intake.separatorOf(text), intake.MOST.rows + 40);
    const header = intake.findHeader(rows, name, shown);
    if (header === null) return { error: "No line of it has headers that a list here knows, such as Model, Quantity or Serial number." };
    const { table, at } = header;
    const binding = intake.bind(table, rows[at]);
    notes.push(...intake.headerNotes(table, binding));
    if (at > 0) notes.push(`${counted(at, ["line", "lines"])} above the header left out.`);
    const filled = rows.slice(at + 1).filter((row) => row.some((cell) => cell.trim() !== ""));
    // More rows than are kept: what they say does not matter.
    const all = more ? Array.from({ length: intake.MOST.rows + 1 }, () => []) : filled.map((row) => intake.cellsOf(table, binding, row));
    if (table.name === "jurisdictions" && all.length > 1) return { error: "It has several offices, and this page is for one." };
    return { lists: [{ table, rows: all }], whole: false };
  }

  function tableOf(name) {
    const word = intake.folded(name);
    const { tables } = intake.schema;
    return tables.find((table) => intake.folded(table.name) === word) ?? tables.find((table) => table.synonyms.includes(word));
  }

  function ofToml(text, notes) {
    const { defaults, tables } = intake.parse(text);
    const lists = intake.schema.tables.map((table) => ({ table, rows: [] }));
    const unknown = new Set();
    const used = new Set();
    const own = defaults.get("jurisdiction");
    for (const [name, rows] of tables) {
      const table = tableOf(name);
      if (!table) {
        notes.push(`[[${intake.clean(name).slice(0, 40)}]] is no list of this page; ${counted(rows.length, ["row was", "rows were"])} left out.`);
        continue;
      }
      for (const row of rows) {
        const known = intake.bind(table, [...row.keys()]);
        const values = [...row.values()];
        values.forEach((value, at) => value === null && notes.push(`${intake.clean([...row.keys()][at]).slice(0, 40)} is a list or a table, which no cell can be; it was left out.`));
        const cells = intake.cellsOf(table, known, values.map((value) => value ?? ""));
        known.unknown.forEach(({ header }) => unknown.add(header));
        for (const [header, value] of defaults) {
          const column = header === "jurisdiction" && table.name === "jurisdictions" ? intake.columnOf(table, "id") : table.headers[intake.folded(header)]?.[0];
          if (column === undefined || value === null) continue;
          used.add(header);
          // The office's own place goes without saying.
          if (!known.fields.has(column) && !(header === "jurisdiction" && table.name !== "jurisdictions")) cells[column] = value;
        }
        lists.find((list) => list.table === table).rows.push(cells);
      }
    }
    const office = lists.find(({ table }) => table.name === "jurisdictions");
    if (office.rows.length > 1) return { error: `It has ${office.rows.length} offices, and this page is for one.` };
    const id = intake.columnOf(office.table, "id");
    if (own) {
      used.add("jurisdiction");
      if (office.rows.length === 0) office.rows.push(intake.emptyRow(office.table).cells);
      if (office.rows[0][id] === "") office.rows[0][id] = own;
      // Rows of another place than the office say so themselves.
      if (office.rows[0][id] !== own)
        for (const { table, rows } of lists) {
          const column = intake.columnOf(table, "jurisdiction");
          if (column >= 0) rows.forEach((cells) => (cells[column] ||= own));
        }
    }
    const unused = [...defaults.keys()].filter((header) => !used.has(header));
    if (unknown.size + unused.length > 0) notes.push(`Left out, because no list here has them: ${quoted([...unknown, ...unused])}.`);
    if (/^\s*#/m.test(text.replace(/^#.*\n/, ""))) notes.push("Comments in it are not kept when it is saved again.");
    return { lists: lists.filter(({ rows }) => rows.length > 0), whole: true };
  }
})();
