// The page: its lists together, what to look at, saving and opening.
(() => {
  const { make, counted } = intake;
  const at = (id) => document.getElementById(id);
  intake.load(at("description").textContent);
  const office = intake.tableNamed("jurisdictions");
  const lists = intake.schema.tables.filter((table) => table !== office);
  const undos = [];
  let waiting = 0;
  let keeping = 0;

  const app = {
    records: intake.newRecords(),
    today: intake.today(),
    isUnsaved: false,
    /** What was left out of a file or a paste, until somebody has seen it. */
    notes: [],
    /** Dates that may be meant day first, those of one column together. */
    dateQuestions: [],
    say(text) {
      at("message").textContent = text;
    },
    /** A cell is being typed: what is not whole yet is not judged. */
    typed() {
      app.isUnsaved = true;
      clearTimeout(keeping);
      keeping = setTimeout(draft.keep, 500);
    },
    /** Something was changed. */
    changed() {
      app.isUnsaved = true;
      clearTimeout(waiting);
      waiting = setTimeout(refresh, 100);
    },
    /** A change was made that can be undone. */
    did(change, message, dates = [], more = []) {
      if (!change.isEmpty()) undos.push(change);
      if (undos.length > 20) undos.shift();
      app.ask(dates);
      app.notes.push(...more.map((note) => `${change.what[0].toUpperCase()}${change.what.slice(1)}. ${note}`));
      app.changed();
      drawAll();
      app.say(more.length > 0 ? `${message} Not all of it was taken: see What to look at.` : message);
    },
    ask(more) {
      app.dateQuestions.push(...more);
    },
    saveCsv,
  };
  const grids = new Map(lists.map((table) => [table.name, intake.grid(table, app)]));

  const questions = intake.office(app);
  const draft = intake.draft(app);

  // A control would cut what is too long for it, and nobody would see it.
  addEventListener(
    "paste",
    (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const isSheet = event.target.closest?.("tbody") && /[\t\n]/.test(text.trimEnd());
      if (isSheet || text.length <= intake.MOST.characters) return;
      event.preventDefault();
      event.stopPropagation();
      app.say(`Nothing was pasted: a cell has at most ${intake.MOST.characters.toLocaleString("en-US")} characters here.`);
    },
    true,
  );

  // What to look at.
  function show(table, row, column) {
    if (table === office) questions.go(column);
    else grids.get(table.name).go(row, column);
  }

  function refresh() {
    clearTimeout(waiting);
    const problems = intake.problems(app.records, app.today);
    app.dateQuestions = app.dateQuestions.map((dates) => dates.filter(({ table, row, column, read }) => app.records.lists[table.name].includes(row) && row.cells[column] === read.text)).filter((dates) => dates.length > 0);
    const items = [...app.notes.map(noteItem), ...app.dateQuestions.map(dateQuestion)];
    for (const problem of problems.slice(0, 100)) {
      const { table, at: number, column, what } = problem;
      const where = table === office ? table.columns[column].label : `${table.tab}, row ${number + 1}, ${table.columns[column].label}`;
      const button = make("button", { type: "button", class: "link" }, where);
      button.addEventListener("click", () => show(table, number, column));
      items.push(make("li", {}, button, ` ${what}`));
    }
    if (problems.length > 100) items.push(make("li", {}, `And ${counted(problems.length - 100, ["more", "more"])}.`));
    at("problem-list").replaceChildren(...items);
    at("no-problems").hidden = items.length > 0;
    const count = problems.length + app.dateQuestions.length + app.notes.length;
    for (const id of ["problem-count", "count-problems"]) at(id).textContent = count === 0 ? "" : ` (${count})`;
    at("show").hidden = count === 0;
    intake.schema.tables.forEach(drawBlank);
    const named = intake.officeName(app.records);
    at("office-name").textContent = named;
    document.title = named === "" ? "Election office inventory" : `${named}: election office inventory`;
    for (const table of lists) {
      const rows = app.records.lists[table.name].filter((row) => !intake.isEmpty(row)).length;
      at(`count-${table.name}`).textContent = rows === 0 ? "" : ` (${rows.toLocaleString("en-US")})`;
      grids.get(table.name).remark();
    }
    const things = counted(count, ["thing to look at", "things to look at"]);
    const isBlank = intake.schema.tables.every((table) => app.records.lists[table.name].every(intake.isEmpty));
    const isSaved = app.isUnsaved ? " Not saved to a file yet." : isBlank ? "" : " Saved.";
    at("state").textContent = isBlank && count === 0 ? "Nothing is filled in yet." : `${count === 0 ? "Nothing to correct" : things}.${isSaved}`;
    const last = undos.at(-1);
    at("undo").hidden = last === undefined;
    at("undo").replaceChildren("Undo", make("span", {}, last ? `: ${last.what}` : ""));
    draft.keep();
  }

  /** What was left out of a file or a paste, until somebody has seen it. */
  function noteItem(note) {
    const done = make("button", { type: "button" }, "Seen");
    done.addEventListener("click", () => {
      app.notes = app.notes.filter((other) => other !== note);
      refresh();
      at("problems").querySelector("h2").focus();
    });
    return make("li", {}, `${note} `, done);
  }

  function dateQuestion(dates) {
    const [{ table, column, written, read }] = dates;
    const many = dates.length > 1 ? `${counted(dates.length, ["date", "dates"])} such as ${written} were` : `${written} was`;
    const turn = make("button", { type: "button" }, `No, day first: ${intake.inWords(read.other)}`);
    const keep = make("button", { type: "button" }, "Yes, month first");
    const settle = (text) => {
      const change = intake.change(app.records, "dates turned");
      for (const { row, column, read } of dates) change.set(row, column, text(read));
      app.dateQuestions = app.dateQuestions.filter((other) => other !== dates);
      app.did(change, "The dates are settled.");
      refresh();
      at("problems").querySelector("h2").focus();
    };
    turn.addEventListener("click", () => settle((read) => read.other));
    keep.addEventListener("click", () => settle((read) => read.text));
    return make("li", {}, `${table.tab}, ${table.columns[column].label}: ${many} read month first, as ${intake.inWords(read.text)}. Is that right? `, keep, " ", turn);
  }

  /** What is blank in a list, and the rules that ask for it. */
  function drawBlank(table) {
    const holder = at(`blank-${table.name}`);
    if (!holder) return;
    const { rows, columns } = intake.blanks(table, app.records, app.today);
    const isOffice = table === office;
    holder.hidden = !isOffice && rows === 0 ? table.rules === 0 : columns.length === 0;
    const summary = holder.querySelector("summary");
    if (!isOffice && rows === 0) {
      summary.textContent = `Nothing is listed yet: ${counted(table.rules, ["rule has", "rules have"])} nothing to go by`;
      holder.querySelector("ul").replaceChildren(...titles(intake.bySeverity(table.columns.flatMap((column) => column.rules))).map((rule) => make("li", {}, ...rule)));
      return;
    }
    summary.textContent = `Still blank: ${counted(columns.length, isOffice ? ["answer", "answers"] : ["column", "columns"])} that rules ask for`;
    holder.querySelector("ul").replaceChildren(
      ...columns.map(({ column, number, blank, rules }) => {
        const where = make("button", { type: "button", class: "link" }, column.label);
        const row = isOffice ? 0 : app.records.lists[table.name].findIndex((row) => !intake.isEmpty(row) && intake.isBlank(row.cells[number]));
        where.addEventListener("click", () => show(table, Math.max(row, 0), number));
        const count = isOffice ? "" : blank === rows ? " (all rows)" : ` (${blank.toLocaleString("en-US")} of ${counted(rows, ["row", "rows"])})`;
        const shown = titles(rules);
        const list = make("ul", {}, ...shown.slice(0, 3).map((rule) => make("li", {}, ...rule)));
        const others = rules.slice(3).flatMap((rule, at) => [at === 0 ? "" : ", ", make("span", { class: "id" }, intake.schema.rules[rule].id)]);
        if (others.length > 0) list.append(make("li", {}, `and ${counted(shown.length - 3, ["other rule", "other rules"])}: `, ...others));
        return make("li", {}, where, count, list);
      }),
    );
  }

  /** Rules by title, with their severities and ids. */
  const titles = (rules) =>
    rules.map((number) => {
      const { id, title, severity } = intake.schema.rules[number];
      return [make("span", { class: `severity ${severity}` }, severity), ` ${title} `, make("span", { class: "id" }, `(${id})`)];
    });

  function drawAll() {
    questions.draw();
    for (const grid of grids.values()) grid.draw();
    refresh();
  }

  addEventListener("beforeunload", (event) => {
    if (app.isUnsaved) event.preventDefault();
  });
  addEventListener("beforeprint", () => intake.drawPaper(at("paper"), app.records, app.today));

  // Files.
  const fileName = (ending) => {
    const name = intake.officeName(app.records).normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);
    return `${name || "office"}${ending}`;
  };

  function download(name, text, type) {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = make("a", { href: url, download: name, hidden: "" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  at("save").addEventListener("click", () => {
    // Not every browser takes the focus from a cell when a button is pressed.
    if (document.activeElement?.dataset.column) document.activeElement.blur();
    const name = fileName(".toml");
    download(name, intake.toml(app.records), "application/toml");
    app.isUnsaved = false;
    refresh();
    app.say(`${name} is in your downloads. Send that file to your state office, or run: pollworthy audit ${name}`);
  });

  async function saveCsv(table) {
    const own = intake.placeOf(app.records);
    const place = intake.columnOf(table, "jurisdiction");
    const rows = app.records.lists[table.name].filter((row) => !intake.isEmpty(row)).map(({ cells }) => cells.map((cell, column) => (column === place && cell === "" ? own : cell)));
    if (rows.length === 0) return app.say(`${table.tab} has no rows to save.`);
    const formulas = rows.flat().filter(intake.isFormula);
    if (formulas.length > 0) {
      const what = `${counted(formulas.length, ["cell begins", "cells begin"])} with =, +, - or @, such as "${formulas[0].slice(0, 40)}". A spreadsheet may run such a cell as a formula. pollworthy does not, and the file for your state office (TOML) has no such risk.`;
      if ((await ask(what, ["Save as CSV anyway", "Cancel"])) !== 0) return;
    }
    download(fileName(`-${table.name}.csv`), intake.csv(table, rows), "text/csv;charset=utf-8");
    app.say(`${fileName(`-${table.name}.csv`)} is in your downloads. It is this list alone: the file with everything is the other one.`);
  }

  /** Asks a question; answers with the number of the button, or -1. */
  function ask(text, answers) {
    const dialog = at("ask");
    return new Promise((done) => {
      const buttons = answers.map((words, number) => make("button", { value: String(number) }, words));
      dialog.querySelector("p").textContent = text;
      dialog.querySelector("form div").replaceChildren(...buttons);
      dialog.returnValue = "-1";
      dialog.addEventListener("close", () => done(Number(dialog.returnValue || "-1")), { once: true });
      dialog.showModal();
    });
  }

  at("file").addEventListener("change", async () => {
    const files = [...at("file").files];
    at("file").value = "";
    for (const file of files) {
      if (file.size > intake.MOST.bytes) {
        app.say(`${file.name}: it is larger than 10 MB, which is more than this page reads. pollworthy audit reads it as it is.`);
        continue;
      }
      await open(file.name, new Uint8Array(await file.arrayBuffer()));
    }
  });

  let lastShown = "";
  addEventListener("focusin", (event) => {
    lastShown = event.target.closest("section.list")?.id ?? lastShown;
  });

  async function open(name, bytes) {
    const found = intake.readFile(name, bytes, lastShown, app.today);
    if (found.error) return app.say(`${name}: ${found.error}`);
    const old = intake.schema.tables.filter((table) => (found.whole || found.lists.some((list) => list.table === table)) && app.records.lists[table.name].some((row) => !intake.isEmpty(row)));
    const onlyStart = old.every((table) => table === office) && Object.keys(intake.schema.office).length > 0 && !app.isUnsaved;
    let replaces = true;
    if (old.length > 0 && !onlyStart) {
      const has = old.map((table) => table.tab).join(", ");
      const choice = await ask(`The page already has something in: ${has}. What should become of it?`, ["Replace it with the file", "Keep it and add the file", "Cancel"]);
      if (choice !== 0 && choice !== 1) return;
      replaces = choice === 0;
    }
    const change = intake.change(app.records, `${name} was opened`);
    const wasBlank = !app.isUnsaved && old.every((table) => table === office);
    if (replaces) for (const table of old) for (const row of [...app.records.lists[table.name]].reverse()) table === office ? row.cells.forEach((_, column) => change.set(row, column, "")) : change.remove(table, row);
    for (const { table, rows } of found.lists) {
      if (table === office) {
        rows[0].cells.forEach((cell, column) => cell !== "" && change.set(app.records.lists.jurisdictions[0], column, cell));
        continue;
      }
      const list = app.records.lists[table.name];
      for (const row of list.filter(intake.isEmpty)) change.remove(table, row);
      if (list.length + rows.length > intake.MOST.rows) {
        change.undo();
        return app.say(`${name}: a list has at most ${counted(intake.MOST.rows, ["row", "rows"])} here. Nothing was read.`);
      }
      for (const row of rows) change.add(table, row, list.length);
    }
    const rows = found.lists.filter(({ table }) => table !== office).map(({ table, rows }) => `${table.tab}: ${counted(rows.length, ["row", "rows"])}`);
    app.did(change, [`${name} was opened.`, ...(rows.length > 0 ? [`${rows.join(", ")}.`] : [])].join(" "), found.ambiguous, found.notes);
    for (const grid of grids.values()) grid.reveal();
    // What was just read from a file is in a file.
    if (found.whole && (replaces || wasBlank) && found.notes.length === 0) {
      app.isUnsaved = false;
      refresh();
    }
  }

  at("undo").addEventListener("click", () => {
    const change = undos.pop();
    if (!change) return;
    change.undo();
    app.changed();
    drawAll();
    app.say(`Undone: ${change.what}.`);
    if (at("undo").hidden) at("save").focus();
  });

  at("new").addEventListener("click", async () => {
    if ((await ask("Start again with an empty page? What is not saved to a file is lost.", ["Start again", "Cancel"])) !== 0) return;
    app.records = intake.newRecords();
    undos.length = 0;
    app.dateQuestions = [];
    app.notes = [];
    app.isUnsaved = false;
    drawAll();
    app.say("The page is empty.");
  });

  at("print").addEventListener("click", () => print());

  const hadDraft = draft.take();
  at("tool").hidden = false;
  drawAll();
  for (const grid of grids.values()) grid.reveal();
  if (hadDraft) app.say("This is your draft from the last time.");
})();
