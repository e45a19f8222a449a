//! Newer public files in, reference tables out; and which verdicts of the inventories that ship would be others.

#[path = "advisories.rs"]
mod advisories;
#[path = "moved.rs"]
mod moved;
#[path = "systems.rs"]
mod systems;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pollworthy::words::value::Day;

/// The files that are given, and where the project is.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// The folder that has `rules` and `inventories`.
    pub(crate) project: PathBuf,
    /// The releases of endoflife.date, as a CSV file, and the day they were taken.
    pub(crate) endoflife: Option<(PathBuf, String)>,
    /// CISA's list of known exploited vulnerabilities, as CSV.
    pub(crate) kev: Option<PathBuf>,
    /// Advisories of CISA in the Common Security Advisory Framework.
    pub(crate) csaf: Vec<PathBuf>,
    /// The EAC's register of certified systems, as CSV.
    pub(crate) eac: Option<PathBuf>,
    /// The day on which the inventories are audited.
    pub(crate) as_of: Day,
}

/// What the files bring.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    /// The tables that change, by their names below `rules`, with their new text.
    pub(crate) changed: BTreeMap<String, String>,
    /// Verdicts that would be others.
    pub(crate) moved: Vec<String>,
    /// What somebody should look at.
    pub(crate) notes: Vec<String>,
}

const SYSTEMS: &str = "reference/operating-systems.csv";
const ADVISORIES: &str = "reference/advisories.csv";
const MAKERS: &str = "reference/makers.csv";

/// What the given files make of the tables; nothing is written.
pub(crate) fn run(given: &Given) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    let rules = given.project.join("rules");
    let table = |name: &str| read(&rules.join(name));
    let mut new: BTreeMap<&str, String> = BTreeMap::new();
    if let Some((file, day)) = &given.endoflife {
        let (rows, left) = systems::rows(&systems::from_csv(&read(file)?)?, day)?;
        new.insert(SYSTEMS, systems::table(&table(SYSTEMS)?, rows)?);
        if !left.is_empty() {
            outcome.notes.push(format!("products that no name leads to, left out: {}", left.join(", ")));
        }
    }
    if given.kev.is_some() || !given.csaf.is_empty() {
        let csaf = given.csaf.iter().map(|file| read(file)).collect::<Result<Vec<_>, _>>()?;
        let kev = given.kev.as_deref().map(read).transpose()?;
        let (text, notes) = advisories::refreshed(&table(ADVISORIES)?, &table(MAKERS)?, kev.as_deref(), &csaf)?;
        new.insert(ADVISORIES, text);
        outcome.notes.extend(notes);
    }
    if let Some(file) = &given.eac {
        outcome.notes.extend(advisories::unknown_makers(&read(file)?, &table(MAKERS)?)?);
    }
    for (name, text) in new {
        if text != table(name)? {
            outcome.changed.insert(name.to_owned(), text);
        }
    }
    outcome.moved = moved::verdicts(&given.project, &outcome.changed, given.as_of)?;
    Ok(outcome)
}

/// Writes the tables that change.
pub(crate) fn write(project: &Path, outcome: &Outcome) -> Result<(), String> {
    for (name, text) in &outcome.changed {
        let path = project.join("rules").join(name);
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The records of a CSV text as cells by their headers.
fn records(text: &str) -> Result<Vec<BTreeMap<String, String>>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().map_err(|error| error.to_string())
}

/// A table as CSV, its lines ended as the shipped ones are.
fn written<'a>(header: &[&str], rows: impl Iterator<Item = Vec<&'a str>>) -> Result<String, String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(header).map_err(|error| error.to_string())?;
    for row in rows {
        out.write_record(row).map_err(|error| error.to_string())?;
    }
    let bytes = out.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}
