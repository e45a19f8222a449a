//! Defaults from a file: found in the current folder or named, and put where the command line says nothing.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::ValueEnum;
use pollworthy::config::{Config, NAME};
use pollworthy::digest::sha256;
use pollworthy::inventory::Mapping;
use pollworthy::place::State;
use pollworthy::rules::BUILT_IN;

use super::args::{Audit, FailOn, Gate, Input, Law, Output, Redact};
use super::files::slashed;

/// The defaults that hold for some arguments: those of `--config`, else of the file in the current folder; none with `--no-config`.
pub(super) fn find(law: &Law) -> Result<Option<Config>> {
    match &law.config {
        _ if law.no_config => Ok(None),
        Some(path) => read(path).map(Some),
        None if fs::symlink_metadata(NAME).is_ok() => read(Path::new(NAME)).map(Some),
        None => Ok(None),
    }
}

/// Reads a file of defaults.
pub(super) fn read(path: &Path) -> Result<Config> {
    let name = slashed(path);
    let text = fs::read_to_string(path).with_context(|| format!("{name}: the file of defaults cannot be read"))?;
    Ok(Config::read(&name, &text)?)
}

/// The SHA-256 of a file of defaults, where it is there.
pub(super) fn digest(path: &Path) -> Option<String> {
    fs::read(path).ok().map(|bytes| sha256(&bytes))
}

/// The arguments of `audit` with the defaults that hold for them.
pub(super) fn applied(args: &Audit) -> Result<Audit> {
    Ok(match find(&args.input.law)? {
        Some(config) => with(args, &config),
        None => args.clone(),
    })
}

/// Records and rules with the defaults that hold for them.
pub(super) fn applied_to_input(input: &Input) -> Result<Input> {
    Ok(match find(&input.law)? {
        Some(config) => input_with(input, &config),
        None => input.clone(),
    })
}

/// Rules with the defaults that hold for them.
pub(super) fn applied_to_law(law: &Law) -> Result<Law> {
    Ok(match find(law)? {
        Some(config) => law_with(law, &config),
        None => law.clone(),
    })
}

/// The arguments of `audit` with these defaults: what the command line says wins, key by key.
pub(super) fn with(args: &Audit, config: &Config) -> Audit {
    let Audit { input, output, gate, since } = args;
    Audit {
        input: input_with(input, config),
        output: output_with(output, config),
        gate: gate_with(gate, &input.law, config),
        since: since.clone(),
    }
}

/// What is printed, with these defaults.
pub(super) fn output_with(output: &Output, config: &Config) -> Output {
    let redact = config.redact.as_deref().and_then(|word| Redact::from_str(word, false).ok());
    let mut output = output.clone();
    output.redact = output.redact.or(redact);
    output
}

/// The gate with these defaults.
pub(super) fn gate_with(gate: &Gate, law: &Law, config: &Config) -> Gate {
    let fail_on = config.fail_on.as_deref().and_then(|word| FailOn::from_str(word, false).ok());
    let mut gate = gate.clone();
    gate.fail_on = fail_on.filter(|_| !law.said.fail_on).unwrap_or(gate.fail_on);
    gate.fail_on_unknown |= config.fail_on_unknown;
    gate.strict |= config.strict;
    gate.min_completeness = gate.min_completeness.or(config.min_completeness.map(f64::from));
    gate
}

/// Records and rules with these defaults.
pub(super) fn input_with(input: &Input, config: &Config) -> Input {
    let folder = folder(config);
    let own_or = |own: &[String], other: &[String]| if own.is_empty() { other.to_vec() } else { own.to_vec() };
    let beside = |path: &String| folder.join(path);
    let mapping = |name: &String| {
        if Mapping::built_in(name).is_empty() { folder.join(name) } else { PathBuf::from(name) }
    };
    let expected = |text: &String| match folder.join(text) {
        path if State::named(text).is_none() && path.exists() => slashed(&path),
        _ => text.clone(),
    };
    Input {
        paths: if input.paths.is_empty() { config.paths.iter().map(beside).collect() } else { input.paths.clone() },
        exclude: own_or(&input.exclude, &config.exclude),
        map: if input.map.is_empty() { config.map.iter().map(mapping).collect() } else { input.map.clone() },
        state: own_or(&input.state, &config.state),
        expect: own_or(&input.expect, &config.expect.iter().map(expected).collect::<Vec<_>>()),
        place: input.place.clone().or_else(|| config.place.clone()),
        threads: input.threads,
        law: law_with(&input.law, config),
        names: input.names.clone(),
        is_unseen: input.is_unseen,
    }
}

/// Rules with these defaults.
pub(super) fn law_with(law: &Law, config: &Config) -> Law {
    let folder = folder(config);
    let rules = config.rules.as_ref().map(|name| {
        if BUILT_IN.iter().any(|(known, _)| known == name) { PathBuf::from(name) } else { folder.join(name) }
    });
    let own_or = |own: &[String], other: &[String]| if own.is_empty() { other.to_vec() } else { own.to_vec() };
    let is_own = |name: &str| law.set.iter().any(|(own, _)| own == name);
    let set = config.set.iter().filter(|(name, _)| !is_own(name)).map(|(name, value)| (name.clone(), value.clone()));
    Law {
        rules: law.rules.clone().or(rules),
        set: set.chain(law.set.iter().cloned()).collect(),
        waivers: law.waivers.clone().or_else(|| config.waivers.as_ref().map(|path| folder.join(path))),
        only: own_or(&law.only, &config.only),
        skip: own_or(&law.skip, &config.skip),
        defaults: Some((config.origin.clone(), config.sha256.clone())),
        ..law.clone()
    }
}

/// The folder that the paths in a file of defaults begin at.
fn folder(config: &Config) -> PathBuf {
    Path::new(&config.origin).parent().map(Path::to_path_buf).unwrap_or_default()
}
