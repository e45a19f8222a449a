//! Comparing an audit with an earlier one: by its report, or by its records under the rules and waivers that lay beside them.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use pollworthy::audit::{Fates, fates};
use pollworthy::config::{Config, NAME};
use pollworthy::report::diff::{Diff, Side, Stops, Witness, asked_after};
use pollworthy::rules::RuleBook;
use pollworthy::value::Day;

use super::args::{Audit, Count, Gate, Input, Law};
use super::config::{self, gate_with, input_with};
use super::run::{Audited, Shown, audit_of, book, open, today};

/// The largest report that is read, in bytes.
const LARGEST: u64 = 1 << 30;

/// Something to compare with.
pub(super) enum Other {
    /// A report.
    Report(Box<Side>),
    /// Records.
    Records(PathBuf),
}

impl Other {
    /// What a path names: a report where it ends in `.json`, else records.
    pub(super) fn of(path: &Path) -> Result<Self> {
        let name = path.to_string_lossy().replace('\\', "/");
        if !path.exists() {
            bail!("{name}: there is no such file or folder");
        }
        if !path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json")) {
            return Ok(Self::Records(path.to_owned()));
        }
        let mut text = Vec::new();
        let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut text));
        read.map_err(|error| anyhow!("{name}: the report cannot be read: {error}"))?;
        if text.len() as u64 > LARGEST {
            bail!("{name}: a report of more than {} MB is not read", LARGEST >> 20);
        }
        let side = Side::read(&name, &text).map_err(|why| anyhow!(why))?;
        if side.dropped > 0 {
            bail!(
                "{name}: this report let go of {} findings, so that what is new cannot be told; write it with \
                 --max-findings all",
                side.dropped
            );
        }
        Ok(Self::Report(Box::new(side)))
    }
}

/// An inventory to be audited: its arguments.
struct Records<'a> {
    input: &'a Input,
    law: &'a Law,
    as_of: Day,
}

impl Records<'_> {
    fn input(&self) -> Input {
        let law = Law { as_of: Some(self.as_of), ..self.law.clone() };
        Input { law, ..self.input.clone() }
    }

    fn audit(&self) -> Result<Audited> {
        let input = self.input();
        audit_of(&input, input.place.as_deref(), Count(None), Shown::All)
    }

    /// The report of these records as one side; empty, where there is nothing to audit.
    fn side(&self) -> Result<Side> {
        Ok(match self.audit()? {
            Audited::Report(report) => Side::of(&report),
            Audited::Nothing(_) => Side { as_of: Some(self.as_of), name: self.name(), ..Side::default() },
        })
    }

    fn name(&self) -> String {
        let names: Vec<String> =
            self.input.paths.iter().map(|path| path.to_string_lossy().replace('\\', "/")).collect();
        names.join(", ")
    }

    /// What became of the assets of an older side that a newer one does not find anything about.
    fn fates(&self, old: &Side, new: &Side) -> Result<Fates> {
        let wanted = asked_after(old, new);
        if wanted.is_empty() {
            return Ok(Fates::default());
        }
        let input = self.input();
        let mut book = book(&input.law)?;
        if book.select(&input.law.only, &input.law.skip).is_err() {
            return Ok(Fates::default());
        }
        Ok(match open(&input, &book, 0)? {
            Ok((inventory, _)) => fates(inventory, &book, wanted),
            Err(_) => Fates::default(),
        })
    }
}

/// What stops at a gate.
fn stops(gate: &Gate) -> Stops {
    Stops { from: gate.fail_on.severity(), unknown: gate.fail_on_unknown }
}

/// Audits what the arguments name and compares it with an earlier audit; and the gate that holds: records bring their own.
///
/// `said` is what the command line says, `args` the same with the defaults of this side.
pub(super) fn audit(said: &Audit, args: &Audit) -> Result<(Audited, Gate)> {
    let since = &args.since;
    let mut others = since.since.iter().map(|path| Other::of(path)).collect::<Result<Vec<_>>>()?;
    if others.len() > 1 && others.iter().any(|other| matches!(other, Other::Records(_))) {
        bail!("--since takes several reports, or records alone");
    }
    let day = |other: &Other| match other {
        Other::Report(side) => side.as_of,
        Other::Records(_) => None,
    };
    others.sort_by_key(day);
    let Some(last) = others.pop() else { bail!("--since names nothing") };
    let as_of = args.input.law.as_of.map_or_else(today, Ok)?;
    let (mut audited, gate) = match last {
        Other::Report(old) => {
            if since.old_as_of.is_some() {
                bail!("--old-as-of is for records; a report has its own day");
            }
            let input = with_paths(&args.input);
            let here = Records { input: &input, law: &input.law, as_of };
            (against_report(&here, *old, stops(&args.gate))?, args.gate.clone())
        }
        Other::Records(path) => {
            let There { input, here, gate, also } = there(said, args, &path)?;
            let old = Records { input: &input, law: &input.law, as_of: since.old_as_of.unwrap_or(as_of) };
            let new = Records { input: &here, law: &input.law, as_of };
            (against_records(&new, &old, also, stops(&gate))?, gate)
        }
    };
    if let Audited::Report(report) = &mut audited
        && let Some(diff) = &mut report.since
    {
        diff.earlier = others
            .into_iter()
            .filter_map(|other| match other {
                Other::Report(side) => Some(Side { findings: Vec::new(), ..*side }.narrowed(&diff.new.filters)),
                Other::Records(_) => None,
            })
            .collect();
    }
    Ok((audited, gate))
}

/// The same records, the usual folder where none is named.
fn with_paths(input: &Input) -> Input {
    let mut input = input.clone();
    if input.paths.is_empty() {
        input.paths.push(PathBuf::from("inventories"));
    }
    input
}

/// Compares records with a report.
fn against_report(here: &Records<'_>, old: Side, stops: Stops) -> Result<Audited> {
    let mut report = match here.audit()? {
        Audited::Report(report) => report,
        nothing @ Audited::Nothing(_) => return Ok(nothing),
    };
    let new = Side::of(&report);
    comparable(&old, &new)?;
    let old = old.narrowed(&new.filters);
    let then = old.as_of.filter(|then| *then != here.as_of);
    let turned = then.map(|then| Records { as_of: then, ..*here }.side()).transpose()?;
    let fates = here.fates(&old, &new)?;
    let witness = Witness { fates: Some(&fates), old_fates: None, turned: turned.as_ref(), later: None };
    let also = other_law(&old, &new);
    report.since = Some(Box::new(Diff::new(old, new, &witness, also, stops)));
    Ok(Audited::Report(report))
}

/// Compares records with others, both by the same rules.
fn against_records(here: &Records<'_>, there: &Records<'_>, also: Vec<String>, stops: Stops) -> Result<Audited> {
    let mut report = match here.audit()? {
        Audited::Report(report) => report,
        nothing @ Audited::Nothing(_) => return Ok(nothing),
    };
    let (old, new) = (there.side()?, Side::of(&report));
    report.since = Some(Box::new(compared(here, there, old, new, also, stops)?));
    Ok(Audited::Report(report))
}

fn compared(
    here: &Records<'_>,
    there: &Records<'_>,
    old: Side,
    new: Side,
    also: Vec<String>,
    stops: Stops,
) -> Result<Diff> {
    let later = (here.as_of != there.as_of).then(|| Records { as_of: here.as_of, ..*there }.side()).transpose()?;
    let (now, was) = (here.fates(&old, &new)?, there.fates(&old, &new)?);
    let witness = Witness { fates: Some(&now), old_fates: Some(&was), turned: None, later: later.as_ref() };
    Ok(Diff::new(old, new, &witness, also, stops))
}

/// What came of a comparison: both sides, or why there was nothing to compare.
pub(super) enum Compared {
    /// The comparison.
    Diff(Box<Diff>),
    /// Nothing was compared, and why.
    Nothing(String),
}

/// Compares what two paths name, for `diff`.
pub(super) fn compare(input: &Input, old_as_of: Option<Day>, stops: Stops) -> Result<Compared> {
    let [old_path, new_path] = input.paths.as_slice() else { bail!("name two reports, or two files or folders") };
    let as_of = input.law.as_of.map_or_else(today, Ok)?;
    let of = |path: &Path| Input { paths: vec![path.to_owned()], ..input.clone() };
    let (old_input, new_input) = (of(old_path), of(new_path));
    let here = Records { input: &new_input, law: &input.law, as_of };
    let there = Records { input: &old_input, law: &input.law, as_of: old_as_of.unwrap_or(as_of) };
    let side = |records: &Records<'_>| -> Result<std::result::Result<Side, String>> {
        Ok(match records.audit()? {
            Audited::Report(report) => Ok(Side::of(&report)),
            Audited::Nothing(why) => Err(why),
        })
    };
    let diff = match (Other::of(old_path)?, Other::of(new_path)?) {
        (Other::Report(old), Other::Report(new)) => {
            comparable(&old, &new)?;
            let also = other_law(&old, &new);
            Diff::new(*old, *new, &Witness::none(), also, stops)
        }
        (Other::Report(old), Other::Records(_)) => match against_report(&here, *old, stops)? {
            Audited::Report(report) => match report.since {
                Some(diff) => *diff,
                None => bail!("nothing was compared"),
            },
            Audited::Nothing(why) => return Ok(Compared::Nothing(why)),
        },
        (Other::Records(_), Other::Report(new)) => match side(&there)? {
            Ok(old) => {
                comparable(&old, &new)?;
                let also = other_law(&old, &new);
                Diff::new(old, *new, &Witness::none(), also, stops)
            }
            Err(why) => return Ok(Compared::Nothing(why)),
        },
        (Other::Records(_), Other::Records(_)) => match (side(&there)?, side(&here)?) {
            (Ok(old), Ok(new)) => compared(&here, &there, old, new, Vec::new(), stops)?,
            (Err(why), _) | (_, Err(why)) => return Ok(Compared::Nothing(why)),
        },
    };
    Ok(Compared::Diff(Box::new(diff)))
}

/// Whether a report tells all that is compared: one that was narrowed has no word on the rest.
fn comparable(old: &Side, new: &Side) -> Result<()> {
    if !old.filters.is_empty() && old.filters != new.filters {
        bail!(
            "{}: this report was narrowed by --only, --skip, --state or --place; ask for the same, or write it whole",
            old.name
        );
    }
    Ok(())
}

/// What differs in the law of two reports, in sentences.
fn other_law(old: &Side, new: &Side) -> Vec<String> {
    let mut also = Vec::new();
    if !old.same_law(new) {
        also.push("the rules, their params or the version are not those of the other side".to_owned());
    }
    if old.evidence.waivers != new.evidence.waivers {
        also.push("the waivers are not those of the other side".to_owned());
    }
    also
}

/// How the old records are audited, and the new ones by the same rules, waivers and defaults.
struct There {
    /// The old records, with the rules that both are judged by.
    input: Input,
    /// The new records.
    here: Input,
    /// The gate.
    gate: Gate,
    /// What differs on this side, in sentences.
    also: Vec<String>,
}

/// The rules, waivers and defaults that lay beside the old records, and how those here differ from them.
fn there(said: &Audit, args: &Audit, path: &Path) -> Result<There> {
    let at = args.input.paths.first().map_or(Path::new("inventories"), PathBuf::as_path);
    let root = root(at, path);
    let mut also = Vec::new();
    let config = defaults_there(&said.input.law, &root, &mut also)?;
    let mut own = said.input.clone();
    // What the command line names is taken from beside the old records, where they have it.
    if let Some(rules) = beside(&root, own.law.rules.as_deref()) {
        own.law.rules = Some(rules);
    }
    if let Some(waivers) = own.law.waivers.take() {
        own.law.waivers = if waivers.is_absolute() { Some(waivers.clone()) } else { beside(&root, Some(&waivers)) };
        if own.law.waivers.is_none() {
            also.push(format!("{} is new: judged without it", shown(&waivers)));
        }
    }
    let (mut input, gate) = match &config {
        Some(config) => (input_with(&own, config), gate_with(&said.gate, &own.law, config)),
        None => (own, said.gate.clone()),
    };
    let named = config.map(|config| config.paths).unwrap_or_default();
    let paths =
        if said.input.paths.is_empty() { named.iter().map(PathBuf::from).collect() } else { said.input.paths.clone() };
    let here = with_paths(&Input { paths, ..input.clone() });
    input.paths = vec![path.to_owned()];
    // What is wrong with the rules or waivers of the change is an error, whoever's are used.
    differ(&args.input.law, &input.law, &mut also)?;
    Ok(There { input, here, gate, also })
}

/// The defaults that lay beside the old records.
fn defaults_there(law: &Law, root: &Path, also: &mut Vec<String>) -> Result<Option<Config>> {
    if law.no_config {
        return Ok(None);
    }
    let name = law.config.clone().unwrap_or_else(|| PathBuf::from(NAME));
    if name.is_absolute() {
        return Ok(Some(config::read(&name)?));
    }
    let here = config::find(law)?;
    let there = beside(root, Some(&name)).map(|path| config::read(&path)).transpose()?;
    match (&here, &there) {
        (Some(here), Some(there)) if here.sha256 != there.sha256 => {
            also.push(format!("{} differs. Judged with the other side's, not this one", shown(&name)));
        }
        (Some(_), None) => also.push(format!("{} is new: judged without it", shown(&name))),
        (None, Some(_)) => also.push(format!("{} is gone. Judged with the other side's", shown(&name))),
        (Some(_), Some(_)) | (None, None) => {}
    }
    Ok(there)
}

/// Says how the rules and waivers of two sides differ.
fn differ(law_here: &Law, law_there: &Law, also: &mut Vec<String>) -> Result<()> {
    let (here, there) = (book(law_here)?, book(law_there)?);
    let rules = rules_that_differ(&there, &here);
    if !rules.is_empty() {
        let file = law_here.rules.as_deref().map_or_else(|| "the rules".to_owned(), shown);
        let few = rules.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let more = if rules.len() > 5 { format!(" and {} more", rules.len() - 5) } else { String::new() };
        let count =
            if rules.len() == 1 { "1 rule differs".to_owned() } else { format!("{} rules differ", rules.len()) };
        also.push(format!("{file}: {count}: {few}{more}. Judged with the other side's rules, not these"));
    }
    if law_there.waivers.is_some() && !law_there.no_waivers {
        let (added, removed) = waivers_that_differ(&there, &here);
        let parts: Vec<String> = [(added, "added"), (removed, "removed")]
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if !parts.is_empty() {
            let file = law_here.waivers.as_deref().map_or_else(|| "waivers".to_owned(), shown);
            also.push(format!("{file}: {}. Judged with the other side's waivers, not these", parts.join(", ")));
        }
    }
    Ok(())
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The folder that stands to the old records as the working folder does to the new ones.
fn root(here: &Path, there: &Path) -> PathBuf {
    let names = |path: &Path| -> Vec<std::ffi::OsString> {
        path.components().filter(|part| *part != Component::CurDir).map(|part| part.as_os_str().to_owned()).collect()
    };
    let (mut below, mut at) = (names(here), names(there));
    if here.is_relative() && !below.iter().any(|part| part == "..") {
        while let (Some(last), Some(same)) = (below.last(), at.last()) {
            if last != same {
                break;
            }
            below.pop();
            at.pop();
        }
        if below.is_empty() {
            return at.into_iter().collect();
        }
    }
    // The paths are not alike: what lies beside the old records is looked for in their folder.
    if there.is_dir() { there.to_owned() } else { there.parent().unwrap_or(Path::new("")).to_owned() }
}

/// The same file beside the old records, where they have it.
fn beside(root: &Path, file: Option<&Path>) -> Option<PathBuf> {
    let file = file.filter(|file| file.is_relative())?;
    Some(root.join(file)).filter(|file| fs::metadata(file).is_ok())
}

/// The rules that one book has and the other has not, or has otherwise, by id.
fn rules_that_differ(there: &RuleBook, here: &RuleBook) -> Vec<String> {
    let has = |book: &RuleBook, id: &str, sha256: &str, off: bool| {
        book.rules.iter().any(|rule| rule.id == id && rule.sha256 == sha256 && rule.off == off)
    };
    let mut ids: Vec<String> = [(here, there), (there, here)]
        .iter()
        .flat_map(|(of, other)| of.rules.iter().filter(|rule| !has(other, &rule.id, &rule.sha256, rule.off)))
        .map(|rule| rule.id.clone())
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

/// How many waivers were added, and how many removed; one that was changed is both.
fn waivers_that_differ(there: &RuleBook, here: &RuleBook) -> (usize, usize) {
    let plain = |book: &RuleBook| -> Vec<String> {
        let one = |waiver: &pollworthy::rules::Waiver| {
            let rule = book.rules.get(waiver.rule).map_or("", |rule| rule.id.as_str());
            let bare = pollworthy::rules::Waiver { line: 0, file: "".into(), rule: 0, ..waiver.clone() };
            format!("{rule} {bare:?}")
        };
        book.waivers.iter().map(one).collect()
    };
    let (there, here) = (plain(there), plain(here));
    let missing = |of: &[String], other: &[String]| of.iter().filter(|waiver| !other.contains(waiver)).count();
    (missing(&here, &there), missing(&there, &here))
}
