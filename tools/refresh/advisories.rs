//! The table of advisories against CISA's files, and its makers against the EAC's register.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{records, written};

/// The columns of the table that these files tell; the others are kept by hand.
const HEADER: [&str; 12] = [
    "advisory",
    "manufacturer",
    "model",
    "title",
    "cves",
    "affected",
    "safe_from",
    "published_on",
    "severity",
    "exploited_since",
    "checked_on",
    "source",
];

/// The table with what the files say of its advisories, and what they say that it does not have.
pub(super) fn refreshed(
    table: &str,
    makers: &str,
    kev: Option<&str>,
    csaf: &[String],
) -> Result<(String, Vec<String>), String> {
    let mut rows = records(table)?;
    let mut notes = Vec::new();
    for text in csaf {
        let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let tracking = &document["document"]["tracking"];
        let id = tracking["id"].as_str().ok_or("an advisory without an id")?;
        let mut own = rows.iter_mut().filter(|row| row["advisory"] == id).peekable();
        if own.peek().is_none() {
            let vendors = vendors(&document["product_tree"]["branches"]);
            let known = names(makers)?;
            if vendors.iter().any(|vendor| known.contains_key(&folded(vendor))) {
                notes.push(format!("{id} of {} is not in the table", vendors.join(", ")));
            }
            continue;
        }
        let published = tracking["initial_release_date"].as_str().and_then(|day| day.get(..10)).unwrap_or_default();
        let flaws = document["vulnerabilities"].as_array().map(Vec::as_slice).unwrap_or_default();
        let cves: Vec<&str> = flaws.iter().filter_map(|flaw| flaw["cve"].as_str()).collect();
        let scores = flaws.iter().flat_map(|flaw| flaw["scores"].as_array().into_iter().flatten());
        let worst = scores.filter_map(|score| score["cvss_v3"]["baseScore"].as_f64()).fold(0.0, f64::max);
        for row in own {
            row.insert("published_on".to_owned(), published.to_owned());
            row.insert("cves".to_owned(), cves.join(";"));
            row.insert("severity".to_owned(), severity(worst).to_owned());
        }
    }
    if let Some(kev) = kev {
        let listed: BTreeMap<String, String> = records(kev)?
            .into_iter()
            .filter_map(|mut row| Some((row.remove("cveID")?, row.remove("dateAdded")?)))
            .collect();
        for row in &mut rows {
            let since = row["cves"].split(';').filter_map(|cve| listed.get(cve)).min().cloned().unwrap_or_default();
            row.insert("exploited_since".to_owned(), since);
        }
    }
    let lines =
        rows.iter().map(|row| HEADER.iter().map(|column| row.get(*column).map_or("", String::as_str)).collect());
    Ok((written(&HEADER, lines)?, notes))
}

/// The makers in the EAC's register that the table of makers does not have.
pub(super) fn unknown_makers(register: &str, makers: &str) -> Result<Vec<String>, String> {
    let known = names(makers)?;
    let rows = records(register)?;
    let unknown: BTreeSet<&String> = rows
        .iter()
        .filter_map(|row| row.get("manufacturer"))
        .filter(|maker| !known.contains_key(&folded(maker)))
        .collect();
    Ok(unknown.into_iter().map(|maker| format!("the EAC's register has {maker}, and makers.csv does not")).collect())
}

/// The words of CVSS 3 for a base score.
fn severity(score: f64) -> &'static str {
    match score {
        9.0.. => "critical",
        7.0.. => "high",
        4.0.. => "medium",
        _ => "low",
    }
}

fn vendors(branches: &Value) -> Vec<String> {
    let branches = branches.as_array().map(Vec::as_slice).unwrap_or_default();
    let named = branches.iter().filter(|branch| branch["category"] == "vendor");
    named.filter_map(|branch| branch["name"].as_str().map(str::to_owned)).collect()
}

/// Makers by all that they are called.
fn names(makers: &str) -> Result<BTreeMap<String, String>, String> {
    let rows = records(makers)?;
    let called = rows.iter().flat_map(|row| {
        let names = std::iter::once(row["maker"].as_str()).chain(row["maker_aliases"].split(';'));
        names.map(|name| (folded(name), row["maker"].clone()))
    });
    Ok(called.collect())
}

fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
