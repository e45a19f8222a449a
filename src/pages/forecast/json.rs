//! The forecast as JSON (`pollworthy.forecast/1`): every turn in order of days, and the days of which there is a whole report.

use std::io::{self, Write};

use serde::Serialize;

use crate::audit::{AssetTurn, Class, Interval, Tally};
use crate::finding::Verdict;
use crate::forecast::Forecast;
use crate::forecast::days::DayKind;
use crate::pages::json::writer;
use crate::pages::layout::Paper;
use crate::phrases::forecast::{ForecastText, reason};
use crate::report::v1::{Notice, Tool};
use crate::report::{Direction, Report, Status, Turn};
use crate::rules::law::Clause;
use crate::words::value::Day;

#[derive(Serialize)]
struct Wire<'a> {
    schema: &'static str,
    tool: Tool,
    as_of: String,
    until: String,
    evidence: Evidence<'a>,
    /// All that could not be read as meant.
    notices: Vec<Notice>,
    turns: Vec<TurnWire<'a>>,
    /// State laws that begin or end; they change no verdict.
    laws: Vec<LawWire<'a>>,
    days: Vec<DayWire<'a>>,
}

/// The digests of what it rests on.
#[derive(Serialize)]
struct Evidence<'a> {
    inventory: &'a str,
    rules: &'a str,
    waivers: Option<&'a str>,
}

#[derive(Serialize)]
struct TurnWire<'a> {
    on: String,
    jurisdiction: &'a str,
    name: &'a str,
    rule: &'a str,
    severity: &'static str,
    from: Option<&'static str>,
    to: Option<&'static str>,
    direction: &'static str,
    before: Counts,
    after: Counts,
    decide_by: Option<String>,
    assets: Vec<AssetWire<'a>>,
    more_assets: u64,
}

/// Units by what they come to, and one for each row that states none.
#[derive(Serialize)]
pub(super) struct Counts {
    pass: u64,
    pub(super) fail: u64,
    pub(super) unknown: u64,
    waived: u64,
}

impl Counts {
    pub(super) fn of(tally: &Tally) -> Self {
        let weight = |class: Class| tally.of(class).weight;
        let (pass, fail, unknown) = (weight(Class::Pass), weight(Class::Fail), weight(Class::Unknown));
        Self { pass, fail, unknown, waived: tally.waived().weight }
    }
}

#[derive(Serialize)]
struct AssetWire<'a> {
    asset: &'a str,
    label: &'a str,
    units: Option<u64>,
    from: Option<&'static str>,
    to: Option<&'static str>,
    because: Vec<String>,
    decide_by: Option<String>,
}

#[derive(Serialize)]
struct LawWire<'a> {
    on: String,
    what: &'static str,
    state: &'a str,
    code: &'a str,
    asks: &'a str,
}

fn law_wire<'a>((day, what, state, clause): (Day, &'static str, &'a str, &'a Clause)) -> LawWire<'a> {
    LawWire { on: day.to_string(), what, state, code: &clause.code, asks: &clause.asks }
}

#[derive(Serialize)]
struct DayWire<'a> {
    on: String,
    what: &'static str,
    lists: Vec<ListWire<'a>>,
    jurisdictions: Vec<PlaceWire<'a>>,
}

#[derive(Serialize)]
struct ListWire<'a> {
    list: &'a str,
    lacking: Vec<&'a str>,
    /// Those that lack it only in a lesser way.
    lesser: Vec<&'a str>,
    unknown: Vec<&'a str>,
}

#[derive(Serialize)]
struct PlaceWire<'a> {
    id: &'a str,
    standing: &'static str,
    risk: Interval,
}

/// Writes the forecast.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(forecast: &Forecast, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let words = ForecastText::of_all(&forecast.today, &forecast.turns);
    let evidence = &forecast.today.evidence;
    let kind = |kind: Option<DayKind>| match kind {
        None => "today",
        Some(DayKind::Presidential) => "presidential-election",
        Some(DayKind::Federal) => "federal-election",
        Some(DayKind::Last) => "until",
        Some(DayKind::End) => "end",
    };
    let wire = Wire {
        schema: "pollworthy.forecast/1",
        tool: Tool::THIS,
        as_of: forecast.today.as_of.to_string(),
        until: forecast.turns.until.to_string(),
        evidence: Evidence {
            inventory: &evidence.inventory,
            rules: &evidence.rules,
            waivers: evidence.waivers.as_deref(),
        },
        notices: forecast.today.notices.iter().map(Notice::from).collect(),
        laws: words.laws().into_iter().map(law_wire).collect(),
        turns: forecast.turns.all.iter().map(|turn| turn_wire(&words, turn)).collect(),
        days: forecast.days().map(|(of, report)| day(report, kind(of))).collect(),
    };
    writer::write(&wire, to)
}

fn turn_wire<'a>(words: &ForecastText<'a>, turn: &'a Turn) -> TurnWire<'a> {
    let (place, rule) = (words.place(turn), words.rule(turn));
    let [before, after] = turn.counts().map(|tally| Counts::of(&tally));
    TurnWire {
        on: turn.on.to_string(),
        jurisdiction: &place.id,
        name: &place.name,
        rule: &rule.id,
        severity: rule.severity.name(),
        from: turn.from.map(Verdict::name),
        to: turn.to.map(Verdict::name),
        direction: match turn.direction() {
            Direction::Worse => "worse",
            Direction::Better => "better",
            Direction::Neither => "neither",
        },
        before,
        after,
        decide_by: turn.decide_by().map(|day| day.to_string()),
        assets: turn.assets.iter().map(|asset| asset_wire(turn, asset)).collect(),
        more_assets: turn.others,
    }
}

fn asset_wire<'a>(turn: &Turn, asset: &'a AssetTurn) -> AssetWire<'a> {
    AssetWire {
        asset: &asset.asset,
        label: &asset.label,
        units: asset.units,
        from: asset.from.map(class),
        to: asset.to.map(class),
        because: asset.because.iter().map(reason).collect(),
        decide_by: turn.decide_on(asset).map(|day| day.to_string()),
    }
}

fn day<'a>(report: &'a Report, what: &'static str) -> DayWire<'a> {
    let list = |list: &'a crate::report::ListReport| {
        let of = |is: &dyn Fn(Status) -> bool| -> Vec<&'a str> {
            list.states.iter().filter(|line| is(line.status)).map(|line| &*line.state).collect()
        };
        let (lacking, unknown) = (of(&Status::lacks), of(&|status| status == Status::Unknown));
        let lesser = of(&|status| status == Status::Lesser);
        ListWire { list: &list.key, lacking, lesser, unknown }
    };
    let place = |place: &'a crate::report::PlaceReport| PlaceWire {
        id: &place.id,
        standing: place.standing.name(),
        risk: place.risk,
    };
    DayWire {
        on: report.as_of.to_string(),
        what,
        lists: report.lists.iter().map(list).collect(),
        jurisdictions: report.places.iter().map(place).collect(),
    }
}

/// What an asset comes to, in the words of verdicts.
pub(super) fn class(class: Class) -> &'static str {
    let verdict = match class {
        Class::Pass => Verdict::Pass,
        Class::Fail => Verdict::Fail,
        Class::Unknown => Verdict::Unknown,
        Class::NotApplicable | Class::NotDue => Verdict::NotApplicable,
        Class::WaivedFail | Class::WaivedUnknown => Verdict::Waived,
    };
    verdict.name()
}
