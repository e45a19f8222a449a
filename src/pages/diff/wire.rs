//! The comparison as JSON, by itself or within a report.

use std::io::{self, Write};

use serde::Serialize;

use crate::finding::Verdict;
use crate::pages::json::writer;
use crate::pages::layout::Paper;
use crate::phrases::change::ChangeText;
use crate::report::Standing;
use crate::report::diff::{Diff, Move, PlaceMove, Why};
use crate::report::v1::{Place, Report, Tool};

#[derive(Serialize)]
struct Wire<'a> {
    schema: &'static str,
    tool: Tool,
    #[serde(flatten)]
    diff: DiffWire<'a>,
}

/// What changed.
#[derive(Serialize)]
pub(crate) struct DiffWire<'a> {
    old: SideWire<'a>,
    new: SideWire<'a>,
    same_rules: bool,
    /// Whether the risks of both sides are of one edition of the score; else the old ones are left out.
    same_scoring: bool,
    by_date_told: bool,
    also: &'a [String],
    stopping: usize,
    counts: Vec<Count>,
    standings: Vec<StandingWire>,
    lists: Vec<ListWire<'a>>,
    places: Vec<PlaceWire<'a>>,
    moves: Vec<MoveWire<'a>>,
}

#[derive(Serialize)]
struct SideWire<'a> {
    name: &'a str,
    as_of: String,
    version: &'a str,
    scoring: &'a str,
    ruleset: String,
    inventory: &'a str,
    rules: &'a str,
    waivers: Option<&'a str>,
}

#[derive(Serialize)]
struct Count {
    why: &'static str,
    worse: bool,
    not_met: u64,
    not_answered: u64,
}

#[derive(Serialize)]
struct StandingWire {
    standing: &'static str,
    old: u64,
    new: u64,
    left: u64,
    joined: u64,
}

#[derive(Serialize)]
struct ListWire<'a> {
    list: &'a str,
    old_places: u64,
    new_places: u64,
    old_units: u64,
    new_units: u64,
    left: Vec<&'a str>,
    joined: Vec<&'a str>,
}

#[derive(Serialize)]
struct PlaceWire<'a> {
    id: &'a str,
    name: &'a str,
    old: Option<PlaceSide>,
    new: Option<PlaceSide>,
}

#[derive(Serialize)]
struct PlaceSide {
    standing: &'static str,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
struct MoveWire<'a> {
    why: &'static str,
    worse: bool,
    stops: bool,
    severity: &'static str,
    rule: &'a str,
    jurisdiction: &'a str,
    place: String,
    asset: Option<&'a str>,
    old: Option<&'static str>,
    new: Option<&'static str>,
    at: Option<String>,
    said: String,
}

/// Writes the comparison as JSON.
///
/// # Errors
/// Where the writer fails.
pub fn write(diff: &Diff, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let wire = Wire { schema: "pollworthy.diff/1", tool: Tool::THIS, diff: wire(diff) };
    writer::write(&wire, to)
}

/// The comparison on the wire: all that moved; what is as it was is counted.
pub(crate) fn wire(diff: &Diff) -> DiffWire<'_> {
    let told = ChangeText::new(diff, None);
    DiffWire {
        old: side(&diff.old),
        new: side(&diff.new),
        same_rules: diff.same_rules(),
        same_scoring: diff.same_scoring(),
        by_date_told: diff.by_date_told,
        also: &diff.also,
        stopping: diff.stopping().count(),
        counts: Why::ALL.into_iter().map(|why| count(diff, why)).collect(),
        standings: Standing::ALL.into_iter().map(|standing| of_standing(diff, standing)).collect(),
        lists: diff.new.lists.iter().filter_map(|list| of_list(diff, &list.key)).collect(),
        places: diff.places().filter(|place| moved(diff, place)).filter_map(|of| place(diff, of)).collect(),
        moves: diff.moves.iter().filter(|of| of.why != Why::Known).map(|of| one(diff, &told, of)).collect(),
    }
}

fn side(side: &Report) -> SideWire<'_> {
    SideWire {
        name: &side.name,
        as_of: side.as_of.to_string(),
        version: &side.tool.version,
        scoring: &side.settings.scoring,
        ruleset: side.ruleset(),
        inventory: &side.evidence.inventory,
        rules: &side.evidence.rules,
        waivers: side.evidence.waivers.as_deref(),
    }
}

fn count(diff: &Diff, why: Why) -> Count {
    Count {
        why: why.name(),
        worse: why.is_worse(),
        not_met: diff.count(why, Verdict::Fail),
        not_answered: diff.count(why, Verdict::Unknown),
    }
}

fn of_standing(diff: &Diff, standing: Standing) -> StandingWire {
    let (left, joined) = diff.crossed(standing);
    let places = |side: &Report| side.standings().of(standing).places;
    StandingWire { standing: standing.name(), old: places(&diff.old), new: places(&diff.new), left, joined }
}

fn of_list<'a>(diff: &'a Diff, key: &'a str) -> Option<ListWire<'a>> {
    let (old, new) = diff.list(key)?;
    Some(ListWire {
        list: key,
        old_places: old.places_lacking(),
        new_places: new.places_lacking(),
        old_units: old.units_lacking(),
        new_units: new.units_lacking(),
        left: old.lacking_only_here(new),
        joined: new.lacking_only_here(old),
    })
}

/// Whether anything of a place moved.
fn moved(diff: &Diff, place: &PlaceMove<'_>) -> bool {
    match (place.old, place.new) {
        (Some(old), Some(new)) => diff.same_scoring() && old.risk != new.risk || old.standing != new.standing,
        _ => true,
    }
}

fn place<'a>(diff: &Diff, of: PlaceMove<'a>) -> Option<PlaceWire<'a>> {
    let side = |place: &Place, told: bool| PlaceSide {
        standing: place.standing.name(),
        low: told.then_some(place.risk.low),
        high: told.then_some(place.risk.high),
    };
    let known = of.place()?;
    let (old, new) = (of.old.map(|old| side(old, diff.same_scoring())), of.new.map(|new| side(new, true)));
    Some(PlaceWire { id: &known.id, name: &known.name, old, new })
}

fn one<'a>(diff: &'a Diff, told: &ChangeText<'a>, of: &'a Move) -> MoveWire<'a> {
    let old = of.old.map(|at| &diff.old.findings[at].finding);
    let new = of.new.map(|at| &diff.new.findings[at].finding);
    let asset = new.or(old).map(|finding| &*finding.asset).filter(|asset| !asset.is_empty());
    MoveWire {
        why: of.why.name(),
        worse: of.why.is_worse(),
        stops: diff.stops.at(of),
        severity: of.severity.name(),
        rule: &of.rule,
        jurisdiction: &of.place,
        place: told.place(of),
        asset,
        old: old.map(|finding| finding.verdict.name()),
        new: new.map(|finding| finding.verdict.name()),
        at: Some(told.at(of)).filter(|at| !at.is_empty()),
        said: told.what(of),
    }
}
