// TOML: inventories read and written, `[[equipment]]` and the like; what was written here and read again is the same.
(() => {
  const TITLE = '# An office\'s inventory. "pollworthy audit" reads it, and the page that saved it opens it again.';

  class Flaw extends Error {}

  /** Parses an inventory: values at the top, and rows by table. What no cell can hold has `null` for its text. Throws where it is not TOML. */
  intake.parse = (text) => {
    let at = 0;
    const fail = (what) => {
      throw new Flaw(`line ${text.slice(0, at).split("\n").length}: ${what}`);
    };
    const blanks = () => {
      while (text[at] === " " || text[at] === "\t") at += 1;
    };
    const comment = () => {
      if (text[at] === "#") while (at < text.length && text[at] !== "\n") at += 1;
    };
    /** Blanks, comments and line ends. */
    const gap = () => {
      for (;;) {
        const from = at;
        blanks();
        comment();
        while (text[at] === "\n") at += 1;
        if (at === from) return;
      }
    };
    const lineEnd = () => {
      blanks();
      comment();
      if (at < text.length && text[at] !== "\n") fail("there is more on this line than a value");
    };
    const escape = () => {
      const sign = text[at + 1];
      const plain = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", e: "\u001b", '"': '"', "\\": "\\" }[sign];
      if (plain !== undefined) {
        at += 2;
        return plain;
      }
      const digits = { x: 2, u: 4, U: 8 }[sign] ?? 0;
      const hex = text.slice(at + 2, at + 2 + digits);
      if (digits === 0 || !new RegExp(`^[0-9a-f]{${digits}}$`, "i").test(hex)) fail("a backslash is followed by something unknown");
      const code = parseInt(hex, 16);
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) fail("there is no such character");
      at += 2 + digits;
      return String.fromCodePoint(code);
    };
    const string = () => {
      const quote = text[at];
      const three = quote.repeat(3);
      const isLong = text.startsWith(three, at);
      const parts = [];
      at += isLong ? 3 : 1;
      if (isLong && text[at] === "\n") at += 1;
      for (;;) {
        if (at >= text.length || (!isLong && text[at] === "\n")) fail("a text is not closed");
        if (isLong ? text.startsWith(three, at) : text[at] === quote) {
          at += isLong ? 3 : 1;
          // Up to two quotes may stand before those that close.
          while (isLong && text[at] === quote) {
            parts.push(quote);
            at += 1;
          }
          return parts.join("");
        }
        if (quote === '"' && text[at] === "\\") {
          const rest = isLong ? /^\\[ \t]*\n\s*/.exec(text.slice(at, at + 1000)) : null;
          if (rest) at += rest[0].length;
          else parts.push(escape());
          continue;
        }
        const from = at;
        while (at < text.length && text[at] !== quote && text[at] !== "\n" && text[at] !== "\\") at += 1;
        if (at === from) at += 1;
        parts.push(text.slice(from, at));
      }
    };
    const key = () => {
      blanks();
      if (text[at] === '"' || text[at] === "'") return string();
      const from = at;
      while (at < text.length && /[A-Za-z0-9_-]/.test(text[at])) at += 1;
      if (at === from) fail("a name is missing");
      return text.slice(from, at);
    };
    /** The text of a value as a cell has it. */
    const value = (depth) => {
      blanks();
      if (depth > 20) fail("lists within lists are too deep");
      const first = text[at];
      if (first === '"' || first === "'") return string();
      if (first === "[" || first === "{") {
        const close = first === "[" ? "]" : "}";
        at += 1;
        gap();
        while (text[at] !== close) {
          if (close === "}") pair(depth);
          else value(depth + 1);
          gap();
          if (text[at] === ",") at += 1;
          else if (text[at] !== close) fail("a list is not closed");
          gap();
        }
        at += 1;
        return null;
      }
      const from = at;
      while (at < text.length && /[A-Za-z0-9_+\-.:]/.test(text[at])) at += 1;
      // A day and a time may be parted by a blank.
      if (text[at] === " " && /^\d{4}-\d\d-\d\d$/.test(text.slice(from, at)) && /^ \d\d:/.test(text.slice(at, at + 4))) {
        at += 1;
        while (at < text.length && /[0-9+\-.:Zz]/.test(text[at])) at += 1;
      }
      const word = text.slice(from, at);
      if (word === "true" || word === "false") return word;
      if (/^\d{4}-\d\d-\d\d/.test(word) || /^\d\d:\d\d/.test(word)) return word;
      if (/^[+-]?\d(?:_?\d)*(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d+)?$/.test(word)) return word.replaceAll("_", "");
      if (/^0[xob][0-9a-fA-F_]+$/.test(word)) return String(BigInt(word.replaceAll("_", "")));
      return fail("a value is not understood; texts are written in quotes");
    };
    const pair = (depth) => {
      const name = key();
      blanks();
      if (text[at] !== "=") fail("an = is missing");
      at += 1;
      return [name, value(depth + 1)];
    };

    const defaults = new Map();
    const tables = new Map();
    let row = defaults;
    for (gap(); at < text.length; gap()) {
      if (text[at] === "[") {
        const isList = text[at + 1] === "[";
        at += isList ? 2 : 1;
        const name = key();
        blanks();
        if (!text.startsWith(isList ? "]]" : "]", at)) fail("a heading is not closed, or has more than one name");
        at += isList ? 2 : 1;
        row = new Map();
        tables.set(name, [...(tables.get(name) ?? []), row]);
      } else {
        const [name, cell] = pair(0);
        if (row.has(name)) fail(`${name} is given twice`);
        row.set(name, cell);
      }
      lineEnd();
    }
    return { defaults, tables };
  };

  const escaped = (character) => {
    const short = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r" }[character];
    return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  };
  const text = (cell) => `"${cell.replace(/[\u0000-\u001f\u007f"\\]/g, escaped)}"`;

  /** A cell as a value: of the type that its column has, if it fits, and otherwise as a text. */
  function valueOf(column, cell) {
    switch (column.kind) {
      case "integer":
        return /^(0|[1-9]\d{0,12})$/.test(cell) ? cell : text(cell);
      case "number":
        return /^(0|[1-9]\d{0,12})(\.\d{1,6})?$/.test(cell) ? cell : text(cell);
      case "boolean":
        return cell === "yes" ? "true" : cell === "no" ? "false" : text(cell);
      case "date":
        return /^\d{4}-\d\d-\d\d$/.test(cell) && !intake.read(column, cell, "9999-12-31").problem ? cell : text(cell);
      default:
        return text(cell);
    }
  }

  /** The whole inventory as one file. The same records give the same bytes. */
  intake.toml = (records) => {
    const parts = [`${TITLE}\n`];
    const own = intake.placeOf(records);
    if (own !== "") parts.push(`jurisdiction = ${text(own)}\n`);
    for (const table of intake.schema.tables) {
      const isOffice = table.name === "jurisdictions";
      for (const { cells } of records.lists[table.name]) {
        const lines = table.columns.flatMap((column, at) => {
          const isOwn = isOffice && column.name === "id" && cells[at] === own;
          return cells[at] === "" || isOwn ? [] : [`${column.name} = ${valueOf(column, cells[at])}\n`];
        });
        if (lines.length > 0) parts.push(`[[${table.name}]]\n${lines.join("")}`);
      }
    }
    return parts.join("\n");
  };
})();
