//! How flags, over a file of defaults, become a request: what is typed wins, key by key.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use pollworthy::inventory::{Mapping, nearest_file};
use pollworthy::place::{STATES, State};
use pollworthy::request::config::{Config, NAME};
use pollworthy::request::{Gate, Records, Request, Root, Rules, slashed};
use pollworthy::rules::BUILT_IN;
use pollworthy::words::spelling::nearest;
use pollworthy::words::value::Day;

use super::flags::{GateArgs, RecordsArgs, RulesArgs};
use super::small_file;

/// Where records are looked for, where nothing says where.
const USUAL: &str = "inventories";

impl RulesArgs {
    /// The defaults that hold: those of `--config`, else of the file in the current folder; none with `--no-config`.
    pub(super) fn defaults(&self) -> Result<Config> {
        match &self.config {
            _ if self.no_config => Ok(Config::default()),
            Some(path) => read_defaults(path),
            None if fs::symlink_metadata(NAME).is_ok() => read_defaults(Path::new(NAME)),
            None => Ok(Config::default()),
        }
    }

    /// The day that was typed, else the one on the clock of this computer.
    pub(super) fn day(&self) -> Result<Day> {
        self.as_of.map_or_else(today, Ok)
    }

    /// These rules over defaults.
    pub(super) fn over(&self, config: &Config) -> Rules {
        let folder = folder(config);
        let file = config.rules.as_ref().map(|name| {
            if BUILT_IN.iter().any(|(known, _)| known == name) { PathBuf::from(name) } else { folder.join(name) }
        });
        let set = config.set.iter().filter(|(name, _)| self.set.iter().all(|(typed, _)| typed != *name));
        let set = set.map(|(name, value)| (name.clone(), value.clone()));
        Rules {
            file: self.rules.clone().or(file),
            set: set.chain(self.set.iter().cloned()).collect(),
            waivers: self.waivers.clone().or_else(|| config.waivers.as_ref().map(|path| folder.join(path))),
            no_waivers: self.no_waivers,
            only: typed_or(&self.only, &config.only, String::clone),
            skip: typed_or(&self.skip, &config.skip, String::clone),
        }
    }
}

impl RecordsArgs {
    /// Whether no records are named anywhere, and there are none in the usual folder.
    pub(super) fn are_nowhere(&self, config: &Config) -> bool {
        self.paths.is_empty() && config.paths.is_empty() && !Path::new(USUAL).exists()
    }

    /// These records and rules over defaults; the gate and the limits are the usual ones.
    pub(super) fn over(&self, config: &Config) -> Result<Request> {
        let folder = folder(config);
        let mapping = |name: &String| {
            if Mapping::built_in(name).is_empty() { folder.join(name) } else { PathBuf::from(name) }
        };
        let expected = |text: &String| match folder.join(text) {
            path if State::named(text).is_none() && path.exists() => slashed(&path),
            _ => text.clone(),
        };
        let state = |text: &String| State::code(text).unwrap_or_else(|| text.clone());
        let records = Records {
            roots: roots(typed_or(&self.paths, &config.paths, |path| folder.join(path))),
            exclude: typed_or(&self.exclude, &config.exclude, String::clone),
            map: typed_or(&self.map, &config.map, mapping),
            states: typed_or(&self.state, &config.state, String::clone).iter().map(state).collect(),
            expect: typed_or(&self.expect, &config.expect, expected),
            place: self.place.clone().or_else(|| config.place.clone()),
            threads: self.threads,
        };
        Ok(Request {
            focus: records.place.clone(),
            records,
            rules: self.rules.over(config),
            config: (!config.origin.is_empty()).then(|| (config.origin.clone(), config.sha256.clone())),
            ..Request::new(self.rules.day()?)
        })
    }
}

impl GateArgs {
    /// This gate over defaults.
    pub(super) fn over(&self, config: &Config) -> Gate {
        Gate {
            fail_on: self.fail_on.or(config.fail_on).unwrap_or_default(),
            fail_on_unknown: self.fail_on_unknown || config.fail_on_unknown,
            strict: self.strict || config.strict,
            min_completeness: self.min_completeness.or(config.min_completeness.map(f64::from)),
        }
    }
}

/// Reads a file of defaults.
pub(super) fn read_defaults(path: &Path) -> Result<Config> {
    let name = slashed(path);
    let text = small_file::read(path).with_context(|| format!("{name}: the file of defaults cannot be read"))?;
    Ok(Config::read(&name, &text)?)
}

/// The day on the clock of this computer.
pub(super) fn today() -> Result<Day> {
    Day::of_civil(jiff::Zoned::now().date()).context("the clock of this computer gives no usable day; use --as-of")
}

/// The roots of records: the usual folder, where no path is named.
pub(super) fn roots(mut paths: Vec<PathBuf>) -> Vec<Root> {
    if paths.is_empty() {
        paths.push(PathBuf::from(USUAL));
    }
    paths.into_iter().map(Root::from).collect()
}

/// The states that are named, by two letters.
pub(super) fn states(named: &[String]) -> Result<Vec<String>> {
    let code = |name: &String| State::code(name).ok_or_else(|| anyhow!(no_state("--state", name)));
    named.iter().map(code).collect()
}

/// The error for a state that does not exist.
pub(super) fn no_state(option: &str, text: &str) -> String {
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
    let or_file = if lists { ", or a file that lists places" } else { "" };
    let fix = near.map_or_else(
        || format!("write two letters, such as OH, or a state's name{or_file}"),
        |near| format!("did you mean {near}?"),
    );
    format!("{option} {text}: there is no such state{}; {fix}", if lists { " or file" } else { "" })
}

fn typed_or<T: Clone>(typed: &[T], defaults: &[String], take: impl Fn(&String) -> T) -> Vec<T> {
    if typed.is_empty() { defaults.iter().map(take).collect() } else { typed.to_vec() }
}

/// The folder that the paths in a file of defaults begin at.
fn folder(config: &Config) -> PathBuf {
    Path::new(&config.origin).parent().map(Path::to_path_buf).unwrap_or_default()
}
