// The office: its answers, and the id of its place by the state and the name.
(() => {
  const { make } = intake;
  const at = (id) => document.getElementById(id);

  /** The questions of the page; `app` has the records, and hears of every change. */
  intake.office = (app) => {
    const office = intake.tableNamed("jurisdictions");
    const questions = new Map([...document.querySelectorAll("[data-answer]")].map((holder) => [Number(holder.dataset.answer), holder]));
    const answer = (name) => intake.answer(app.records, name);
    const setAnswer = (name, text) => {
      app.records.lists.jurisdictions[0].cells[intake.columnOf(office, name)] = text;
    };

    /** The control of each question, made when the page is opened. */
    function makeOffice() {
      for (const [column, holder] of questions) {
        const { name } = office.columns[column];
        const states = intake.schema.states;
        const declared = name === "state" ? { ...office.columns[column], offered: states.map((state) => state.code) } : office.columns[column];
        const old = holder.querySelector("input");
        const control = intake.control(declared, "", { id: old.id, list: name === "name" ? "counties" : null, "data-column": String(column), "data-meaning": `${old.id}-meaning` });
        if (name === "state") states.forEach((state, at) => (control.options[at + 1].textContent = `${state.code} - ${state.name}`));
        old.replaceWith(control);
      }
    }

    const controlOf = (column) => questions.get(column).querySelector("input, select, textarea");

    /** Answers stay in the controls that are there: one of them is just getting the focus. */
    function drawOffice() {
      for (const column of questions.keys()) {
        intake.fill(controlOf(column), app.records.lists.jurisdictions[0].cells[column]);
        markAnswer(column, controlOf(column));
      }
      const counties = stateNow()?.counties ?? [];
      at("counties").replaceChildren(...counties.map(([, name]) => make("option", { value: name })));
    }

    function markAnswer(column, control) {
      const text = app.records.lists.jurisdictions[0].cells[column];
      const read = text === "" ? {} : intake.reading(office.columns[column], text, app.today);
      intake.mark(control, `m-${control.id}`, read.problem, read.offers);
    }

    const stateNow = () => intake.schema.states.find((state) => state.code === answer("state"));

    // What may be left out behind a county's name.
    const KIND = /^(county|parish|city|borough|censusarea|municipality|cityandborough|planningregion|municipio|district|island)$/;

    /** The id of a place by its state and name: the code of a state or county, and of any other place the state and the name. */
    function idOf(code, name) {
      if (code === "" || name === "") return "";
      const state = intake.schema.states.find((one) => one.code === code);
      const word = intake.folded(name);
      if (state && [intake.folded(state.name), intake.folded(`State of ${state.name}`)].includes(word)) return state.fips;
      const counties = (state?.counties ?? []).map(([county, full]) => ({ county, full: intake.folded(full) }));
      // Where towns hold elections, a name without its kind is a town's as likely as a county's.
      const near = state?.towns ? [] : counties.filter(({ full }) => full.startsWith(word) && KIND.test(full.slice(word.length)));
      const found = counties.find(({ full }) => full === word) ?? (near.length === 1 ? near[0] : undefined);
      return found ? `${state.fips}${found.county}` : `${code}:${name.replaceAll(":", " ")}`;
    }

    function answered(column, written) {
      const { name } = office.columns[column];
      const before = { state: answer("state"), name: answer("name"), id: answer("id") };
      const read = intake.read(office.columns[column], intake.clean(written), app.today);
      setAnswer(name, read.text);
      if (name === "state" || name === "name") {
        // An id that somebody wrote stays.
        if (before.id === "" || before.id === idOf(before.state, before.name)) {
          const id = idOf(answer("state"), answer("name"));
          const isCounty = /^\d{5}$/.test(id);
          setAnswer("id", id);
          if (isCounty) setAnswer("name", stateNow().counties.find(([code]) => `${stateNow().fips}${code}` === id)[1]);
          const level = isCounty ? "county" : /^\d{2}$/.test(id) ? "state" : "";
          if (level !== "" || /^\d+$/.test(before.id)) setAnswer("level", level);
        }
      }
      app.ask(intake.ambiguousDates(intake.slashDate(office, app.records.lists.jurisdictions[0], column, written, read)));
      app.changed();
      drawOffice();
    }

    at("jurisdictions").addEventListener("input", (event) => {
      const column = Number(event.target.dataset.column);
      app.records.lists.jurisdictions[0].cells[column] = intake.clean(event.target.value);
      app.typed();
    });
    const atFocus = { state: "", name: "" };
    at("jurisdictions").addEventListener("focusin", () => {
      atFocus.state = answer("state");
      atFocus.name = answer("name");
    });
    at("jurisdictions").addEventListener("change", (event) => {
      const control = event.target;
      const column = Number(control.dataset.column);
      const { name } = office.columns[column];
      if (name in atFocus) setAnswer(name, atFocus[name]);
      answered(column, control.value);
      Object.assign(atFocus, { state: answer("state"), name: answer("name") });
    });
    at("jurisdictions").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.action === "csv") app.saveCsv(office);
      const control = button?.closest("[data-answer]")?.querySelector("input, select, textarea");
      if (!control) return;
      if (button.dataset.offer !== undefined) answered(Number(control.dataset.column), button.dataset.offer);
      if (button.dataset.action === "today") answered(Number(control.dataset.column), app.today);
    });

    /** Puts the focus on a question. */
    function go(column) {
      questions.get(column).closest("details")?.setAttribute("open", "");
      controlOf(column).focus();
    }

    makeOffice();
    return { draw: drawOffice, go };
  };
})();
