//! Comparing an audit with an earlier one: by its report, or by its records under the rules and waivers that lay beside them.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use pollworthy::audit::{Fates, Wanted, fates};
use pollworthy::crew::both;
use pollworthy::render::Needs;
use pollworthy::report::diff::{Diff, Stops, Witness, asked_after};
use pollworthy::report::v1::Report;
use pollworthy::value::Day;

use super::args::{Audit, Gate, Input, Law};
use super::files::{self, slashed};
use super::run::{Audited, Shown, audit, book, open, today};
use super::there::{There, there, with_paths};

/// Something to compare with.
pub(super) enum Other {
    /// A report.
    Report(Box<Report>),
    /// Records.
    Records(PathBuf),
}

impl Other {
    /// What a path names: a report where it ends in `.json`, else records.
    pub(super) fn of(path: &Path) -> Result<Self> {
        let name = slashed(path);
        if !path.exists() {
            bail!("{name}: there is no such file or folder");
        }
        if !path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json")) {
            return Ok(Self::Records(path.to_owned()));
        }
        let text = files::report(path)?;
        let side = Report::read(&name, &text).map_err(|why| anyhow!("{name}: {why}"))?;
        Ok(Self::Report(Box::new(side)))
    }
}

/// An inventory to be audited: its arguments.
struct Records<'a> {
    input: &'a Input,
    law: &'a Law,
    as_of: Day,
    /// What is shown of them.
    needs: Needs,
}

impl Records<'_> {
    fn input(&self) -> Input {
        let law = Law { as_of: Some(self.as_of), ..self.law.clone() };
        Input { law, ..self.input.clone() }
    }

    fn audit(&self) -> Result<Audited> {
        let input = self.input();
        let every = Shown::EVERY_FINDING;
        audit(&input, Shown { needs: every.needs.and(self.needs), ..every })
    }

    /// The report of these records as one side; empty, where there is nothing to audit.
    fn side(&self) -> Result<Report> {
        Ok(match self.audit()? {
            Audited::Report(report) => Report::from(&*report),
            Audited::Nothing(_) => Report::empty(self.name(), self.as_of),
        })
    }

    fn name(&self) -> String {
        let names: Vec<String> = self.input.paths.iter().map(|path| slashed(path)).collect();
        names.join(", ")
    }

    /// What became of some assets.
    fn fates(&self, wanted: Wanted) -> Result<Fates> {
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
pub(super) fn audited(said: &Audit, args: &Audit) -> Result<(Audited, Gate)> {
    let since = &args.since;
    let mut others = since.since.iter().map(|path| Other::of(path)).collect::<Result<Vec<_>>>()?;
    if others.len() > 1 && others.iter().any(|other| matches!(other, Other::Records(_))) {
        bail!("--since takes several reports, or records alone");
    }
    let day = |other: &Other| match other {
        Other::Report(side) => Some(side.as_of),
        Other::Records(_) => None,
    };
    others.sort_by_key(day);
    let Some(last) = others.pop() else { bail!("--since names nothing") };
    let as_of = args.input.law.as_of.map_or_else(today, Ok)?;
    let needs = args.output.needs();
    let (mut audited, gate) = match last {
        Other::Report(old) => {
            if since.old_as_of.is_some() {
                bail!("--old-as-of is for records; a report has its own day");
            }
            let input = with_paths(&args.input);
            let here = Records { input: &input, law: &input.law, as_of, needs };
            (against_report(&here, *old, stops(&args.gate))?, args.gate.clone())
        }
        Other::Records(path) => {
            let There { input, here, gate, also } = there(said, args, &path)?;
            let then = since.old_as_of.unwrap_or(as_of);
            let old = Records { input: &input, law: &input.law, as_of: then, needs: Needs::NONE };
            let new = Records { input: &here, law: &input.law, as_of, needs };
            (against_records(&new, &old, also, stops(&gate))?, gate)
        }
    };
    if let Audited::Report(report) = &mut audited
        && let Some(diff) = &mut report.since
    {
        diff.earlier = others
            .into_iter()
            .filter_map(|other| match other {
                Other::Report(side) => Some(side.without_findings().narrowed_as(&diff.new)),
                Other::Records(_) => None,
            })
            .collect();
    }
    Ok((audited, gate))
}

/// Compares records with a report.
fn against_report(here: &Records<'_>, old: Report, stops: Stops) -> Result<Audited> {
    let mut report = match here.audit()? {
        Audited::Report(report) => report,
        nothing @ Audited::Nothing(_) => return Ok(nothing),
    };
    let new = Report::from(&*report);
    old.comparable(&new).map_err(|why| anyhow!(why))?;
    let old = old.narrowed_as(&new);
    let then = Some(old.as_of).filter(|then| *then != here.as_of);
    let turned = then.map(|then| Records { as_of: then, needs: Needs::NONE, ..*here }.side()).transpose()?;
    let fates = here.fates(asked_after(&old, &new))?;
    let witness = Witness { fates: Some(&fates), old_fates: None, turned: turned.as_ref(), later: None };
    let also = old.other_rules(&new);
    report.since = Some(Box::new(Diff::new(old, new, &witness, also, stops)));
    Ok(Audited::Report(report))
}

/// Compares records with others, both by the same rules.
fn against_records(here: &Records<'_>, there: &Records<'_>, also: Vec<String>, stops: Stops) -> Result<Audited> {
    // Much of an audit that finds a lot is done by one thread: the other side need not wait for it.
    let unseen = Input { is_unseen: true, ..there.input.clone() };
    let there = &Records { input: &unseen, ..*there };
    let (audited, old) = both(here.input.threads, || here.audit(), || there.side());
    let mut report = match audited? {
        Audited::Report(report) => report,
        nothing @ Audited::Nothing(_) => return Ok(nothing),
    };
    let (old, new) = (old?, Report::from(&*report));
    report.since = Some(Box::new(compared(here, there, old, new, also, stops)?));
    Ok(Audited::Report(report))
}

fn compared(
    here: &Records<'_>,
    there: &Records<'_>,
    old: Report,
    new: Report,
    also: Vec<String>,
    stops: Stops,
) -> Result<Diff> {
    let later = (here.as_of != there.as_of).then(|| Records { as_of: here.as_of, ..*there }.side()).transpose()?;
    let old = old.narrowed_as(&new);
    let wanted = asked_after(&old, &new);
    let of_old = wanted.clone();
    let (now, was) = both(here.input.threads, || here.fates(wanted), || there.fates(of_old));
    let (now, was) = (now?, was?);
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
    let needs = Needs::NONE;
    let here = Records { input: &new_input, law: &input.law, as_of, needs };
    let there = Records { input: &old_input, law: &input.law, as_of: old_as_of.unwrap_or(as_of), needs };
    let side = |records: &Records<'_>| -> Result<std::result::Result<Report, String>> {
        Ok(match records.audit()? {
            Audited::Report(report) => Ok(Report::from(&*report)),
            Audited::Nothing(why) => Err(why),
        })
    };
    let diff = match (Other::of(old_path)?, Other::of(new_path)?) {
        (Other::Report(old), Other::Report(new)) => {
            old.comparable(&new).map_err(|why| anyhow!(why))?;
            let also = old.other_rules(&new);
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
                old.comparable(&new).map_err(|why| anyhow!(why))?;
                let also = old.other_rules(&new);
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
