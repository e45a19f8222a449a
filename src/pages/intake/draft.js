// The draft that the browser keeps: what is filled in, by the names of columns, so that a later version of the page takes it too.
(() => {
  const { counted } = intake;
  const at = (id) => document.getElementById(id);

  /** The draft of this page, kept under its address. */
  intake.draft = (app) => {
    const draftName = `pollworthy intake ${location.pathname}`;
    const office = intake.tableNamed("jurisdictions");
    let keeps = true;

    function keep() {
      if (!keeps) return;
      const filled = (table, { cells }) => Object.fromEntries(table.columns.map(({ name }, at) => [name, cells[at]]).filter(([, cell]) => cell !== ""));
      const kept = intake.schema.tables.map((table) => [table.name, app.records.lists[table.name].filter((row) => !intake.isEmpty(row)).map((row) => filled(table, row))]);
      try {
        localStorage.setItem(draftName, JSON.stringify({ lists: Object.fromEntries(kept), isUnsaved: app.isUnsaved }));
      } catch {
        noDraft();
      }
    }

    function noDraft() {
      keeps = false;
      at("draft").textContent = "This browser keeps no draft of this page. Save the file before you close it.";
      at("draft").classList.add("wrong");
    }

    /** Takes the draft of an earlier visit, and answers whether there is one. */
    function take() {
      let text = null;
      try {
        text = localStorage.getItem(draftName);
      } catch {
        noDraft();
      }
      if (text === null) return false;
      let lost = 0;
      let found = 0;
      try {
        const kept = JSON.parse(text);
        for (const table of intake.schema.tables) {
          const rows = kept.lists[table.name].map((filled) => {
            const row = intake.emptyRow(table);
            for (const [name, cell] of Object.entries(filled)) {
              const column = intake.columnOf(table, name);
              if (column >= 0 && typeof cell === "string") row.cells[column] = intake.clean(cell);
              else lost += 1;
            }
            return row;
          });
          found += rows.length;
          if (rows.length > 0) app.records.lists[table.name] = table === office ? rows.slice(0, 1) : rows;
        }
        app.isUnsaved = kept.isUnsaved === true;
      } catch {
        app.notes.push("The draft of an earlier version of this page could not be read.");
        return false;
      }
      if (lost > 0) app.notes.push(`${counted(lost, ["cell", "cells"])} of the draft have no column in this version of the page and were left out.`);
      return found > 0;
    }

    addEventListener("storage", (event) => {
      if (event.key !== draftName) return;
      keeps = false;
      app.say("This page is open in another window too, which changed the draft. Go on in one of them alone: this one keeps no draft any more.");
    });
    addEventListener("pagehide", keep);
    return { keep, take };
  };
})();
