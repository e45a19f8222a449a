//! `verify`: whether a report belongs to these files.

use std::fs;
use std::path::{PathBuf, absolute};

use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;
use pollworthy::pages::verify::{Subject, write, write_json};
use pollworthy::pages::{Findings, Needs, json};
use pollworthy::report::Report;
use pollworthy::report::v1::Head;
use pollworthy::report::verify;
use pollworthy::report::verify::Verification;
use pollworthy::request::slashed;
use pollworthy::words::digest::sha256;

use super::exit_code::{Nothing, Outcome};
use super::flags::RulesArgs;
use super::pages::print;
use super::report::{Scope, Size, report};
use super::report_file;

/// Arguments of `verify`.
#[derive(clap::Args, Debug)]
pub(super) struct VerifyArgs {
    /// The report, as --format json wrote it
    #[arg(value_name = "REPORT")]
    report: PathBuf,
    /// The files and folders of records, in the order in which the report names them [default: those it names]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The folder in which the report was made; the rules, waivers and other files it names are looked up from there [default: this one]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "table")]
    format: VerifyFormat,
    // They come with every command, and here the report says them all.
    #[command(flatten)]
    rules: RulesArgs,
}

/// How the answer of `verify` is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum VerifyFormat {
    /// For people: text
    Table,
    /// For programs (pollworthy.verification/1)
    Json,
}

pub(super) fn run(args: &VerifyArgs) -> Result<Outcome> {
    if args.rules.is_typed() {
        bail!("verify takes rules, waivers and all other settings from the report; --root says where their files are");
    }
    let named = slashed(&args.report);
    let bytes = report_file::read(&args.report)?;
    let recorded = Head::read(&bytes).map_err(|why| anyhow!("{named}: {why}"))?;
    if recorded.is_compared {
        bail!(
            "{named}: this report says what changed since another audit, which cannot be repeated from these files; make one \
             without --since to verify"
        );
    }
    let asked = &recorded.settings;
    if asked.redact.is_some() {
        bail!("{named} leaves out what a second audit needs (--redact); verify the full report instead");
    }
    let paths: Vec<String> = match args.paths.as_slice() {
        [] => asked.paths.clone(),
        given if given.len() == asked.paths.len() => given.iter().map(|path| slashed(path)).collect(),
        _ => bail!("{named} covers {}; name the same number of paths, in that order, or none", asked.paths.join(", ")),
    };
    // What is named here is found from here, and what the report names from where it was made.
    let given: Vec<PathBuf> = args.paths.iter().map(absolute).collect::<Result<_, _>>()?;
    if let Some(root) = &args.root {
        std::env::set_current_dir(root).with_context(|| format!("{}: not a folder", root.display()))?;
    }
    let mut request = recorded.request();
    request.records.roots.iter_mut().zip(given).for_each(|(root, given)| root.path = given);
    if let Some((path, digest)) = &mut request.config {
        // One that is gone has no digest, and is shown as changed.
        *digest = fs::read(path).map(|bytes| sha256(&bytes)).unwrap_or_default();
    }
    let scope = Scope::of(Needs { findings: Findings::Always, digests: true, ages: false });
    // A report that has no digests of typed rows is made again without them.
    let has_typed = recorded.files.iter().any(|file| file.data_sha256.is_some());
    let scope = if has_typed { Scope { digested: Size::BEFORE, ..scope } } else { scope };
    let mut report = report(request, &scope).map_err(|error| match error.downcast() {
        Ok(Nothing(why)) if !args.paths.is_empty() => {
            Nothing(format!("{} in place of {}: {why}", paths.join(", "), asked.paths.join(", "))).into()
        }
        Ok(nothing) => nothing.into(),
        Err(error) => error,
    })?;
    let files = verify::files(&recorded, &report);
    report.take_for(&recorded, &files);
    report.without_later_keys(&recorded);
    let second = verify::second(&recorded, &files, (&bytes, &drawn(&report, recorded.has_calls)?));
    let verified = Verification { files, second };
    let digest = sha256(&bytes);
    let of = Subject { report: &named, sha256: &digest, recorded: &recorded, paths: &paths };
    print(None, |paper, to| match args.format {
        VerifyFormat::Table => write(&of, &verified, paper, to),
        VerifyFormat::Json => write_json(&of, &verified, to),
    })?;
    Ok(if verified.holds() { Outcome::Clean } else { Outcome::Findings })
}

/// The report as it would be written now, with what it says of calls where the recorded one does.
fn drawn(report: &Report, with_calls: bool) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    json::draw(report, with_calls, &mut bytes)?;
    Ok(bytes)
}
