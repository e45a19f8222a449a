"use strict";
// Cells: what a text means in its column, as the audit reads it. Nothing here touches the page.
const intake = {};
(() => {
  const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
  const YES = ["yes", "y", "true", "t", "1", "x"];
  const NO = ["no", "n", "false", "f", "0", "none"];
  const TICKS = ["✓", "✔", "☑", "✅", "√", "🗸", "🗹", "[x]", "[X]"];
  const CROSSES = ["✗", "✘", "❌", "☐", "□", "[ ]", "[]"];
  const EITHER = ["☒", "🗷", "✕", "✖", "×"];
  const MOST = 1e12;
  const WRITE_DATE = "Write a day (2026-04-15), a month (2026-04) or a year (2026).";
  const WRITE_DAY = "Write the day (2026-04-15).";

  /** A text without characters that nobody can see: they could turn its direction or end it. */
  intake.clean = (text) => text.replace(/\r\n?/g, "\n").replace(INVISIBLE, "");

  /** A name without case, spaces or punctuation, as headers and words are compared. */
  intake.folded = (name) => name.replace(/[^\p{Alphabetic}\p{N}#%]/gu, "").toLowerCase();

  /** Whether a cell says nothing: empty, or a word for unknown. */
  intake.isBlank = (text) => {
    const word = text.trim().toLowerCase();
    return word === "" || intake.schema.blanks.includes(word);
  };

  /** Takes what the page says of tables, rules and places; no word of a file is found in it that is not there. */
  intake.load = (text) => {
    const bare = (_, value) => (value !== null && typeof value === "object" && !Array.isArray(value) ? Object.assign(Object.create(null), value) : value);
    intake.schema = JSON.parse(text, bare);
    for (const table of intake.schema.tables)
      table.columns.forEach((column, at) => {
        column.number = `${table.name} ${at}`;
        column.state = column.name === "state" && table.name === "jurisdictions";
        column.place = column.name === "jurisdiction" || (column.name === "id" && table.name === "jurisdictions");
      });
  };

  const wrong = (text, problem, offers = []) => ({ text, problem, offers });

  /**
   * Reads one cell. The answer has its text as it is kept; `blank` if it says nothing; `problem` and `offers` if the audit would not
   * understand it; `other` if a date was read month first and could be read day first.
   */
  intake.read = (column, written, today) => {
    const text = written.trim();
    if (text.includes("\ufffd")) return wrong(text, "has a character that was lost when it was saved.");
    if (intake.isBlank(text)) return { text, blank: true };
    if (/^##+$/.test(text)) return wrong(text, "comes from a column that was too narrow in the spreadsheet.");
    if (intake.schema.formula_errors.includes(text.toLowerCase())) return wrong(text, "is a formula that fails in the spreadsheet.");
    switch (column.kind) {
      case "category":
        return category(column, text);
      case "integer":
      case "number":
        return number(column, text);
      case "boolean":
        return yesOrNo(text);
      case "date":
        return date(column, text, today);
      case "version":
        return version(text);
      default:
        if (column.name === "cve") return cves(text);
        if (column.name === "sensor" && isMissing(text)) return wrong(text, "says that it is not there, or not yet. Write its brand, or none.");
        if (column.place) return place(text);
        if (column.state) return { text: stateOf(text)?.code ?? text };
        return { text };
    }
  };

  function mark(text) {
    const sign = text.replace(/[\ufe0e\ufe0f]+$/, "");
    if (TICKS.includes(sign)) return "yes";
    if (CROSSES.includes(sign)) return "no";
    return EITHER.includes(sign) ? "either" : null;
  }

  function category(column, text) {
    const choice = column.choices[column.words[intake.folded(text)]];
    if (choice !== undefined) return { text: choice };
    const machine = directRecording(intake.folded(text));
    if (column.choices.includes(machine)) return { text: machine };
    const sign = mark(text);
    const marked = sign ? column.choices[column.words[sign]] : undefined;
    if (marked !== undefined) return { text: marked };
    const near = nearest(intake.folded(text), Object.keys(column.words));
    return wrong(text, "is not in the list.", near === null ? [] : [column.choices[column.words[near]]]);
  }

  /** The word for a direct-recording machine that is said to print a record the voter can check, or to print none. */
  function directRecording(word) {
    const { machines, papers, without, with: having } = intake.schema.direct_recording;
    if (word.length > 60) return null;
    const bare = word.startsWith("paperless") ? word.slice(9) : word.endsWith("paperless") ? word.slice(0, -9) : null;
    if (machines.includes(bare)) return "dre-without-vvpat";
    for (const machine of machines.filter((machine) => word.startsWith(machine))) {
      const rest = word.slice(machine.length);
      const says = (words) => words.some((said) => rest.startsWith(said) && papers.includes(rest.slice(said.length)));
      if (says(without)) return "dre-without-vvpat";
      if (says(having)) return "dre-with-vvpat";
    }
    return null;
  }

  /** The word that differs by a letter or two, and begins alike. */
  function nearest(word, words) {
    let best = null;
    let least = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    if (word.length > 60) return null;
    for (const candidate of words) {
      if (candidate[0] !== word[0] || Math.abs(candidate.length - word.length) > least) continue;
      const edits = distance(word, candidate);
      if (edits < least || (edits === least && best === null)) [best, least] = [candidate, edits];
    }
    return best;
  }

  function distance(one, other) {
    let row = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1)
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
      row = next;
    }
    return row[other.length];
  }

  function yesOrNo(text) {
    const word = text.toLowerCase();
    const sign = mark(text);
    if (YES.includes(word) || sign === "yes") return { text: "yes" };
    if (NO.includes(word) || sign === "no") return { text: "no" };
    return wrong(text, "is neither yes nor no.");
  }

  function number(column, written) {
    const whole = column.kind === "integer";
    const wanted = whole ? "is not a whole number." : "is not an amount.";
    const text = written.replace(/^'/, "");
    const isGrouped = text.split(",").slice(1).every((group) => /^\d{3}(?!\d)/.test(group));
    const plain = text.replace(/[\s,$]/g, "");
    const parts = /^\+?(\d*)(?:\.(\d*))?$/.exec(plain);
    if (/^-[\d.]+$/.test(plain)) return wrong(written, "is below zero.");
    if (!parts || !isGrouped || (parts[1] + (parts[2] ?? "")).length === 0) {
      const digits = /^0*([1-9]\d*)[\p{Alphabetic}.]+$/u.exec(plain);
      return wrong(written, wanted, digits ? [digits[1]] : []);
    }
    const before = parts[1].replace(/^0+(?=\d)/, "") || "0";
    const behind = (parts[2] ?? "").replace(/0+$/, "");
    if (whole && behind !== "") return wrong(written, wanted);
    const most = Number(before) - MOST;
    if (before.length > 13 || most > 0 || (most === 0 && behind !== "") || behind.length > 6) return wrong(written, "is too large or too fine.");
    return { text: behind === "" ? before : `${before}.${behind}` };
  }

  /** Whether a text says that a thing is not there, or not there yet, or works no more. */
  function isMissing(text) {
    const { begin, within } = intake.schema.missing;
    const lower = text.toLowerCase();
    return [...text].length <= 200 && (begin.some((word) => lower.startsWith(word)) || within.some((word) => lower.includes(word)));
  }

  function version(text) {
    const answers = ["yes", "y", "no", "n", "true", "false", "none", "x"];
    if (answers.includes(text.toLowerCase()) || mark(text) || !/[0-9]/.test(text)) return wrong(text, "is not a version. Write the version itself.");
    const parts = text.split(/[\s,;()/]+/).filter((part) => part.includes(".") && /\d/.test(part));
    return parts.length > 1 ? wrong(text, "is more than one version. Write the one that runs.") : { text };
  }

  const two = (number) => String(number).padStart(2, "0");
  const lastOf = (year, month) => (month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
  const isYear = (year) => year >= 1800 && year <= 2200;
  const dayOf = (year, month, day) =>
    isYear(year) && month >= 1 && month <= 12 && day >= 1 && day <= lastOf(year, month) ? `${year}-${two(month)}-${two(day)}` : null;

  function date(column, written, today) {
    const text = written.replace(/^'/, "");
    const found = written.length > 60 ? { problem: `is not a date. ${WRITE_DATE}` } : calendar(text, today, column.future, column.partial);
    if (found.problem) return wrong(written, found.problem, found.offers);
    const { date } = found;
    if (column.partial === "neither" && date.length < 10) return wrong(written, `names no day, and only the day shows on which side of an election it is. ${WRITE_DAY}`);
    const first = `${date}-01-01`.slice(0, 10);
    if (!column.future && first > today) {
      // Read day first it may be a day that has been.
      const offers = found.other && found.other <= today ? [found.other] : [];
      return wrong(written, `is after today, ${today}.`, offers);
    }
    return found.other ? { text: date, other: found.other } : { text: date };
  }

  /** A date as it is kept: a day, a month or a year; or what is wrong with it. */
  function calendar(written, today, mayBeAhead, end) {
    const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(written);
    const colon = written.indexOf(":");
    const before = colon < 0 ? -1 : Math.max(written.lastIndexOf("T", colon), written.lastIndexOf(" ", colon));
    const text = before >= 0 && /\d/.test(written[before + 1] ?? "") ? written.slice(0, before).trimEnd() : written;
    if (iso && dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]))) return { date: written };
    const not = { problem: `is not a date. ${WRITE_DATE}`, offers: quarter(text, end).filter((month) => mayBeAhead || `${month}-01` <= today) };
    if (/[a-z]/i.test(text)) return named(text) ?? not;
    const parts = text.replace(/\.0$/, "").split(/[-/.]/);
    if (parts.some((part) => !/^\d{1,4}$/.test(part))) return not;
    const [a, b, c] = parts.map(Number);
    const isMonth = (number) => number >= 1 && number <= 12;
    const dotted = text.includes(".");
    if (parts.length === 1 && parts[0].length === 4) return isYear(a) ? { date: parts[0] } : not;
    if (parts.length === 2 && parts[0].length === 4 && isMonth(b)) return isYear(a) ? { date: `${a}-${two(b)}` } : not;
    if (parts.length === 2 && parts[1].length === 4 && isMonth(a) && !dotted) return isYear(b) ? { date: `${b}-${two(a)}` } : not;
    if (parts.length !== 3) return not;
    if (parts[0].length === 4) return whole(a, b, c);
    if (parts[2].length === 4 && text.includes("/")) return whole(c, a, b, true);
    if (parts[2].length > 2) return not;
    const offers = [2000, 1900].map((century) => dayOf(century + c, a, b)).filter((day) => day && (mayBeAhead || day <= today));
    return { problem: `has a year of two digits. ${WRITE_DATE}`, offers: offers.slice(0, 1) };
  }

  /** The month that a quarter of a year is read as: its first, or its last where the end counts. */
  function quarter(text, end) {
    const found = /^(?:q([1-4])|([1-4])q)[\s/-]*(\d{4})$/i.exec(text) ?? /^(?<year>\d{4})[\s/-]*q(?<of>[1-4])$/i.exec(text);
    if (!found || end === "neither") return [];
    const of = Number(found.groups?.of ?? found[1] ?? found[2]);
    const year = found.groups?.year ?? found[3];
    return isYear(Number(year)) ? [`${year}-${two(of * 3 - (end === "last" ? 0 : 2))}`] : [];
  }

  /** A day of three numbers; `american` if it was written month first. */
  function whole(year, month, day, american = false) {
    const date = dayOf(year, month, day);
    const turned = dayOf(year, day, month);
    if (month > 12 || month < 1) return { problem: `has no month ${month}. Dates here are year-month-day or month/day/year.`, offers: turned ? [turned] : [] };
    if (!date) return { problem: "is not a day of the calendar.", offers: [] };
    return american && turned && turned !== date ? { date, other: turned } : { date };
  }

  /** A date with the name of its month. */
  function named(text) {
    const words = text.toLowerCase().split(/[ \-/,.]+/).filter((word) => word !== "");
    const names = words.filter((word) => !/^\d/.test(word));
    const numbers = words.filter((word) => /^\d/.test(word));
    if (names.length !== 1) return null;
    const month = MONTHS.findIndex((month) => month === names[0] || month.slice(0, 3) === names[0] || (names[0] === "sept" && month === "september")) + 1;
    if (month === 0) return null;
    const isFour = (word) => /^\d{4}$/.test(word);
    const day = (word) => (/^\d{1,2}(st|nd|rd|th)?$/.test(word) ? parseInt(word, 10) : null);
    const years = numbers.filter(isFour);
    const others = numbers.filter((word) => !isFour(word));
    if (years.length !== 1 || others.length > 1) {
      return numbers.length > 0 && numbers.every((word) => day(word) !== null) ? { problem: `has a year of two digits. ${WRITE_DATE}` } : null;
    }
    const year = Number(years[0]);
    if (!isYear(year)) return null;
    if (others.length === 0) return { date: `${year}-${two(month)}` };
    return day(others[0]) === null ? null : whole(year, month, day(others[0]));
  }

  function cves(text) {
    const list = [];
    const rest = text.replace(/(?<![\p{Alphabetic}\p{N}])cve[-_ :\u2010-\u2015\u2212]{0,3}(\d{4})[-_ :\u2010-\u2015\u2212]{1,3}(\d{4,12})(?!\d)/giu, (_, year, digits) => {
      if (year < "1999" || year > "2099") return "?";
      list.push(`CVE-${year}-${digits}`);
      return "";
    });
    if (list.length === 0 || !/^[,;|\s]*$/.test(rest)) {
      const bare = /^\d{4}-\d{4,12}$/.test(text) ? [`CVE-${text}`] : [];
      return wrong(text, "is not a CVE number, such as CVE-2023-4966.", [...list, ...bare].slice(0, 1));
    }
    return { text: [...new Set(list)].join(", ") };
  }

  /** An id of a place: digits must be a code that the Census knows; a name is left to the audit. */
  function place(text) {
    const digits = text.replace(/^0[45]00000US/, "");
    if (!/^\d+$/.test(digits)) return { text };
    const code = [1, 4, 9].includes(digits.length) ? `0${digits}` : digits;
    const state = intake.schema.states.find((state) => state.fips === code.slice(0, 2));
    const county = code.slice(2, 5);
    const known = state && [2, 5, 10].includes(code.length) && (code.length === 2 || state.counties.some(([of]) => of === county));
    return known ? { text: code } : wrong(text, "is not the FIPS code of a state or county.");
  }

  const stateOf = (text) => {
    const word = intake.folded(text);
    return intake.schema.states.find(({ code, name }) => [code.toLowerCase(), intake.folded(name)].includes(word));
  };

  /** Today where the computer is, as a date. */
  intake.today = () => {
    const now = new Date();
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };

  /** A day as people write it: 22 November 2026. */
  intake.inWords = (date) => {
    const [year, month, day] = date.split("-").map(Number);
    const name = month ? MONTHS[month - 1][0].toUpperCase() + MONTHS[month - 1].slice(1) : "";
    return [day, name, year].filter((part) => part).join(" ");
  };
})();
