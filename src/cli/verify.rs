//! `verify`: whether a report belongs to these files.

use std::path::{Path, PathBuf, absolute};

use anyhow::{Context, Result, anyhow, bail};
use pollworthy::digest::sha256;
use pollworthy::render::layout::{Paper, Top};
use pollworthy::render::verify::{Subject, write, write_json};
use pollworthy::render::{Findings, Needs, json};
use pollworthy::report::Report;
use pollworthy::report::v1::Head;
use pollworthy::report::verify::{self, Verification};

use super::args::{Input, Law, Limits, Verify, VerifyFormat};
use super::config;
use super::files::{self, slashed};
use super::outcome::Outcome;
use super::run::{Audited, Shown, Typed, audit, nothing, print};
use super::said::Said;

pub(super) fn run(args: &Verify) -> Result<Outcome> {
    if args.law.is_said() {
        bail!("verify takes rules, waivers and all other settings from the report; --root says where their files lie");
    }
    let named = slashed(&args.report);
    let bytes = files::report(&args.report)?;
    let recorded = Head::read(&bytes).map_err(|why| anyhow!("{named}: {why}"))?;
    if recorded.is_compared {
        bail!(
            "{named}: this report says what changed since another audit, which cannot be made again from these files; \
             write one without --since to verify"
        );
    }
    let asked = &recorded.settings;
    if asked.redact.is_some() {
        bail!("{named} leaves out what a second audit needs (--redact): verify the report it was made beside");
    }
    let paths: Vec<String> = match args.paths.as_slice() {
        [] => asked.paths.clone(),
        given if given.len() == asked.paths.len() => given.iter().map(|path| slashed(path)).collect(),
        _ => bail!("{named} is about {}: name as many paths, in that order, or none", asked.paths.join(", ")),
    };
    // What is named here is found from here, and what the report names from where it was made.
    let given: Vec<PathBuf> = args.paths.iter().map(absolute).collect::<Result<_, _>>()?;
    if let Some(root) = &args.root {
        std::env::set_current_dir(root).with_context(|| format!("{}: is no folder to begin at", root.display()))?;
    }
    let input = input(&recorded, given)?;
    let limits = Limits { each: asked.max_findings, in_report: asked.max_in_report };
    let needs = Needs { findings: Findings::Always, digests: true, ages: false };
    // A report that has no digests of typed rows is made again without them.
    let has_typed = recorded.files.iter().any(|file| file.data_sha256.is_some());
    let typed = if has_typed { Typed::BEFORE } else { Typed::USUAL };
    let mut report = match audit(&input, Shown { needs, limits, list: None, typed })? {
        Audited::Report(report) => *report,
        Audited::Nothing(why) if args.paths.is_empty() => return Ok(nothing(&why)),
        Audited::Nothing(why) => {
            return Ok(nothing(&format!("{} in place of {}: {why}", paths.join(", "), asked.paths.join(", "))));
        }
    };
    let files = verify::files(&recorded, &report);
    report.take_for(&recorded, &files);
    let second = verify::second(&recorded, &files, (&bytes, &drawn(&report)?));
    let verified = Verification { files, second };
    let digest = sha256(&bytes);
    let of = Subject { report: &named, sha256: &digest, recorded: &recorded, paths: &paths };
    print(None, |paper, to| match args.format {
        VerifyFormat::Table => write(&of, &verified, paper, to),
        VerifyFormat::Json => write_json(&of, &verified, to),
    })?;
    Ok(if verified.holds() { Outcome::Clean } else { Outcome::Findings })
}

/// The report as it would be written now.
fn drawn(report: &Report) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    json::write(report, &Paper::new(80, Top::Usual), &mut bytes)?;
    Ok(bytes)
}

/// What was asked then, of the files that are named now.
fn input(recorded: &Head, given: Vec<PathBuf>) -> Result<Input> {
    let asked = &recorded.settings;
    let path = |path: &String| PathBuf::from(path);
    let defaults = asked.config.as_ref().map(|path| match config::digest(Path::new(path)) {
        Some(sha256) => (path.clone(), sha256),
        // It is told as changed; what was asked is in the report.
        None => (path.clone(), String::new()),
    });
    let names = if given.is_empty() { Vec::new() } else { asked.paths.clone() };
    Ok(Input {
        paths: if given.is_empty() { asked.paths.iter().map(path).collect() } else { given },
        exclude: asked.exclude.clone(),
        map: asked.map.iter().map(path).collect(),
        state: asked.filters.states.clone(),
        expect: asked.filters.expect.clone(),
        place: asked.place.clone(),
        threads: 0,
        law: Law {
            rules: asked.rules.as_ref().map(path),
            as_of: Some(recorded.as_of),
            set: asked.set.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            waivers: asked.waivers.as_ref().map(path),
            no_waivers: asked.no_waivers,
            only: asked.filters.only.clone(),
            skip: asked.filters.skip.clone(),
            config: None,
            no_config: true,
            said: Said::default(),
            defaults,
        },
        names,
        is_unseen: false,
    })
}
