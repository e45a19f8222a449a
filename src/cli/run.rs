//! What commands share: from arguments to a finished report, and from a report to where it was asked for.

use std::fs;
use std::io::{self, IsTerminal, Read as _, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use pollworthy::audit::Keep;
use pollworthy::diagnostic::Level as Gravity;
use pollworthy::inventory::{Expected, Inventory, MAPPINGS, Mapping, Options, Place, Places, nearest_file};
use pollworthy::place::{STATES, State};
use pollworthy::render::layout::{Paper, Top};
use pollworthy::render::markdown;
use pollworthy::render::{FORMATS, Findings, Needs};
use pollworthy::report::{Again, Report, Settings};
use pollworthy::rules::law::LAWS;
use pollworthy::rules::{BUILT_IN, REFERENCES, RuleBook};
use pollworthy::spelling::nearest;
use pollworthy::value::Day;

use super::args::{By, Count, Input, Law, Limits, Output, Redact, Wanted};
use super::complain;
use super::files::slashed;
use super::outcome::Outcome;
use super::progress;

/// A page: what a command writes where the format is `table`.
pub(super) type Page<'a> = &'a dyn Fn(&Report, &Paper, &mut dyn Write) -> io::Result<()>;

/// What came of an audit.
pub(super) enum Audited {
    /// A report.
    Report(Box<Report>),
    /// Nothing was audited, and why.
    Nothing(String),
}

/// The rules that the arguments name, folded to their day.
pub(super) fn book(law: &Law) -> Result<RuleBook> {
    book_as_of(law, law.as_of.map_or_else(today, Ok)?)
}

/// The rules that the arguments name, folded to a day.
pub(super) fn book_as_of(law: &Law, as_of: Day) -> Result<RuleBook> {
    let (name, text) = match &law.rules {
        None => (BUILT_IN[0].0.to_owned(), BUILT_IN[0].1.to_owned()),
        Some(path) => {
            let name = slashed(path);
            fetch(Path::new(""), &name).map_err(|why| {
                let sets = BUILT_IN.iter().map(|(name, _)| *name);
                let near = nearest(&name, sets).map(str::to_owned).or_else(|| nearest_file(path));
                let near = near.map(|near| format!("\n  did you mean {near}?")).unwrap_or_default();
                anyhow!("{name}: the rules file cannot be read: {why}{near}")
            })?
        }
    };
    let folder = law.rules.as_ref().and_then(|path| path.parent()).unwrap_or(Path::new(""));
    let mut book = RuleBook::load(&name, &text, &|extended| fetch(folder, extended), &law.set, as_of)?;
    if let Some(path) = law.waivers.as_ref().filter(|_| !law.no_waivers) {
        let name = slashed(path);
        let text = fs::read_to_string(path).with_context(|| {
            let near = nearest_file(path).filter(|_| !path.exists());
            let near = near.map(|near| format!(" (did you mean {near}?)")).unwrap_or_default();
            format!("{name}: the waivers file cannot be read{near}")
        })?;
        book.add_waivers(&name, &text)?;
    }
    Ok(book)
}

/// The largest file that a rules file may name, in bytes: one more is read, so that whoever reads the text can say that it is too large.
const MOST: u64 = (64 << 20) + 1;

/// The text of a file, and no more of it than so many bytes.
fn read_to(path: &Path, most: u64) -> io::Result<String> {
    let file = fs::File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    // The end of what was cut may be in the middle of a letter.
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) if error.as_bytes().len() as u64 == most => {
            Ok(String::from_utf8_lossy(error.as_bytes()).into_owned())
        }
        Err(_) => Err(io::Error::other("it is not UTF-8 text")),
    }
}

/// A set that a rules file extends, a built-in one by its name or a file beside it; or a reference table or a file of law that it names.
fn fetch(folder: &Path, extended: &str) -> Result<(String, String), String> {
    if let Some((name, text)) = BUILT_IN.iter().find(|(name, _)| *name == extended) {
        return Ok(((*name).to_owned(), (*text).to_owned()));
    }
    let path = folder.join(extended);
    match read_to(&path, MOST) {
        Ok(text) => Ok((slashed(&path), text)),
        // A file beside the rules goes before the one inside the binary.
        Err(error) => match REFERENCES.iter().chain(LAWS).find(|(name, _)| *name == extended) {
            Some((name, text)) => Ok(((*name).to_owned(), (*text).to_owned())),
            None => {
                let inside = BUILT_IN.iter().chain(REFERENCES).map(|(name, _)| *name).collect::<Vec<_>>();
                Err(format!("{error}; built in are {}", inside.join(", ")))
            }
        },
    }
}

/// The mappings that the arguments name: built-in ones by name, or files.
fn mappings(named: &[PathBuf]) -> Result<Vec<Mapping>> {
    let mut mappings = Vec::new();
    for path in named {
        let name = slashed(path);
        let inside = Mapping::built_in(&name);
        if !inside.is_empty() {
            mappings.extend(inside.into_iter().map(|mapping| mapping.asked_as(&name)));
            continue;
        }
        let text = fs::read_to_string(path).map_err(|error| {
            let known: Vec<&str> = MAPPINGS.iter().map(|(name, _)| *name).collect();
            let near = nearest(&name, known.iter().copied()).map(|near| format!("; did you mean {near}?"));
            let fix = near.unwrap_or_else(|| format!("; built in are {}", known.join(", ")));
            anyhow!("{name}: the mapping cannot be read: {error}{fix}")
        })?;
        mappings.push(Mapping::read(&name, &text)?.asked_as(&name));
    }
    Ok(mappings)
}

/// The day on the clock of this computer.
pub(super) fn today() -> Result<Day> {
    Day::of_civil(jiff::Zoned::now().date()).context("the clock of this computer gives no usable day; say --as-of")
}

/// What of an audit will be shown.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    /// What is shown in addition to counts.
    pub(super) needs: Needs,
    /// How many findings are kept.
    pub(super) limits: Limits,
    /// The one list that is shown, where nothing else is.
    pub(super) list: Option<&'a str>,
    /// Of how large an inventory digests of typed rows are taken, where they are shown.
    pub(super) typed: Typed,
}

impl Shown<'_> {
    /// What a comparison looks at: every finding.
    pub(super) const EVERY_FINDING: Self = Self {
        needs: Needs { findings: Findings::Always, ..Needs::NONE },
        limits: Limits::NONE,
        list: None,
        typed: Typed::USUAL,
    };

    /// What the formats that are asked for show.
    pub(super) fn of(output: &Output) -> Self {
        Self { needs: output.needs(), limits: output.limits(), list: None, typed: Typed::USUAL }
    }
}

/// Audits what the arguments name, and reports on the place they name.
pub(super) fn audit(input: &Input, shown: Shown<'_>) -> Result<Audited> {
    audit_of(input, input.place.as_deref(), shown)
}

/// The largest inventory of whose typed rows digests are taken: so much of what people keep by hand, where somebody else's editor may change
/// the line ends. To take them is two thirds of a run, and larger files are written by programs: their own digest is enough for them.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    bytes: u64,
    rows: u64,
}

impl Typed {
    pub(super) const USUAL: Self = Self { bytes: 4 << 20, rows: 20_000 };
    /// As reports were written before; whoever verifies one takes what it has.
    pub(super) const BEFORE: Self = Self { bytes: 32 << 20, rows: 200_000 };
}

/// Opens the inventory that the arguments name, keeping so many positions of each trouble; and the paths as they are shown. `Err`
/// inside, where there is no such place: nothing is read then.
pub(super) fn open(
    input: &Input,
    book: &RuleBook,
    positions: usize,
) -> Result<std::result::Result<(Inventory, Vec<String>), String>> {
    let paths = paths(input);
    let here: Vec<String> = paths.iter().map(|path| slashed(path)).collect();
    let shown = if input.names.is_empty() { here } else { input.names.clone() };
    let mut options = Options::new(paths, book.as_of);
    options.schema = book.schema;
    options.names.clone_from(&input.names);
    options.exclude.clone_from(&input.exclude);
    let defaults = input.law.defaults.iter().map(|(path, _)| PathBuf::from(path));
    options.in_use = [&input.law.rules, &input.law.waivers].into_iter().flatten().cloned().chain(defaults).collect();
    options.in_use.extend(input.map.iter().cloned());
    options.in_use.extend(book.laws.files().map(PathBuf::from));
    options.place.clone_from(&input.place);
    options.state = match input.state.as_slice() {
        [only] => State::named(only),
        _ => None,
    };
    options.expect = input.expect.iter().map(|text| expected(text)).collect::<Result<_>>()?;
    options.mappings = mappings(&input.map)?;
    options.positions = positions;
    options.threads = input.threads;
    if !input.is_unseen {
        options.watch = progress::watch();
    }
    let inventory = Inventory::open(options);
    // Rows without a place are taken as those of --place: it must not be a slip of the pen.
    let declared = inventory.places();
    for text in input.expect.iter().filter(|text| State::named(text).is_none() && !Path::new(text).exists()) {
        let code = State::code(text);
        if !declared.list().iter().any(|place| place.state.as_deref() == code.as_deref()) {
            bail!(no_state("--expect", text));
        }
    }
    let known = |place: &&String| declared.find(place).is_some_and(|place| place.row.is_some());
    if let Some(place) = input.place.as_ref().filter(|place| !known(place))
        && let Some(near) = declared.misspelt(place)
    {
        return Ok(Err(format!("no place \"{place}\" in {}\n  did you mean {near}?", shown.join(", "))));
    }
    Ok(Ok((inventory, shown)))
}

/// Audits what the arguments name, and reports on one place, or on all.
pub(super) fn audit_of(input: &Input, wanted: Option<&str>, shown: Shown<'_>) -> Result<Audited> {
    let mut book = book(&input.law)?;
    if book.rules.is_empty() {
        return Ok(Audited::Nothing(format!("{} holds no rules.", book.origin)));
    }
    if let Err(why) = book.select(&input.law.only, &input.law.skip) {
        return Ok(Audited::Nothing(why.to_string()));
    }
    // What is not shown need not be judged.
    if let Some(list) = shown.list {
        book.keep_list(list);
    }
    if book.rules.iter().all(|rule| !rule.selected) {
        let off: Vec<String> = book.off.iter().map(|off| format!("\n  {}: {}", off.id, off.reason)).collect();
        let skip = if input.law.skip.is_empty() {
            "no rule that was asked about is in force"
        } else {
            "--skip leaves no rule"
        };
        return Ok(Audited::Nothing(format!("{skip}.{}", off.concat())));
    }
    let states = states(&input.state)?;
    let (inventory, names) = match open(input, &book, 10)? {
        Ok(opened) => opened,
        Err(why) => return Ok(Audited::Nothing(why)),
    };
    let (files, left_alone) = (inventory.files(), inventory.left_alone);
    let Shown { needs, limits, typed, .. } = shown;
    let none = needs.findings == Findings::Never;
    let keep = Keep {
        each: if none { 0 } else { limits.each.unwrap_or(usize::MAX) },
        in_all: limits.in_report.unwrap_or(usize::MAX),
        states: states.clone(),
        place: wanted.map(str::to_owned),
        of_one_place: needs.findings == Findings::OfOnePlace,
    };
    let digests = needs.digests && inventory.bytes() <= typed.bytes;
    let inventory = if digests { inventory.digesting(typed.rows) } else { inventory };
    let (ledger, mut read, ages) = if needs.ages {
        let (ledger, read, ages) = pollworthy::audit::audit_with_ages(inventory, &book, keep);
        (ledger, read, Some(ages))
    } else {
        let (ledger, read) = pollworthy::audit::audit(inventory, &book, keep);
        (ledger, read, None)
    };
    let errors: Vec<String> =
        read.notices.iter().filter(|notice| notice.level == Gravity::Error).map(ToString::to_string).collect();
    let silent = read.places.list().iter().all(|place| place.row.is_none() && !place.has_rows);
    if files == 0 || silent {
        let what = match (files, errors.is_empty()) {
            (0, true) => format!(
                "{} holds no inventory: it reads .csv, .tsv, .toml, .xlsx, .xls and .ods files.",
                names.join(", ")
            ),
            (_, true) => {
                let book = workbook_beside(&input.paths)
                    .map(|book| format!(" Or is it the workbook that you filled in? Then: pollworthy audit {book}"));
                let book = book.unwrap_or_default();
                format!("{} holds no rows yet. Fill in a sheet, then ask again.{book}", names.join(", "))
            }
            (_, false) => "nothing in it could be read.".to_owned(),
        };
        return Ok(Audited::Nothing([errors, vec![what]].concat().join("\n")));
    }
    let place = match wanted {
        None => None,
        Some(wanted) => Some(match read.places.asked(wanted) {
            Some(place) => place.id.to_string(),
            None if input.place.as_deref() == Some(wanted) => {
                return Ok(Audited::Nothing(no_place(wanted, &names, &read.places)));
            }
            None => bail!(no_place(wanted, &names, &read.places)),
        }),
    };
    let settings = Settings {
        paths: names,
        only: input.law.only.clone(),
        skip: input.law.skip.clone(),
        states,
        expect: input.expect.clone(),
        place,
        max_findings: limits.each.unwrap_or(usize::MAX),
        max_in_report: limits.in_report,
        threads: input.threads,
        left_alone,
        again: again(input),
    };
    let is_small = read.files.iter().flat_map(|file| file.rows).sum::<u64>() <= typed.rows;
    let data = std::mem::take(&mut read.typed);
    let ages = ages.map(|ages| (ages, read.places.list().iter().map(|place| place.id.clone()).collect::<Vec<_>>()));
    let mut report = Report::of(&book, &ledger, &mut read, settings);
    if is_small {
        report.data = data;
    }
    if let Some((ages, places)) = ages {
        let counted = report.counted();
        report.ages = Some(ages.of(&places, &|place| counted.contains(place.as_str())));
    }
    // The process ends soon: to give back a million small parts would only keep people waiting.
    std::mem::forget((ledger, read));
    if report.is_empty() {
        let names: Vec<&str> = report.not_placed.iter().map(|one| &*one.name).take(3).collect();
        let not_placed = match report.not_placed.len() {
            0 => String::new(),
            all => {
                let more = if all > names.len() { " and others" } else { "" };
                format!(
                    " Of no state that is known: {}{more}. A column State, the name of the folder or --place says whose \
                     they are.",
                    names.join(", ")
                )
            }
        };
        let states = report.settings.states.join(", ");
        return Ok(Audited::Nothing(format!("no place is in {states}.{not_placed}")));
    }
    Ok(Audited::Report(Box::new(report)))
}

/// The workbook that `init` writes next to its folder of sheets, where that folder alone is asked about.
fn workbook_beside(paths: &[PathBuf]) -> Option<String> {
    let usual = [PathBuf::from("inventories")];
    let [only] = (if paths.is_empty() { &usual } else { paths }) else { return None };
    let book = only.parent()?.join("inventory.xlsx");
    (only.is_dir() && book.is_file()).then(|| slashed(&book))
}

/// What a second audit needs, as it was written.
fn again(input: &Input) -> Again {
    let law = &input.law;
    Again {
        rules: law.rules.as_ref().map(|path| slashed(path)),
        set: law.set.clone(),
        map: input.map.iter().map(|path| slashed(path)).collect(),
        exclude: input.exclude.clone(),
        waivers: law.waivers.as_ref().map(|path| slashed(path)),
        no_waivers: law.no_waivers,
        place: input.place.clone(),
        config: law.defaults.clone(),
    }
}

fn no_place(wanted: &str, paths: &[String], places: &Places) -> String {
    let full = |place: &Place| place.state.as_ref().map(|state| format!("{}, {state}", place.name));
    let names: Vec<String> = places
        .list()
        .iter()
        .filter(|place| !place.is_given && !place.is_nowhere)
        .flat_map(|place| [full(place), Some(place.name.to_string()), Some(place.id.to_string())])
        .flatten()
        .collect();
    let near = nearest(wanted, names.iter().map(String::as_str));
    let fix = near.map(|near| format!("\n  did you mean {near}?")).unwrap_or_default();
    format!("no place \"{wanted}\" in {}{fix}", paths.join(", "))
}

/// The places that `--expect` names.
fn expected(text: &str) -> Result<Expected> {
    if let Some(state) = State::named(text) {
        return Ok(Expected::State(state.code.to_owned()));
    }
    let path = Path::new(text);
    if path.exists() {
        return Expected::read(path).map_err(|why| anyhow!("--expect {text}: {why}"));
    }
    // A state of the user's own must be one that the records declare.
    State::code(text).map(Expected::State).ok_or_else(|| anyhow!(no_state("--expect", text)))
}

fn no_state(option: &str, text: &str) -> String {
    let lists = option == "--expect";
    let near = match text.get(..1).filter(|_| text.len() == 2) {
        Some(first) => {
            let codes = STATES.iter().map(|state| state.code).filter(|code| code.starts_with(&first.to_uppercase()));
            Some(codes.collect::<Vec<_>>().join(" or ")).filter(|codes| !codes.is_empty())
        }
        None => nearest(text, STATES.iter().map(|state| state.name))
            .map(str::to_owned)
            .or_else(|| nearest_file(Path::new(text)).filter(|_| lists)),
    };
    let fix = near.map_or_else(
        || {
            format!(
                "write two letters, such as OH, or a state's name{}",
                if lists { ", or a file that lists places" } else { "" }
            )
        },
        |near| format!("did you mean {near}?"),
    );
    format!("{option} {text}: there is no such state{}; {fix}", if lists { " or file" } else { "" })
}

fn paths(input: &Input) -> Vec<PathBuf> {
    if input.paths.is_empty() { vec![PathBuf::from("inventories")] } else { input.paths.clone() }
}

/// The states that the arguments name, by two letters.
pub(super) fn states(named: &[String]) -> Result<Vec<String>> {
    let code = |name: &String| State::code(name).ok_or_else(|| anyhow!(no_state("--state", name)));
    named.iter().map(code).collect()
}

/// The paper that stdout, or a file, is written on.
pub(super) fn paper(top: Option<Count>, to_terminal: bool) -> Paper {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let width = if to_terminal { told.or_else(seen) } else { told };
    let top = match top {
        None => Top::Usual,
        Some(Count(None)) => Top::All,
        Some(Count(Some(top))) => Top::First(top),
    };
    Paper::new(width.unwrap_or(80), top)
}

/// Prints a page to stdout.
pub(super) fn print(top: Option<Count>, page: impl FnOnce(&Paper, &mut dyn Write) -> io::Result<()>) -> Result<()> {
    let stdout = io::stdout();
    let mut out = io::BufWriter::new(stdout.lock());
    page(&paper(top, io::stdout().is_terminal()), &mut out)?;
    out.flush()?;
    Ok(())
}

/// Writes a report in every format asked for; the page is the command's own.
pub(super) fn write(report: &Report, output: &Output, page: Page<'_>) -> Result<()> {
    let public;
    let report = match output.redact {
        None => report,
        Some(Redact::Public) => {
            public = report.for_the_public();
            &public
        }
    };
    let by_place = output.by == By::Place;
    if by_place && output.format.iter().all(|wanted| FORMATS[wanted.format].by_place.is_none()) {
        bail!("--by place is for --format csv");
    }
    let (files, on_stdout): (Vec<&Wanted>, Vec<&Wanted>) =
        output.format.iter().partition(|wanted| wanted.file.is_some());
    if on_stdout.len() > 1 {
        bail!("only one format goes to stdout; name a file for the others, as in --format json=report.json");
    }
    for (at, wanted) in files.iter().enumerate() {
        if let Some(twice) =
            files[..at].iter().find(|other| other.file == wanted.file).and_then(|other| other.file.as_ref())
        {
            bail!("{}: two formats cannot be written to one file", twice.display());
        }
    }
    // Files first: whoever closes the pipe has all of them.
    for wanted in files.into_iter().chain(on_stdout) {
        let format = &FORMATS[wanted.format];
        let write = format.by_place.filter(|_| by_place).unwrap_or(format.write);
        let draw = |paper: &Paper, to: &mut dyn Write| match format.name {
            "table" => page(report, paper, to),
            _ => write(report, paper, to),
        };
        if format.name == "github" {
            summarize(report, output)?;
        }
        match &wanted.file {
            Some(path) => {
                let mark = if format.is_sheet { "\u{feff}" } else { "" };
                drawn(path, &|to: &mut dyn Write| {
                    let mut to = io::BufWriter::new(to);
                    to.write_all(mark.as_bytes())?;
                    draw(&paper(output.top, false), &mut to)?;
                    to.flush()
                })?;
            }
            None => print(output.top, draw)?,
        }
    }
    let shows_notices =
        output.format.iter().any(|wanted| wanted.file.is_none() && FORMATS[wanted.format].name == "table");
    if output.format.is_empty() {
        print(output.top, |paper, to| page(report, paper, to))?;
    } else if !shows_notices && !output.quiet {
        for notice in report.notices.iter().filter(|notice| notice.level == Gravity::Error) {
            complain(&notice.to_string());
        }
    }
    Ok(())
}

/// Adds the page in Markdown to the job summary, where GitHub gives a file for it.
fn summarize(report: &Report, output: &Output) -> Result<()> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else { return Ok(()) };
    let mut bytes = Vec::new();
    markdown::write(report, &paper(output.top, false), &mut bytes)?;
    let added =
        fs::OpenOptions::new().append(true).create(true).open(&path).and_then(|mut file| file.write_all(&bytes));
    added.with_context(|| format!("{}: the job summary cannot be written", Path::new(&path).display()))
}

/// Writes a file whole or not at all: beside its place first, then moved into it.
pub(super) fn whole(path: &Path, bytes: &[u8]) -> Result<()> {
    drawn(path, &|to: &mut dyn Write| to.write_all(bytes))
}

/// The same for what is drawn: a report of thousands of places is never held as a whole.
fn drawn(path: &Path, draw: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    // A device or a pipe is written to, not replaced.
    if fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        return fs::File::create(path)
            .and_then(|mut file| draw(&mut file))
            .with_context(|| format!("{} cannot be written", path.display()));
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), fs::create_dir_all);
    // What lies there may be a link to somewhere else: it is not written through.
    let _ = fs::remove_file(&beside);
    let new = || fs::OpenOptions::new().write(true).create_new(true).open(&beside);
    let written = made.and_then(|()| draw(&mut new()?)).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // What could not be moved is of no use; that it may stay behind changes nothing of the error.
        let _ = fs::remove_file(&beside);
    }
    written.with_context(|| format!("{} cannot be written", path.display()))
}

/// Says that nothing was audited.
pub(super) fn nothing(why: &str) -> Outcome {
    complain(&format!("Nothing was audited: {why}"));
    Outcome::Nothing
}

/// The outcome that the records themselves make: unread files or rows, or any notice where it is strict.
pub(super) fn of_records(report: &Report, strict: bool) -> Outcome {
    let counts = |level: Gravity| level == Gravity::Error || strict;
    if report.notices.iter().any(|notice| counts(notice.level)) { Outcome::Trouble } else { Outcome::Clean }
}
