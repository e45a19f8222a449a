//! Comparing an audit with an earlier one: by its report, or by its records under the rules and waivers that lay beside them.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use pollworthy::audit::{Fates, fates};
use pollworthy::report::diff::{Diff, Evidence, Side, Stops, asked_after};
use pollworthy::rules::RuleBook;
use pollworthy::value::Day;

use super::args::{Count, Input, Law, Since};
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

/// Audits what the arguments name and compares it with an earlier audit.
pub(super) fn audit(input: &Input, since: &Since, stops: Stops) -> Result<Audited> {
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
    let as_of = input.law.as_of.map_or_else(today, Ok)?;
    let mut input = input.clone();
    if input.paths.is_empty() {
        input.paths.push(PathBuf::from("inventories"));
    }
    let mut audited = match last {
        Other::Report(old) => {
            if since.old_as_of.is_some() {
                bail!("--old-as-of is for records; a report has its own day");
            }
            against_report(&Records { input: &input, law: &input.law, as_of }, *old, stops)?
        }
        Other::Records(path) => {
            let (law, also) = law_there(&input, &path)?;
            let there = Input { paths: vec![path], ..input.clone() };
            let old = Records { input: &there, law: &law, as_of: since.old_as_of.unwrap_or(as_of) };
            against_records(&Records { input: &input, law: &law, as_of }, &old, also, stops)?
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
    Ok(audited)
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
    let evidence = Evidence { fates: Some(&fates), old_fates: None, turned: turned.as_ref(), later: None };
    let also = other_law(&old, &new);
    report.since = Some(Box::new(Diff::new(old, new, &evidence, also, stops)));
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
    let evidence = Evidence { fates: Some(&now), old_fates: Some(&was), turned: None, later: later.as_ref() };
    Ok(Diff::new(old, new, &evidence, also, stops))
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
            Diff::new(*old, *new, &Evidence::none(), also, stops)
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
                Diff::new(old, *new, &Evidence::none(), also, stops)
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
    if old.waivers != new.waivers {
        also.push("the waivers are not those of the other side".to_owned());
    }
    also
}

/// The rules and waivers that lay beside the old records, and how those here differ from them.
fn law_there(input: &Input, path: &Path) -> Result<(Law, Vec<String>)> {
    let here = input.paths.first().map_or(Path::new(""), PathBuf::as_path);
    let root = root(here, path);
    let mut law = input.law.clone();
    let mut also = Vec::new();
    // What is wrong with the rules or waivers of the change is an error, whoever's are used.
    let book_here = book(&input.law)?;
    if let Some(rules) = beside(&root, law.rules.as_deref()) {
        law.rules = Some(rules);
    }
    if let Some(waivers) = &input.law.waivers {
        law.waivers = beside(&root, Some(waivers.as_path()));
        if law.waivers.is_none() && !waivers.is_absolute() {
            also.push(format!("{} is new: judged without it", shown(waivers)));
        } else if waivers.is_absolute() {
            law.waivers = Some(waivers.clone());
        }
    }
    let book_there = book(&law)?;
    let rules = rules_that_differ(&book_there, &book_here);
    if !rules.is_empty() {
        let file = input.law.rules.as_deref().map_or_else(|| "the rules".to_owned(), shown);
        let few = rules.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let more = if rules.len() > 5 { format!(" and {} more", rules.len() - 5) } else { String::new() };
        let count =
            if rules.len() == 1 { "1 rule differs".to_owned() } else { format!("{} rules differ", rules.len()) };
        also.push(format!("{file}: {count}: {few}{more}. Judged with the other side's rules, not these"));
    }
    if law.waivers.is_some() {
        let (added, removed) = waivers_that_differ(&book_there, &book_here);
        let parts: Vec<String> = [(added, "added"), (removed, "removed")]
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if !parts.is_empty() {
            let file = input.law.waivers.as_deref().map_or_else(|| "waivers".to_owned(), shown);
            also.push(format!("{file}: {}. Judged with the other side's waivers, not these", parts.join(", ")));
        }
    }
    Ok((law, also))
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
