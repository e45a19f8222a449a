//! Compares an audit with an earlier one: by its report, or by its records, at a path or in a commit, with the rules and waivers there.

use std::path::Path;

use anyhow::{Result, anyhow, bail};
use pollworthy::audit::{Fates, Wanted, fates};
use pollworthy::engine::parallel::both;
use pollworthy::pages::{Findings, Needs};
use pollworthy::report::Report;
use pollworthy::report::diff::{Diff, Stops, Witness, asked_after};
use pollworthy::report::v1;
use pollworthy::request::{Limits, Request, slashed};
use pollworthy::words::value::Day;

use super::audit::AuditArgs;
use super::base_side::{BaseSide, OldRecords, base_side};
use super::exit_code::Nothing;
use super::git_tree::{self, GitTree};
use super::report::{Scope, report};
use super::request::roots;
use super::{progress, record_files, report_file, rules_files};

/// Something to compare with.
enum Other {
    /// A report.
    Report(Box<v1::Report>),
    /// Records.
    Records(OldRecords),
}

impl Other {
    /// What a path names: a report where it ends in `.json`, else records.
    fn of(path: &Path) -> Result<Self> {
        let name = slashed(path);
        if !path.exists() {
            bail!("{name}: there is no such file or folder");
        }
        if !path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json")) {
            return Ok(Self::Records(OldRecords::Path(path.to_owned())));
        }
        let text = report_file::read(path)?;
        let side = v1::Report::read(&name, &text).map_err(|why| anyhow!("{name}: {why}"))?;
        Ok(Self::Report(Box::new(side)))
    }

    /// The same, or what a branch, a tag or a commit has, where that is named and no file is.
    fn of_path_or_commit(path: &Path) -> Result<Self> {
        match git_tree::named(path) {
            Some(name) => Ok(Self::Records(OldRecords::Commit(GitTree::of(name)?))),
            None => Self::of(path),
        }
    }
}

/// The records of one side, as they are to be audited.
struct SideRecords {
    request: Request,
    /// What is shown of them in addition to all findings.
    needs: Needs,
    /// Whether a terminal shows how far it is.
    progress: bool,
}

impl SideRecords {
    fn new(request: &Request, as_of: Day, needs: Needs) -> Self {
        let needs = Needs { findings: Findings::Always, ..Needs::NONE }.and(needs);
        Self { request: Request { as_of, limits: Limits::default(), ..request.clone() }, needs, progress: true }
    }

    fn audit(&self) -> Result<Report> {
        report(self.request.clone(), &Scope { progress: self.progress, ..Scope::of(self.needs) })
    }

    /// The report of these records as one side; empty, where there is nothing to audit.
    fn side(&self) -> Result<v1::Report> {
        match self.audit() {
            Ok(report) => Ok(v1::Report::from(&report)),
            Err(error) if error.is::<Nothing>() => {
                Ok(v1::Report::empty(self.request.records.names().join(", "), self.request.as_of))
            }
            Err(error) => Err(error),
        }
    }

    /// The same records as one side on another day, where it is another.
    fn side_on(&self, day: Day) -> Result<Option<v1::Report>> {
        if day == self.request.as_of {
            return Ok(None);
        }
        Self { progress: self.progress, ..Self::new(&self.request, day, Needs::NONE) }.side().map(Some)
    }

    /// What became of some assets.
    fn fates(&self, wanted: Wanted) -> Result<Fates> {
        if wanted.is_empty() {
            return Ok(Fates::default());
        }
        let Request { rules, as_of, .. } = &self.request;
        let mut book = rules_files::open(rules, *as_of)?;
        if book.select(&rules.only, &rules.skip).is_err() {
            return Ok(Fates::default());
        }
        match record_files::open(&self.request, &book, 0, progress::watch(self.progress)) {
            Ok(inventory) => Ok(fates(inventory, &book, wanted)),
            Err(error) if error.is::<Nothing>() => Ok(Fates::default()),
            Err(error) => Err(error),
        }
    }
}

/// Audits what is asked for and compares it with an earlier audit. Older records bring their own rules and gate.
pub(super) fn audited(args: &AuditArgs, request: Request) -> Result<Report> {
    let mut others = args.since.since.iter().map(|path| Other::of_path_or_commit(path)).collect::<Result<Vec<_>>>()?;
    if others.len() > 1 && others.iter().any(|other| matches!(other, Other::Records(_))) {
        bail!("--since takes several reports, or records, but not both");
    }
    let day = |other: &Other| match other {
        Other::Report(side) => Some(side.as_of),
        Other::Records(_) => None,
    };
    others.sort_by_key(day);
    let Some(last) = others.pop() else { bail!("--since names nothing") };
    let (as_of, needs) = (request.as_of, args.needs());
    let stops = |request: &Request| Stops { from: request.gate.fail_on.0, unknown: request.gate.fail_on_unknown };
    let mut report = match last {
        Other::Report(old) => {
            if args.since.old_as_of.is_some() {
                bail!("--old-as-of is for records; a report has its own day");
            }
            let here = SideRecords::new(&request, as_of, needs);
            let mut report = here.audit()?;
            report.since = Some(Box::new(against_report(&here, *old, v1::Report::from(&report), stops(&request))?));
            report
        }
        Other::Records(records) => {
            let BaseSide { old, new, also, inside: _inside } = base_side(args, &request, &records)?;
            let stops = stops(&new);
            let new = SideRecords::new(&new, as_of, needs);
            let then = args.since.old_as_of.unwrap_or(as_of);
            // An audit that finds a lot is mostly done by one thread, so both sides go at once; one shows how far it is.
            let old = SideRecords { progress: false, ..SideRecords::new(&old, then, Needs::NONE) };
            let (report, side) = both(request.records.threads, || new.audit(), || old.side());
            let mut report = report?;
            let side = match &records {
                OldRecords::Path(_) => side?,
                OldRecords::Commit(tree) => side?.called(&tree.name),
            };
            let diff = against_records((&old, side), (&new, v1::Report::from(&report)), also, stops)?;
            report.since = Some(Box::new(diff));
            report
        }
    };
    if let Some(diff) = &mut report.since {
        diff.earlier = others
            .into_iter()
            .filter_map(|other| match other {
                Other::Report(side) => Some(side.without_findings().narrowed_as(&diff.new)),
                Other::Records(_) => None,
            })
            .collect();
    }
    Ok(report)
}

/// Compares records with an older report.
fn against_report(here: &SideRecords, old: v1::Report, new: v1::Report, stops: Stops) -> Result<Diff> {
    old.comparable(&new).map_err(|why| anyhow!(why))?;
    let old = old.narrowed_as(&new);
    let turned = here.side_on(old.as_of)?;
    let fates = here.fates(asked_after(&old, &new))?;
    let witness = Witness { fates: Some(&fates), old_fates: None, turned: turned.as_ref(), later: None };
    let also = old.other_rules(&new);
    Ok(Diff::new(old, new, &witness, also, stops))
}

/// Compares records with older ones, both by the same rules.
fn against_records(
    (there, old): (&SideRecords, v1::Report),
    (here, new): (&SideRecords, v1::Report),
    also: Vec<String>,
    stops: Stops,
) -> Result<Diff> {
    let later = there.side_on(here.request.as_of)?;
    let old = old.narrowed_as(&new);
    let wanted = asked_after(&old, &new);
    let of_old = wanted.clone();
    let (now, was) = both(here.request.records.threads, || here.fates(wanted), || there.fates(of_old));
    let (now, was) = (now?, was?);
    let witness = Witness { fates: Some(&now), old_fates: Some(&was), turned: None, later: later.as_ref() };
    Ok(Diff::new(old, new, &witness, also, stops))
}

/// Compares what two paths name, for `diff`.
pub(super) fn compare(request: &Request, paths: (&Path, &Path), old_as_of: Option<Day>, stops: Stops) -> Result<Diff> {
    let records = |path: &Path, as_of| {
        let mut records = SideRecords::new(request, as_of, Needs::NONE);
        records.request.records.roots = roots(vec![path.to_owned()]);
        records
    };
    let here = records(paths.1, request.as_of);
    let there = records(paths.0, old_as_of.unwrap_or(request.as_of));
    let side = |records: &SideRecords| records.audit().map(|report| v1::Report::from(&report));
    match (Other::of(paths.0)?, Other::of(paths.1)?) {
        (Other::Report(old), Other::Report(new)) => without_records(*old, *new, stops),
        (Other::Report(old), Other::Records(_)) => against_report(&here, *old, side(&here)?, stops),
        (Other::Records(_), Other::Report(new)) => without_records(side(&there)?, *new, stops),
        (Other::Records(_), Other::Records(_)) => {
            against_records((&there, side(&there)?), (&here, side(&here)?), Vec::new(), stops)
        }
    }
}

/// Compares with a report that came later, of which no records are here.
fn without_records(old: v1::Report, new: v1::Report, stops: Stops) -> Result<Diff> {
    old.comparable(&new).map_err(|why| anyhow!(why))?;
    let also = old.other_rules(&new);
    Ok(Diff::new(old, new, &Witness::none(), also, stops))
}
