// Fills in the page of `init --page` in Chromium as an office does, and tries its script alone in Node: npm ci && node intake.mjs [BINARY]
//
// Needs Debian's chromium (or another, by CHROMIUM) and poppler-utils. Pictures go to the folder that POLLWORTHY_PICTURES names, if it is set.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { binary, check, ended, launched, objections, pictures, root, work } from "./checks.mjs";

const run = (...args) => spawnSync(binary, args, { cwd: work, encoding: "utf8" });
const made = run("init", "--page", "page.html", "--place", "Adams County, OH");
check("the page is written", made.status === 0, made.stderr);
const file = join(work, "page.html");
const html = readFileSync(file, "utf8");
const description = /<script type="application\/json" id="description">([^<]*)<\/script>/.exec(html)[1];

/** Holds that the program reads a file without any notice. */
function unnoticed(name, text) {
  writeFileSync(join(work, name), text);
  const read = run("read", name, "--strict", "--format", "table");
  check(`${name}: read without a notice`, read.status === 0, read.stdout + read.stderr);
  const audit = run("audit", name, "--fail-on", "never", "--strict", "--quiet");
  check(`${name}: audited`, audit.status === 0, audit.stdout + audit.stderr);
}

// The script alone.

/** Numbers that look random and are the same each time. */
function chance(seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return { below: (most) => Math.floor(next() * most), of: (list) => list[Math.floor(next() * list.length)] };
}

const PIECES = ["", "a", "Model 1", '"', '""', ",", "\t", "\n", ";", "=1+1", "'", "\\", "#", "é", "🗳️", "x".repeat(50), " ", "]]", '"""', "\u0001", "true", "2016", "0x1"];

function alone() {
  const parts = ["cells", "sheets", "toml", "records", "checks"].map((name) => readFileSync(join(root, `src/pages/intake/${name}.js`), "utf8"));
  const sandbox = vm.createContext({ TextDecoder, TextEncoder, Uint8Array });
  const intake = vm.runInContext(`${parts.join("\n")};intake`, sandbox);
  intake.load(description);
  const random = chance(7);
  const bytes = (text) => new TextEncoder().encode(text);

  // Spreadsheets put what has tabs, line ends or quotes between quotes.
  let wrong = null;
  for (let turn = 0; turn < 2000 && wrong === null; turn += 1) {
    const separator = random.of(["\t", ",", ";"]);
    const width = 1 + random.below(5);
    const rows = Array.from({ length: 1 + random.below(5) }, () => Array.from({ length: width }, () => random.of(PIECES) + random.of(PIECES)));
    const cell = (text) => (/[\t\n",;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const text = rows.map((row) => row.map(cell).join(separator)).join("\n") + random.of(["", "\n"]);
    // A last line without anything is no line.
    const wanted = text.endsWith("\n") || rows.at(-1).join("") !== "" || width > 1 ? rows : rows.slice(0, -1);
    const seen = intake.split(text, separator, 100);
    if (JSON.stringify(seen.rows) !== JSON.stringify(wanted)) wrong = [text, seen.rows, wanted];
  }
  check("alone: sheets are taken apart", wrong === null, wrong);
  check("alone: a quote in a cell is a quote", JSON.stringify(intake.split('5" screen\t"Big" one\n"open\tx', "\t", 9).rows) === '[["5\\" screen","\\"Big\\" one"],["\\"open","x"]]', intake.split('5" screen\t"Big" one\n"open\tx', "\t", 9).rows);

  // TOML that was written and read again is the same.
  wrong = null;
  for (let turn = 0; turn < 400 && wrong === null; turn += 1) {
    const records = intake.newRecords();
    for (const table of intake.schema.tables) {
      const rows = table.name === "jurisdictions" ? 1 : random.below(4);
      records.lists[table.name] = Array.from({ length: rows }, () => ({
        cells: table.columns.map((column) => (random.below(3) > 0 ? "" : intake.read(column, random.of([...PIECES, ...column.offered, "5/14/2016", "12", "1,250.50"]) + random.of(["", random.of(PIECES)]), "2026-11-22").text)),
      }));
    }
    const once = intake.toml(records);
    const read = intake.readFile("office.toml", bytes(once), "", "2026-11-22");
    if (read.error) {
      wrong = [read.error, once];
      break;
    }
    const again = intake.newRecords();
    for (const table of intake.schema.tables) again.lists[table.name] = [];
    again.lists.jurisdictions = [intake.emptyRow(intake.tableNamed("jurisdictions"))];
    for (const { table, rows } of read.lists) again.lists[table.name] = rows;
    const twice = intake.toml(again);
    // Characters that nobody sees are left out when a file is opened.
    if (twice !== once && !once.includes("\\u0001")) wrong = [once, twice];
  }
  check("alone: TOML written, read and written again is the same", wrong === null, wrong);

  const state = intake.readFile("x.toml", bytes('[[jurisdictions]]\nstate = "ohio"\n'), "", "2026-11-22");
  check("alone: a state by its name", state.lists[0].rows[0].cells.includes("OH"), state);
  const office = intake.readFile("office.toml", readFileSync(join(root, "inventories/example-county/office.toml")), "", "2026-11-22");
  check("alone: a file that somebody wrote by hand is read", office.lists?.map(({ table, rows }) => `${table.name} ${rows.length}`).join() === "jurisdictions 1,services 5,incidents 1", office);
  check("alone: and what is lost is said", office.notes?.length === 1 && office.notes[0].startsWith("Comments"), office.notes);
  const together = (read) => {
    const records = intake.newRecords();
    for (const table of intake.schema.tables) records.lists[table.name] = table.name === "jurisdictions" ? [intake.emptyRow(table)] : [];
    for (const { table, rows } of read.lists) records.lists[table.name] = rows;
    return records;
  };
  const verdicts = (name, text) => {
    mkdirSync(join(work, name));
    writeFileSync(join(work, name, "office.toml"), text);
    const report = JSON.parse(run("audit", name, "--as-of", "2026-11-22", "--format", "json", "--fail-on", "never").stdout);
    return JSON.stringify(report.jurisdictions.map((place) => [place.id, place.name, place.risk, place.rules.map((rule) => [rule.rule, rule.verdict])]));
  };
  const own = readFileSync(join(root, "inventories/example-county/office.toml"), "utf8");
  check("alone: a file that was opened and saved is judged as it was", verdicts("before", own) === verdicts("after", intake.toml(together(office))), verdicts.length);
  for (const [at, [state, name, id]] of [["OH", "Adams County", "39001"], ["WI", "Town of Albion", "WI:Town of Albion"], ["KS", "Kansas", "20"], ["XE", "Prairie County", "XE:Prairie County"], ["MA", "Essex", "MA:Essex"], ["MO", "St. Louis", "MO:St. Louis"], ["CT", "Hartford", "CT:Hartford"]].entries()) {
    const given = `jurisdiction = ${JSON.stringify(id)}\n[[jurisdictions]]\nstate = "${state}"\nname = "${name}"\n[[equipment]]\nasset_id = "M1"\nmodel = "DS200"\n[[network]]\nhostname = "pc1"\n`;
    unnoticed(`office-${at}.toml`, intake.toml(together(intake.readFile("x.toml", bytes(given), "", "2026-11-22"))));
  }
  for (const [text, what] of [
    ["[[equipment]]\nmodel = DS200\n", "line 2: a value is not understood"],
    ["[[equipment]]\nmodel = \"DS200\n", "line 2: a text is not closed"],
    ["a = 1\na = 2\n", "line 2: a is given twice"],
    ["[[equipment]\n", "line 1: a heading is not closed"],
    [`a = ${"[".repeat(100_000)}`, "lists within lists are too deep"],
  ]) {
    const read = intake.readFile("x.toml", bytes(text), "", "2026-11-22");
    check(`alone: ${what}`, read.error?.includes(what), read);
  }

  // A quarter is offered as the month that an audit reads.
  const offered = (name, text) => intake.read(intake.tableNamed("equipment").columns.find((column) => column.name === name), text, "2026-11-22").offers;
  for (const [name, text, month] of [["first_used_on", "Q3 2019", "2019-07"], ["first_used_on", "4q-2018", "2018-10"], ["first_used_on", "2017Q1", "2017-01"], ["support_ends_on", "Q3 2027", "2027-07"], ["first_used_on", "Q4 2027", undefined]])
    check(`alone: ${text} is offered as ${month}`, offered(name, text)?.[0] === month, offered(name, text));

  // Cells mean what an audit reads.
  const lines = readFileSync(join(root, "tests/browser/intake-cells.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const lax = [];
  const strict = [];
  const day = (column, date) => {
    if (date.length === 10) return date;
    const [year, month] = date.split("-").map(Number);
    const last = new Date(Date.UTC(year, month ?? 12, 0)).toISOString().slice(0, 10);
    const first = `${date}-01-01`.slice(0, 10);
    const meant = column.partial === "last" ? last : first;
    return !column.future && meant > "2026-11-22" ? "2026-11-22" : meant;
  };
  for (const { table, column: name, text, value, understood } of lines) {
    const column = intake.tableNamed(table).columns.find((column) => column.name === name);
    const read = intake.read(column, intake.clean(text), "2026-11-22");
    if (read.problem) {
      if (understood) strict.push(text);
      continue;
    }
    const means = read.blank ? "" : column.kind === "date" ? day(column, read.text) : read.text;
    // What the page spells right is understood from then on.
    if (means !== value || (!understood && read.text === text.trim())) lax.push([name, text, read, value, understood]);
    const again = intake.read(column, read.text, "2026-11-22");
    if (again.problem || again.text !== read.text || again.other) lax.push(["not kept", name, text, read, again]);
  }
  check(`alone: ${lines.length} cells are taken for what an audit takes them for`, lines.length > 500 && lax.length === 0, lax);
  check("alone: what an audit understands is seldom refused", strict.length < 25, strict);
  if (strict.length > 0) console.log(`intake: an audit would also understand ${strict.join(" | ")}`);

  // What is there twice, by its id and by its serial number.
  const equipment = intake.tableNamed("equipment");
  const twins = intake.readFile("equipment.csv", bytes("Asset ID,S/N,Model,Jurisdiction\nA1,S-100,DS200,\nA1,s-100,DS200,\nA2,N/A,DS200,\nA3,N/A,DS200,\nA1,,DS200,39003\n"), "", "2026-11-22");
  const doubles = [...intake.doubles(equipment, twins.lists[0].rows).values()].map((of) => of.map(({ column, first }) => `${equipment.columns[column].name} ${first}`));
  check("alone: what is there twice", JSON.stringify(doubles) === '[["asset_id 1","serial_number 1"]]', doubles);

  // Large and broken files take no time.
  const timed = (what, most, work) => {
    const start = performance.now();
    const seen = work();
    const took = performance.now() - start;
    check(`alone: ${what} takes no time`, took < most, `${took.toFixed(0)} ms`);
    return seen;
  };
  const header = "Asset ID,Model,Quantity\n";
  const many = timed("a file of 100,000 rows", 5000, () => intake.readFile("equipment.csv", bytes(header + "M1,DS200,1\n".repeat(100_000)), "", "2026-11-22"));
  check("alone: more rows than the page keeps", many.error?.includes("more than 5,000 rows"), many.error);
  for (const [what, text] of [
    ["a cell of a megabyte", `${header}M1,${"x".repeat(1_000_000)},1\n`],
    ["a quoted cell of a megabyte", `${header}M1,"${"x".repeat(1_000_000)}",1\n`],
  ]) {
    const long = timed(what, 5000, () => intake.readFile("equipment.csv", bytes(text), "", "2026-11-22"));
    check(`alone: ${what} is refused`, /has a cell of 1,000,0\d\d characters/.test(long.error), long.error);
  }
  for (const text of ['"'.repeat(2_000_000), '"a,'.repeat(600_000), '"a""\n'.repeat(300_000), `"${'""\n'.repeat(500_000)}x`, ",".repeat(2_000_000)]) timed(`a file of ${text.slice(0, 6)}`, 5000, () => intake.readFile("x.csv", bytes(text), "", "2026-11-22"));
  check("alone: zero bytes", intake.readFile("x.csv", bytes("a\0b"), "", "2026-11-22").error?.includes("zero bytes"));
  check("alone: a workbook", intake.readFile("x.xlsx", new Uint8Array([0x50, 0x4b, 3, 4]), "", "2026-11-22").error?.includes("workbook"));
  const legacy = intake.readFile("equipment.csv", new Uint8Array([...bytes("Model,Location,Qty\nDS200,Caf"), 0xe9, ...bytes(",1\n")]), "", "2026-11-22");
  check("alone: Windows-1252 is read and said", legacy.lists?.[0].rows[0].cells.includes("Café") && legacy.notes[0].includes("Windows-1252"), legacy);
}

// In the browser.

const browser = await launched();

async function open({ width = 1400, scheme = "light", context = null, before = null, path = file } = {}) {
  const own = context ?? (await browser.newContext({ viewport: { width, height: width < 500 ? 780 : 900 }, colorScheme: scheme, acceptDownloads: true, permissions: ["clipboard-read", "clipboard-write"] }));
  const page = await own.newPage();
  page.setDefaultTimeout(60_000);
  const heard = { console: [], requests: [] };
  page.on("console", (line) => heard.console.push(`${line.type()}: ${line.text()}`));
  page.on("pageerror", (error) => heard.console.push(`error: ${error.message}`));
  page.on("request", (request) => heard.requests.push(request.url()));
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  if (before) await page.addInitScript(before);
  const url = pathToFileURL(path).href;
  await page.goto(url);
  return { page, heard, url, context: own };
}

async function quiet(name, { page, heard, url }) {
  check(`${name}: nothing on the console`, heard.console.length === 0, heard.console);
  check(`${name}: the policy is kept`, (await page.evaluate(() => window.violations.length)) === 0, await page.evaluate(() => window.violations));
  const others = heard.requests.filter((asked) => asked !== url && asked !== "data:," && !asked.startsWith("blob:"));
  check(`${name}: nothing is fetched`, others.length === 0, others);
  const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  check(`${name}: no sideways scrolling`, content <= room, `${content} in ${room}`);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("a, button, input, select, textarea, summary")]
      .filter((of) => of.checkVisibility() && !of.matches(".skip") && of.getBoundingClientRect().height < 23.5)
      .map((of) => of.outerHTML.slice(0, 120)),
  );
  check(`${name}: targets are at least 24 pixels high`, small.length === 0, small.slice(0, 5));
}

async function accessible(name, page) {
  const found = await objections(page);
  check(`${name}: WCAG 2.2 AA`, found.length === 0, found);
}

const cell = (page, table, row, label) => page.locator(`#${table} tbody tr[data-row="${row}"] [aria-label="${label}, row ${row + 1}"]`);
const message = (page) => page.textContent("#message");
const settled = (page) => page.waitForTimeout(350);

/** Saves and answers with the name of the file and its text. */
async function save(page, button = page.locator("#save")) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return [download.suggestedFilename(), readFileSync(await download.path(), "utf8")];
}

async function paste(page, text) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("ControlOrMeta+V");
}

const MACHINES = Array.from({ length: 37 }, (_, at) => [
  `${9000 + at}`,
  at % 2 ? "Hand-Fed Optical Scanner" : "Ballot Marking Device",
  at % 2 ? "Election Systems & Software" : "Dominion",
  at % 2 ? "DS200" : "ImageCast X",
  "1",
  `${1 + (at % 9)}/${14 + (at % 9)}/2016`,
  at === 3 ? '"Room 5\tlower shelf"' : at === 4 ? '"Room ""B""\nupstairs"' : `Room ${at}`,
  at % 3 ? "Yes" : "No",
]);
const SHEET = [["Asset Tag", "Type of Equipment", "Mfr", "Model", "Qty", "Date Purchased", "Whse", "Sealed"], ...MACHINES].map((row) => row.join("\t")).join("\r\n") + "\r\n";

async function county() {
  const opened = await open();
  const { page, context } = opened;
  check("county: the office is filled in", (await page.inputValue("#answer-id")) === "39001" && (await page.inputValue("#answer-name")) === "Adams County");
  await page.fill("#answer-registered-voters", "18,240");
  await page.selectOption("#answer-segmented-network", "yes");
  await page.fill("#answer-ir-plan-on", "June 10, 2024");
  await page.locator("#answer-ir-plan-on").press("Tab");
  check("county: a date is turned into its plain form", (await page.inputValue("#answer-ir-plan-on")) === "2024-06-10");
  check("county: the next question has the focus", await page.evaluate(() => document.activeElement.id !== "answer-ir-plan-on" && document.activeElement.closest("[data-answer]") !== null));
  check("county: a number is turned into its plain form", (await page.inputValue("#answer-registered-voters")) === "18240");

  // Two machines typed, by keyboard alone once the first cell has the focus.
  await cell(page, "equipment", 0, "Asset ID").focus();
  await page.keyboard.type("M-1");
  await page.keyboard.press("Tab");
  await page.keyboard.type("dre");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Hart InterCivic");
  await page.keyboard.press("Tab");
  await page.keyboard.type("eSlate");
  await page.keyboard.press("Enter");
  check("county: Enter goes to the next row, which is new", (await page.evaluate(() => document.activeElement.getAttribute("aria-label"))) === "Model, row 2");
  await page.keyboard.type("eSlate");
  await page.keyboard.press("ArrowUp");
  check("county: an arrow goes to the row above", (await page.evaluate(() => document.activeElement.getAttribute("aria-label"))) === "Model, row 1");
  check("county: a choice can be typed", (await cell(page, "equipment", 0, "Equipment type").inputValue()) === "dre");

  // The same id twice, and what is not understood.
  await cell(page, "equipment", 1, "Asset ID").fill("M-1");
  await cell(page, "equipment", 1, "Asset ID").press("Tab");
  await settled(page);
  check("county: an id that is there twice", (await page.textContent("#equipment tr[data-row='1'] .wrong")) === "Is in row 1 too.");
  check("county: the count is said", (await page.textContent("#state")).startsWith("1 thing to look at. Not saved"), await page.textContent("#state"));
  await cell(page, "equipment", 1, "Asset ID").fill("M-2");
  await cell(page, "equipment", 1, "Quantity").fill("12 units");
  await cell(page, "equipment", 1, "Quantity").press("Tab");
  check("county: what is wrong is tied to its cell", (await page.textContent(`#${await cell(page, "equipment", 1, "Quantity").getAttribute("aria-describedby")}`)).includes("not a whole number"));
  await page.click("#equipment tr[data-row='1'] .wrong button");
  check("county: the offer is taken", (await cell(page, "equipment", 1, "Quantity").inputValue()) === "12");

  // The rest pasted, with a header of the office's own words.
  await page.click("#equipment [data-action=add]");
  await paste(page, SHEET);
  await settled(page);
  check("county: 37 rows are pasted", (await message(page)).startsWith("37 rows were pasted into Voting Equipment."), await message(page));
  check("county: nothing is wrong with them", (await page.textContent("#state")).startsWith("Nothing to correct"), await page.textContent("#problem-list"));
  check("county: more columns are open, because they are filled in", (await page.locator("#equipment.all").count()) === 1);
  check("county: a type is understood by another word", (await cell(page, "equipment", 3, "Equipment type").inputValue()) === "hand-fed-scanner");
  check("county: a line end in a cell stays", (await cell(page, "equipment", 6, "Location").inputValue()) === 'Room "B"\nupstairs');
  check("county: what is blank is said with its rules", (await page.textContent("#blank-equipment")).includes("(NW-001)"));

  // The office by its state and name.
  for (const [state, name, id, level] of [["KS", "Allen", "20001", "county"], ["WI", "Town of Albion", "WI:Town of Albion", ""], ["MO", "St. Louis", "MO:St. Louis", ""], ["KS", "kansas", "20", "state"], ["OH", "adams county", "39001", "county"]]) {
    await page.selectOption("#answer-state", state);
    await page.fill("#answer-name", name);
    await page.locator("#answer-name").press("Tab");
    check(`county: the id of ${name}, ${state}`, (await page.inputValue("#answer-id")) === id && (await page.inputValue("#answer-level")) === level, [await page.inputValue("#answer-id"), await page.inputValue("#answer-level")]);
  }
  check("county: and its name in full", (await page.inputValue("#answer-name")) === "Adams County");

  // A row copied, one deleted and brought back.
  await page.click("#equipment tr[data-row='2'] [data-action=copy]");
  check("county: a copy has no id", (await cell(page, "equipment", 3, "Asset ID").inputValue()) === "" && (await cell(page, "equipment", 3, "Model").inputValue()) === "ImageCast X");
  await cell(page, "equipment", 3, "Asset ID").fill("M-40");
  await page.click("#equipment tr[data-row='0'] [data-action=delete]");
  await settled(page);
  check("county: a row is gone", (await cell(page, "equipment", 0, "Asset ID").inputValue()) === "M-2");
  await page.click("#undo");
  check("county: and back", (await cell(page, "equipment", 0, "Asset ID").inputValue()) === "M-1");
  await settled(page);
  check("county: 40 machines", (await page.textContent("#count-equipment")) === " (40)");

  // A paste without a header goes from its cell to the right, and can be undone.
  await cell(page, "network", 0, "Asset ID").focus();
  await paste(page, "PC-1\tlaptop\nPC-2\tserver\n");
  check("county: a paste by position", (await cell(page, "network", 1, "Role").inputValue()) === "server", await message(page));
  await settled(page);
  await page.click("#undo");
  check("county: a paste undone", (await cell(page, "network", 0, "Asset ID").inputValue()) === "" && (await page.locator("#network tbody tr").count()) === 1);
  await settled(page);

  // A date that may be either.
  await cell(page, "services", 0, "Service").selectOption("training");
  await cell(page, "services", 0, "Delivered on").fill("3/4/2026");
  await cell(page, "services", 0, "Delivered on").press("Tab");
  await settled(page);
  check("county: a date that may be either is asked about", (await page.textContent("#problem-list")).includes("3/4/2026 was read month first, as 4 March 2026. Is that right?"), await page.textContent("#problem-list"));
  await page.click("#problem-list button:has-text('3 April 2026')");
  check("county: and turned", (await cell(page, "services", 0, "Delivered on").inputValue()) === "2026-04-03");
  await settled(page);

  await quiet("county", opened);
  const [name, once] = await save(page);
  check("county: the file has the office's name", name === "adams-county-oh.toml", name);
  check("county: saved", (await page.textContent("#state")).endsWith("Saved."));
  unnoticed(name, once);
  const rows = (once.match(/\[\[equipment\]\]/g) ?? []).length;
  check("county: the file has 40 machines", rows === 40, `${rows}`);

  // CSV, of one list.
  const [sheet, csv] = await save(page, page.locator("#equipment [data-action=csv]"));
  check("county: a list as CSV", sheet === "adams-county-oh-equipment.csv" && csv.startsWith("\ufeffasset_id,jurisdiction,") && csv.split("\r\n").length === 42, csv.slice(0, 200));
  unnoticed(sheet, csv);

  // Closed, opened from the draft, emptied, opened from the file, saved again.
  await page.reload();
  check("county: the draft is there", (await cell(page, "equipment", 7, "Location").inputValue()) === 'Room "B"\nupstairs' && (await message(page)).startsWith("This is your draft"), await message(page));
  await page.click("#new");
  await page.click("#ask button:has-text('Start again')");
  check("county: empty again", (await page.locator("#equipment tbody tr").count()) === 1);
  await page.setInputFiles("#file", join(work, name));
  await page.waitForFunction(() => document.getElementById("count-equipment").textContent === " (40)");
  check("county: opened", (await message(page)) === "adams-county-oh.toml was opened. Voting Equipment: 40 rows, Services: 1 row.", await message(page));
  check("county: what was opened is saved already", (await page.textContent("#state")).endsWith("Saved."));
  const [, twice] = await save(page);
  check("county: opened and saved again is the same", twice === once);

  // The same by the sheet.
  await page.setInputFiles("#file", join(work, sheet));
  await page.click("#ask button:has-text('Replace')");
  await settled(page);
  const [, again] = await save(page, page.locator("#equipment [data-action=csv]"));
  check("county: a sheet opened and saved again is the same", again === csv);

  // Paper.
  const to = join(work, "printed.pdf");
  await page.pdf({ path: to, format: "Letter" });
  const paper = execFileSync("pdftotext", ["-layout", to, "-"], { encoding: "utf8" });
  check("county: prints", ["Adams County, OH", "Voting Equipment: 40 machines", "ImageCast X", "M-40"].every((of) => paper.includes(of)) && !paper.includes("Save the file"), paper.slice(0, 1500));
  if (pictures) execFileSync("pdftoppm", ["-r", "60", "-png", to, join(pictures, "intake-print")]);

  // Leaving with something that is in no file.
  await page.fill("#answer-contact-name", "the clerk");
  let warned = false;
  page.on("dialog", (dialog) => ((warned = dialog.type() === "beforeunload"), dialog.accept()));
  await page.close({ runBeforeUnload: true });
  await new Promise((done) => setTimeout(done, 300));
  check("county: leaving unsaved is asked about", warned);

  // As it looks. A few rows are enough for the rules of accessibility: all are made alike.
  const few = once.split("[[equipment]]").slice(0, 5).join("[[equipment]]");
  writeFileSync(join(work, "few.toml"), few);
  const looks = [[360, "light"], [800, "dark"], [1400, "light"]];
  if (pictures) looks.push([1400, "dark"], [360, "dark"], [800, "light"]);
  for (const [width, scheme] of looks) {
    const own = await browser.newContext({ viewport: { width, height: width < 500 ? 780 : 900 }, colorScheme: scheme });
    const looked = await open({ context: own });
    await looked.page.setInputFiles("#file", join(work, pictures ? name : "few.toml"));
    await looked.page.waitForFunction((rows) => document.getElementById("count-equipment").textContent === ` (${rows})`, pictures ? 40 : 4);
    await cell(looked.page, "equipment", 1, "Quantity").fill("many");
    await cell(looked.page, "equipment", 1, "Quantity").press("Tab");
    await looked.page.locator("#blank-equipment summary").click();
    await settled(looked.page);
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      for (const [part, where] of [["top", "#tool"], ["list", "#equipment"], ["blank", "#blank-equipment"], ["problems", "#problems"]]) {
        await looked.page.evaluate((where) => document.querySelector(where).scrollIntoView(), where === "#tool" ? "body" : where);
        await looked.page.screenshot({ path: join(pictures, `intake-${part}-${width}-${scheme}.png`) });
      }
    }
    await quiet(`county at ${width}, ${scheme}`, looked);
    await accessible(`county at ${width}, ${scheme}`, looked.page);
    await own.close();
  }
  await context.close();
}

const EVIL = [`<img src=x onerror=window.evil=1>`, `=cmd|' /C calc'!A0`, "javascript:window.evil=1", "a\u202etxt.exe", `"><script>window.evil=1</script>`, "{{7*7}}", "' onfocus=window.evil=1 autofocus '"];

async function hostile() {
  const opened = await open();
  const { page, context } = opened;
  const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
  const csv = ["Asset ID,Model,Location,Notes,<b onclick=window.evil=1>Colour</b>", ...EVIL.map((evil, at) => [`M${at}`, evil, evil, evil, evil].map(quoted).join(","))].join("\n");
  writeFileSync(join(work, "hostile-equipment.csv"), csv);
  await page.setInputFiles("#file", join(work, "hostile-equipment.csv"));
  await page.waitForFunction((rows) => document.getElementById("count-equipment").textContent === ` (${rows})`, EVIL.length);
  await page.click("#equipment .more-columns");
  await settled(page);
  check("hostile: nothing ran", (await page.evaluate(() => window.evil)) === undefined);
  check("hostile: no element came of it", (await page.locator("main img, iframe, main script, b, [onclick]").count()) === 0);
  check("hostile: markup is text", (await cell(page, "equipment", 0, "Model").inputValue()) === EVIL[0]);
  check("hostile: invisible characters are left out and counted", (await page.textContent("#problem-list")).includes("3 invisible characters were left out"), await page.textContent("#problem-list"));
  check("hostile: a header that is not known is said", (await page.textContent("#problem-list")).includes('"<b onclick=window.evil=1>Colour</b>"'), await page.textContent("#problem-list"));
  const [name, toml] = await save(page);
  unnoticed(name, toml);
  await page.click("#equipment [data-action=csv]");
  check("hostile: a formula is warned of", (await page.textContent("#ask")).includes("may run such a cell as a formula"), await page.textContent("#ask"));
  await page.click("#ask button:has-text('Cancel')");
  page.once("dialog", (dialog) => dialog.accept());
  await page.evaluate(() => document.getElementById("equipment").scrollIntoView());
  await quiet("hostile", opened);
  writeFileSync(join(work, "hostile.toml"), `jurisdiction = "<img src=x onerror=window.evil=1>"\n[[jurisdictions]]\nname = "</script><script>window.evil=1</script>"\nstate = "<svg onload=window.evil=1>"\n[["<img src=x onerror=window.evil=1>"]]\na = 1\n[[equipment]]\nmodel = "\\u0000\\u202e<img src=x onerror=window.evil=1>"\n__proto__ = "x"\nconstructor = "y"\n`);
  await page.setInputFiles("#file", join(work, "hostile.toml"));
  await page.click("#ask button:has-text('Replace')");
  await settled(page);
  check("hostile: a TOML file runs nothing", (await page.evaluate(() => window.evil)) === undefined && (await page.locator("main img, svg").count()) === 0, await message(page));
  check("hostile: and is read", (await cell(page, "equipment", 0, "Model").inputValue()) === EVIL[0], await message(page));
  for (const [file, text, wanted] of [
    ["many.csv", "Asset ID,Model,Quantity\n" + "M1,DS200,1\n".repeat(100_000), "more than 5,000 rows"],
    ["long.csv", `Asset ID,Model,Quantity\nM1,${"x".repeat(1_000_000)},1\n`, "has a cell of 1,000,000 characters"],
    ["zero.csv", "Asset ID,Model\nM1,a\0b\n", "zero bytes"],
    ["huge.csv", "Asset ID,Model\n" + "x".repeat(10_000_001), "larger than 10 MB"],
    ["other.csv", "colour,taste\nred,sweet\n", "No line of it has headers"],
    ["wrong.toml", "[[equipment]]\nmodel = x\n", "line 2"],
    ["many.toml", "[[jurisdictions]]\nname = \"A\"\n[[jurisdictions]]\nname = \"B\"\n", "2 offices"],
  ]) {
    writeFileSync(join(work, file), text);
    const start = performance.now();
    await page.setInputFiles("#file", join(work, file));
    await page.waitForFunction((file) => document.getElementById("message").textContent.startsWith(file), file);
    const took = performance.now() - start;
    check(`hostile: ${file} is refused in words`, (await message(page)).includes(wanted), await message(page));
    check(`hostile: ${file} does not hang the page`, took < 15_000, `${took.toFixed(0)} ms`);
  }
  // The most that the page keeps is still quick.
  writeFileSync(join(work, "full.csv"), "Asset ID,Model,Quantity,Date purchased\n" + Array.from({ length: 5000 }, (_, at) => `M${at},DS200,1,2016-05-14\n`).join(""));
  const start = performance.now();
  await page.setInputFiles("#file", join(work, "full.csv"));
  await page.click("#ask button:has-text('Replace')");
  await page.waitForFunction(() => document.getElementById("count-equipment").textContent === " (5,000)");
  const took = performance.now() - start;
  check("hostile: 5,000 rows open at once", took < 15_000, `${took.toFixed(0)} ms`);
  await page.click("#equipment [data-action=on]");
  check("hostile: a page of rows at a time", (await page.textContent("#equipment .where")) === "Rows 51 to 100 of 5,000");
  await page.evaluate(() => (window.onbeforeunload = null));
  await context.close();
}

/** A browser that keeps no draft, and one without JavaScript. */
async function refused() {
  const context = await browser.newContext();
  const { page } = await open({ context, before: () => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } }) });
  check("refused: it is said that no draft is kept", (await page.textContent("#draft")).includes("keeps no draft"), await page.textContent("#draft"));
  await cell(page, "equipment", 0, "Model").fill("DS200");
  check("refused: the page works", (await page.textContent("#tool")).length > 1000);
  await context.close();
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const without = await plain.newPage();
  await without.goto(pathToFileURL(file).href);
  check("refused: without JavaScript it says so", (await without.locator("noscript").innerText()).includes("needs JavaScript") && (await without.locator("#tool").isHidden()));
  await plain.close();
}

try {
  const started = performance.now();
  for (const part of [alone, county, hostile, refused]) {
    const begun = performance.now();
    await part();
    if (process.env.POLLWORTHY_TIMES) console.log(`${part.name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
  console.log(`Chromium ${browser.version()}, page of ${(html.length / 1000).toFixed(0)} kB, ${((performance.now() - started) / 1000).toFixed(0)} s`);
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
ended("intake");
