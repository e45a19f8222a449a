//! What a plan says: what the money buys, what it does not reach, and what could not be counted.

use super::plain::plain;
use super::wording::{PLACES, ROWS, counted, either, number, rounded};
use crate::diagnostic::{Level, Notice};
use crate::plan::{ActionLine, Bought, Bounded, FundLine, Gap, Money, Plan, Range, Standing, VALUE, When, dollars};
use crate::rules::Per;

/// What one action comes to over all places where it is taken in one way.
pub(crate) struct Sum {
    /// The action, by its place among the plan's.
    pub(crate) action: usize,
    pub(crate) places: u64,
    pub(crate) voters: Option<u64>,
    pub(crate) units: Range,
    pub(crate) cost: Range,
    pub(crate) upkeep: Option<Range>,
}

/// The actions that are taken in one way, with what they come to; the dearest first.
pub(crate) fn sums(plan: &Plan, when: When) -> Vec<Sum> {
    let mut sums: Vec<Sum> = Vec::new();
    for place in &plan.places {
        for buy in place.buys.iter().filter(|buy| buy.when == when) {
            let at = sums.iter().position(|sum| sum.action == buy.action).unwrap_or_else(|| {
                let none = Range::default();
                sums.push(Sum { action: buy.action, places: 0, voters: None, units: none, cost: none, upkeep: None });
                sums.len() - 1
            });
            let sum = &mut sums[at];
            sum.places += 1;
            sum.voters = place.voters.map(|voters| voters + sum.voters.unwrap_or(0)).or(sum.voters);
            sum.units = sum.units.plus(buy.units);
            sum.cost = sum.cost.plus(buy.cost);
            sum.upkeep = buy.upkeep.map(|upkeep| upkeep.plus(sum.upkeep.unwrap_or_default())).or(sum.upkeep);
        }
    }
    sums.sort_by(|a, b| b.cost.high.cmp(&a.cost.high).then(b.voters.cmp(&a.voters)).then(a.action.cmp(&b.action)));
    sums
}

/// The heading of each way in which actions are taken.
pub(crate) fn heading(when: When) -> &'static str {
    match when {
        When::Free => "FREE: DO IT ON MONDAY",
        When::Always => "BOUGHT, WHETHER PRICES ARE LOW OR HIGH",
        When::IfCheap => "BOUGHT ONLY IF PRICES ARE LOW",
        When::IfDear => "BOUGHT IN PLACE OF SOMETHING ELSE IF PRICES ARE HIGH",
        When::NotReached => "NOT REACHED BY THE MONEY",
    }
}

/// Two sums as a range: `$8,500 to $13,710`, or one where they are the same.
pub(crate) fn range(range: Range) -> String {
    if range.low == range.high {
        dollars(range.low)
    } else {
        format!("{} to {}", dollars(range.low), dollars(range.high))
    }
}

/// A sum at the prices at which it is spent.
pub(crate) fn cost(when: When, cost: Range) -> String {
    match when {
        When::Free => "free".to_owned(),
        When::IfCheap => dollars(cost.low),
        When::IfDear => dollars(cost.high),
        When::Always | When::NotReached => range(cost),
    }
}

/// Two counts as a range.
pub(crate) fn units(units: Range) -> String {
    if units.low == units.high { number(units.low) } else { format!("{} to {}", number(units.low), number(units.high)) }
}

/// The money of a plan, as its title has it.
pub(crate) fn title(plan: &Plan) -> String {
    match &plan.question.money {
        _ if plan.question.curve_only => "RISK AGAINST MONEY".to_owned(),
        Money::Budget(0) => "WHAT IS FREE".to_owned(),
        Money::Budget(budget) => format!("WHAT {} SHOULD BUY FIRST", dollars(*budget)),
        Money::Funds(_) => format!("WHAT {} OF FUNDS SHOULD BUY FIRST", dollars(plan.budget)),
    }
}

/// The known risk of the average voter's place, or of the only one, once this much is taken away.
#[allow(clippy::cast_precision_loss, reason = "a share, shown to one place")]
fn average(plan: &Plan, value: u128) -> f64 {
    let all = plan.weight as f64 * f64::from(VALUE);
    if all > 0.0 { plan.risk.saturating_sub(value) as f64 / all } else { 0.0 }
}

/// How far the known risk falls between two amounts that are taken away: `from 98.9 to 68.3 of 100`.
fn fall(plan: &Plan, first: u128, then: u128) -> String {
    let [before, after] = [first, then].map(|value| format!("{:.1}", average(plan, value)));
    if before == after { "by less than 0.1 of 100".to_owned() } else { format!("from {before} to {after} of 100") }
}

/// Whose known risk a plan is about.
fn whose(plan: &Plan) -> &'static str {
    if plan.is_one_place { "the known risk of the place" } else { "the known risk of the average voter's place" }
}

/// Registered voters that places may not state.
pub(crate) fn voters(voters: Option<u64>) -> String {
    let noun = ("registered voter", "registered voters");
    voters.map_or_else(
        || "registered voters not stated".to_owned(),
        |voters| format!("with {} {}", rounded(voters), either(voters, noun)),
    )
}

/// Places with their registered voters.
pub(crate) fn places_with(places: u64, of: Option<u64>) -> String {
    let comma = if of.is_none() { "," } else { "" };
    format!("{}{comma} {}", counted(places, PLACES), voters(of))
}

/// What is bought at low prices (0), or at high ones (1).
pub(crate) fn bought(plan: &Plan, end: usize) -> String {
    let bought = [&plan.low, &plan.high][end];
    let mut sentences: Vec<String> = Vec::new();
    let unweighed: u64 = plan.bounded.iter().filter(|one| one.kind == Gap::NoVoters).map(|one| one.places).sum();
    if bought.places > 0 {
        let spent = match bought.spent {
            0 => "Nothing is spent".to_owned(),
            spent => format!("{} are spent", dollars(spent)),
        };
        sentences.push(format!("{spent}; something is done at {}.", places_with(bought.places, bought.voters)));
        if plan.weight > 0 {
            let whose = whose(plan).replacen("the", "The", 1);
            sentences.push(format!("{whose} falls {}.", fall(plan, 0, bought.value)));
        }
    } else if plan.cheapest[end].is_some() {
        sentences.push("Nothing is bought.".to_owned());
    } else if unweighed == 0 {
        sentences.push(
            "Nothing is bought and nothing is free to do: no action that can be counted and priced lowers a known risk at any place."
                .to_owned(),
        );
    }
    if let Some(cheapest) = plan.cheapest[end].as_ref().filter(|_| bought.spent == 0) {
        let titles: Vec<String> = cheapest.actions.iter().map(|at| plain(&plan.actions[*at].title)).collect();
        let place = plain(&cheapest.place);
        sentences.push(format!(
            "No purchase fits whole into this money: the cheapest that lowers a known risk costs {} at {place} ({}).",
            dollars(cheapest.cost),
            titles.join("; ")
        ));
    }
    if unweighed > 0 {
        sentences.push(format!(
            "At {} nothing is bought, because {} registered voters are not stated and places are weighed by them.",
            counted(unweighed, PLACES),
            either(unweighed, ("its", "their"))
        ));
    }
    if bought.gap > 0 {
        let least = average(plan, bought.value.saturating_add(bought.gap));
        sentences.push(format!("A better plan may exist, but none that ends below {least:.1} of 100."));
    }
    sentences.join(" ")
}

/// What the next 10,000 dollars would bring, at both ends of the prices.
pub(crate) fn next(plan: &Plan) -> String {
    let of = |bought: &Bought| fall(plan, bought.value, bought.value.saturating_add(bought.next));
    let whose = whose(plan);
    match (plan.low.next, plan.high.next) {
        (0, 0) => "would bring nothing more.".to_owned(),
        (_, 0) => format!("would lower {whose} {} at low prices, and not at high ones.", of(&plan.low)),
        (0, _) => format!("would lower {whose} {} at high prices, and not at low ones.", of(&plan.high)),
        _ => format!("would lower {whose} {} at low prices, and {} at high ones.", of(&plan.low), of(&plan.high)),
    }
}

/// What is left of the risk at a point of the curve.
pub(crate) fn left(plan: &Plan, value: u128) -> String {
    format!("{:.1} of 100", average(plan, value))
}

/// What became of a fund, without its name.
pub(crate) fn fund(fund: &FundLine) -> String {
    let own = match fund.passed_over {
        0 => String::new(),
        places => {
            let have = either(places, ("has a fund", "have funds"));
            let own = either(places, ("its", "their"));
            format!(" It does not reach {} that {have} of {own} own.", counted(places, PLACES))
        }
    };
    match (fund.is_over, fund.spend_by) {
        (true, Some(day)) => format!("nothing can be spent, because its last day, {}, is over.{own}", day.in_words()),
        (_, day) => {
            let by = day.map(|day| format!(", to be spent by {}", day.in_words())).unwrap_or_default();
            let [available, low, high] = [fund.available, fund.spent.low, fund.spent.high].map(dollars);
            format!("{available} available{by}; spent {low} at low prices and {high} at high ones.{own}")
        }
    }
}

/// How many cells and rows were not read as they were meant, besides errors.
pub(crate) fn others(notices: &[Notice]) -> Option<String> {
    let others = notices.iter().filter(|notice| notice.level == Level::Notice);
    let count: u64 = others.map(|notice| notice.count).sum();
    (count > 0).then(|| {
        let verb = either(count, ("is", "are"));
        format!("There {verb} {} of the records; pollworthy read lists them.", counted(count, ("notice", "notices")))
    })
}

/// How sums are to be read.
pub(crate) fn how(plan: &Plan) -> String {
    let until = plan.question.until.map_or_else(
        || "Days of delivery are named and exclude nothing; --until leaves out what comes too late.".to_owned(),
        |until| format!("What cannot be there by {} is not counted.", until.in_words()),
    );
    let upkeep = match plan.question.upkeep_years {
        0 => {
            "Sums are of the purchase alone, without upkeep (--upkeep-years), ballots, training or storage.".to_owned()
        }
        years => format!(
            "Sums hold the purchase and {} of upkeep where a price of it is known; not ballots, training or storage.",
            counted(years.into(), ("year", "years"))
        ),
    };
    let counts = if plan.is_one_place {
        "There is one place, so that nothing is weighed against another: what counts is the fall of its known risk"
    } else {
        "A place is worth its registered voters times the fall of its known risk"
    };
    let proof =
        if plan.low.gap == 0 && plan.high.gap == 0 { "; of all such plans this one is proved the best" } else { "" };
    let shared = if plan.shares_polling_places {
        " A polling place is equipped once: actions with the same price share what they buy for it, and the first of them is charged."
    } else {
        ""
    };
    format!(
        "{counts}, as an audit of {} gives it if everything bought were in use on that day. An action is taken whole at a place or \
         not at all{proof}.{shared} {until} {upkeep}",
        plan.as_of.in_words()
    )
}

/// The rows that a gap is about.
fn rows(one: &Bounded) -> String {
    let (rows, units) = (counted(one.rows.rows, ROWS), counted(one.rows.units, ("unit", "units")));
    match one.rows.bare {
        0 => format!("{rows} with {units} stated"),
        bare if bare >= one.rows.rows => format!("{rows} without a quantity"),
        bare => {
            let stated = number(one.rows.rows - bare);
            format!("{rows}: {stated} with {units} stated, {} without a quantity", number(bare))
        }
    }
}

/// What a kind of gap is, as a sentence that stands before the actions it is about.
fn of_kind(kind: Gap) -> &'static str {
    match kind {
        Gap::NoPrice => "No price is known; give one with --prices.",
        Gap::Late => "Decided today, these would come too late.",
        Gap::NoQuantity => "Rows state no quantity: how many are needed is not known there, and none are bought.",
        Gap::NoPollingPlaces => {
            "Polling places are not stated: one for each machine is counted at the most, and one for so many registered voters at the fewest."
        }
        Gap::NoVoters => "Places that state no registered voters: nothing can be weighed there, and nothing is bought.",
        Gap::NotSaid => "The records do not say whether it is needed; what is not known to be needed is not bought.",
        Gap::PaidFor => "Replacements that are paid for already are not bought twice.",
    }
}

/// What could not be counted or priced: for each kind what it is, and a line for each action that it is about.
pub(crate) fn gaps(plan: &Plan) -> Vec<(&'static str, Vec<String>)> {
    let mut kinds: Vec<(Gap, Vec<String>)> = Vec::new();
    for one in &plan.bounded {
        let lines = match kinds.iter_mut().find(|(kind, _)| *kind == one.kind) {
            Some((_, lines)) => lines,
            None => {
                kinds.push((one.kind, Vec::new()));
                let Some((_, lines)) = kinds.last_mut() else { continue };
                lines
            }
        };
        let Some(action) = one.action.and_then(|action| plan.actions.get(action)) else {
            lines.push(counted(one.places, PLACES));
            continue;
        };
        let more = match one.kind {
            Gap::Late => format!("; there by {}", action.arrives_on.in_words()),
            Gap::NoPollingPlaces => action
                .voters_each
                .map(|each| format!("; one for {} registered voters", number(each)))
                .unwrap_or_default(),
            Gap::NoPrice | Gap::NoQuantity | Gap::NoVoters | Gap::NotSaid | Gap::PaidFor => String::new(),
        };
        let places = places_with(one.places, one.voters);
        lines.push(format!("{}: {places}, {}{more}", plain(&action.title), rows(one)));
    }
    kinds.into_iter().map(|(kind, lines)| (of_kind(kind), lines)).collect()
}

/// What is done in one state.
pub(crate) struct OfState {
    pub(crate) state: String,
    pub(crate) places: u64,
    pub(crate) voters: Option<u64>,
    /// Cents, at low prices and at high ones.
    pub(crate) spent: Range,
}

/// What is done state by state, most money first; nothing where all is in one.
pub(crate) fn states(plan: &Plan) -> Vec<OfState> {
    let mut states: Vec<OfState> = Vec::new();
    for place in plan.places.iter().filter(|place| place.buys.iter().any(|buy| buy.when != When::NotReached)) {
        let name = place.state.as_deref().unwrap_or("no state");
        let at = states.iter().position(|known| known.state == name).unwrap_or_else(|| {
            states.push(OfState { state: name.to_owned(), places: 0, voters: None, spent: Range::default() });
            states.len() - 1
        });
        let own = &mut states[at];
        own.places += 1;
        own.voters = place.voters.map(|voters| voters + own.voters.unwrap_or(0)).or(own.voters);
        own.spent = own.spent.plus(place.spent());
    }
    states.sort_by(|a, b| b.spent.high.cmp(&a.spent.high).then_with(|| a.state.cmp(&b.state)));
    if states.len() < 2 { Vec::new() } else { states }
}

/// The actions that have something to do, by price: those that cost the same are one.
pub(crate) fn priced(plan: &Plan) -> Vec<(Vec<&ActionLine>, String)> {
    let is_met = |at: usize| {
        plan.places.iter().any(|place| place.buys.iter().any(|buy| buy.action == at))
            || plan.bounded.iter().any(|one| one.action == Some(at) && one.kind != Gap::NotSaid)
    };
    let mut groups: Vec<(Vec<&ActionLine>, String)> = Vec::new();
    for (_, action) in
        plan.actions.iter().enumerate().filter(|(at, action)| is_met(*at) || action.standing == Standing::Off)
    {
        let said = price(action);
        match groups.iter_mut().find(|(_, known)| *known == said) {
            Some((same, _)) => same.push(action),
            None => groups.push((vec![action], said)),
        }
    }
    groups
}

/// An action with its price, where the price is from, and when it would be there.
pub(crate) fn price(action: &ActionLine) -> String {
    let each = match (action.standing, action.each) {
        (Standing::Off, _) => {
            return format!("turned off: {}", plain(action.off.as_deref().unwrap_or_default()));
        }
        (_, Some(each)) => {
            let per = match action.per {
                Per::Unit => "each",
                Per::PollingPlace => "a polling place",
                Per::Place => "a place",
            };
            let upkeep = action.upkeep.map(|upkeep| format!(", then {} a year", range(upkeep))).unwrap_or_default();
            let year = action.price_of.map(|year| format!(" (prices up to {year})")).unwrap_or_default();
            format!("{} {per} for {}{upkeep}{year}", range(each), plain(&action.unit))
        }
        (Standing::Free, None) => "free".to_owned(),
        (_, None) if action.source.is_empty() && action.unit.is_empty() => "free".to_owned(),
        (_, None) => "no price known".to_owned(),
    };
    let source = if action.source.is_empty() { String::new() } else { format!(". {}", plain(&action.source)) };
    format!("{each}; there by {}{source}", action.arrives_on.in_words())
}
