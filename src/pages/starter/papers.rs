//! The files that go with the sheets: a rules layer, waivers, a CI workflow, the next three steps.

use super::{Starter, place_option};
use crate::words::value::{Day, Span};

/// Where GitHub looks for workflows.
pub(super) const WORKFLOW: &str = ".github/workflows/pollworthy.yml";

/// A layer that changes nothing yet.
pub(super) fn rules() -> String {
    include_str!("rules.toml").to_owned()
}

/// Defaults that name the files next to it.
pub(super) fn config() -> String {
    include_str!("config.toml").to_owned()
}

/// Waivers, none of them in force yet; the example would end in a year.
pub(super) fn waivers(day: Day) -> String {
    let year = Span::of(1, "year").and_then(|year| day.plus(year, 1)).unwrap_or(day);
    include_str!("waivers.toml").replace("{in-a-year}", &year.to_string())
}

/// The workflow, which installs the version that wrote it.
pub(super) fn workflow(starter: &Starter<'_>) -> String {
    include_str!("workflow.yml")
        .replace("{version}", starter.version)
        .replace("{releases}", starter.releases.unwrap_or_default())
}

/// What to do next, for the place where one is named.
pub(super) fn readme(starter: &Starter<'_>) -> String {
    include_str!("readme.md").replace("{place}", &place_option(starter.place)).replace("{version}", starter.version)
}
