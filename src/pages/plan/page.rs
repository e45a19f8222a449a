//! The page of a plan, for people, and the same as Markdown.

use std::io::{self, Write};

use super::super::escaped::escaped;
use super::super::layout::{Column, NATION, Paper};
use super::super::notices::of_plan;
use crate::phrases::footer::CLOSING;
use crate::phrases::plain::plain;
use crate::phrases::plan::{
    bought, cost, fund, gaps, heading, how, left, next, places_with, priced, states, sums, title, units,
};
use crate::phrases::wording::{as_of, known, number, risk};
use crate::plan::{PlacePlan, Plan, Point, When, dollars};

/// The ways in which actions are taken, in the order of the page.
const ORDER: [When; 5] = [When::Free, When::Always, When::IfCheap, When::IfDear, When::NotReached];

/// Writes the page.
pub(super) fn write(plan: &Plan, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let head = format!("{}   {}", title(plan), as_of(plan.as_of));
    writeln!(to, "{}", paper.edges(&head, &plain(&plan.ruleset)))?;
    if plan.question.curve_only {
        return curve(plan, paper, to);
    }
    write!(to, "{}", paper.labelled("AT HIGH PRICES   ", &bought(plan, 1)))?;
    write!(to, "{}", paper.labelled("AT LOW PRICES    ", &bought(plan, 0)))?;
    write!(to, "{}", paper.labelled("THE NEXT $10,000 ", &next(plan)))?;
    write!(to, "{}", paper.labelled("WHAT COUNTS      ", &how(plan)))?;
    for one in &plan.funds {
        let text = format!("{}: {}", plain(&one.of), fund(one));
        write!(to, "{}", paper.labelled("FUND             ", &text))?;
    }
    for when in ORDER {
        let sums = sums(plan, when);
        if sums.is_empty() {
            continue;
        }
        writeln!(to, "\n{}", heading(when))?;
        for sum in sums {
            let action = &plan.actions[sum.action];
            let what = format!(
                "{}: {}, {}",
                plain(&action.title),
                places_with(sum.places, sum.voters),
                counted_units(&units(sum.units))
            );
            let upkeep = sum.upkeep.map(|of| format!("; then {} a year", cost(when, of))).unwrap_or_default();
            // What another action pays for costs nothing more, now or later.
            let text = if sum.units.high == 0 { what } else { format!("{what}; {}{upkeep}", cost(when, sum.cost)) };
            write!(to, "{}", paper.paragraph("  ", "      ", &text))?;
        }
    }
    by_state(plan, paper, to)?;
    places(plan, paper, to)?;
    if !plan.bounded.is_empty() {
        writeln!(to, "\nNOT COUNTED, OR ONLY WITHIN BOUNDS")?;
        for (kind, lines) in gaps(plan) {
            write!(to, "{}", paper.paragraph("  ", "  ", kind))?;
            for line in lines {
                write!(to, "{}", paper.paragraph("    - ", "      ", &line))?;
            }
        }
    }
    let unread = of_plan(&plan.notices, paper);
    if !unread.is_empty() {
        write!(to, "\n{unread}")?;
    }
    let prices = priced(plan);
    if !prices.is_empty() {
        writeln!(to, "\nPRICES")?;
    }
    for (actions, said) in prices {
        let ids: Vec<String> = actions.iter().map(|action| plain(&action.id)).collect();
        write!(to, "{}", paper.paragraph("  ", "      ", &format!("{}: {said}", ids.join(", "))))?;
    }
    write!(to, "\n{}", paper.closing())
}

fn counted_units(units: &str) -> String {
    match units {
        "0" => "no units of its own, because another action equips the same polling places".to_owned(),
        "1" => "1 unit".to_owned(),
        units => format!("{units} units"),
    }
}

/// What is spent in each state.
fn by_state(plan: &Plan, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let states = states(plan);
    if states.is_empty() {
        return Ok(());
    }
    writeln!(to, "\nBY STATE")?;
    let head = ["state", "places", "voters", "spent at low prices", "at high prices"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let shown = paper.shown_of(states.len(), NATION);
    rows.extend(states.iter().take(shown).map(|of| {
        let [low, high] = [of.spent.low, of.spent.high].map(dollars);
        vec![plain(&of.state), number(of.places), known(of.voters), low, high]
    }));
    let [words, numbers] = [Column::words(2), Column::numbers(2)];
    write!(to, "{}", paper.columns(&rows, &[words, numbers, numbers, numbers, numbers]))?;
    write!(to, "{}", Paper::more(states.len(), shown))
}

/// The places that gain most.
fn places(plan: &Plan, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let gaining: Vec<&PlacePlan> =
        plan.places.iter().filter(|place| place.buys.iter().any(|buy| buy.when != When::NotReached)).collect();
    let shown = paper.shown(gaining.len());
    if gaining.is_empty() {
        return Ok(());
    }
    writeln!(to, "\nPLACES, THOSE THAT GAIN MOST FIRST (RISK AFTER AND MONEY AT HIGH PRICES)")?;
    let mut rows = vec![["place", "voters", "risk", "after", "spent", "what"].map(str::to_owned).to_vec()];
    rows.extend(gaining.iter().take(shown).map(|place| row(plan, place)));
    let columns = [
        Column::words(2).at_least(16),
        Column::numbers(2),
        Column::numbers(2),
        Column::numbers(2),
        Column::numbers(2),
        Column::words(2),
    ];
    write!(to, "{}", paper.columns(&rows, &columns))?;
    write!(to, "{}", Paper::more(gaining.len(), shown))
}

fn row(plan: &Plan, place: &PlacePlan) -> Vec<String> {
    let ids: Vec<String> = place
        .buys
        .iter()
        .filter(|buy| buy.when != When::NotReached)
        .map(|buy| {
            let mark = match buy.when {
                When::IfCheap => " (if cheap)",
                When::IfDear => " (if dear)",
                When::Free | When::Always | When::NotReached => "",
            };
            format!("{}{mark}", plan.actions[buy.action].id)
        })
        .collect();
    vec![
        plain(&place.called()),
        known(place.voters),
        risk(place.before.low),
        risk(place.after.low),
        dollars(place.spent().high),
        ids.join(", "),
    ]
}

/// The curve alone: what each sum would leave.
fn curve(plan: &Plan, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    for (end, name) in [(0, "AT LOW PRICES"), (1, "AT HIGH PRICES")] {
        writeln!(to, "{name}")?;
        let points = &plan.frontier[end];
        let shown = paper.shown_of(points.len(), 20);
        let each = points.len().div_ceil(shown.max(1)).max(1);
        let last = points.len().saturating_sub(1);
        let of = |(_, point): (usize, &Point)| {
            let cents = u64::try_from(point.cost).unwrap_or(u64::MAX);
            vec![dollars(cents), left(plan, point.value)]
        };
        let kept = points.iter().enumerate().filter(|(at, _)| at % each == 0 || *at == last);
        let mut rows = vec![vec!["money".to_owned(), "known risk left".to_owned()]];
        rows.extend(kept.map(of));
        writeln!(to, "{}", paper.columns(&rows, &[Column::numbers(2), Column::words(2)]))?;
    }
    Ok(())
}

/// Writes Markdown.
pub(super) fn write_markdown(plan: &Plan, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "## pollworthy: {}\n", title(plan).to_lowercase())?;
    writeln!(to, "**At high prices.** {}\n", escaped(&bought(plan, 1)))?;
    writeln!(to, "**At low prices.** {}\n", escaped(&bought(plan, 0)))?;
    writeln!(to, "**The next $10,000** {}\n", escaped(&next(plan)))?;
    writeln!(to, "**What counts.** {}\n", escaped(&how(plan)))?;
    for one in &plan.funds {
        writeln!(to, "**Fund.** {}: {}\n", escaped(&one.of), escaped(&fund(one)))?;
    }
    writeln!(to, "| when | action | places | registered voters | units | cost |\n|---|---|---:|---:|---:|---:|")?;
    for when in ORDER {
        for sum in sums(plan, when) {
            writeln!(
                to,
                "| {} | {} | {} | {} | {} | {} |",
                when.name(),
                escaped(&plan.actions[sum.action].title),
                number(sum.places),
                known(sum.voters),
                units(sum.units),
                cost(when, sum.cost)
            )?;
        }
    }
    let shown = paper.shown(plan.places.len());
    if shown > 0 {
        writeln!(to, "\n| place | registered voters | risk | after | spent |\n|---|---:|---:|---:|---:|")?;
    }
    for place in plan.places.iter().take(shown) {
        writeln!(
            to,
            "| {} | {} | {} | {} | {} |",
            escaped(&place.called()),
            known(place.voters),
            risk(place.before.low),
            risk(place.after.low),
            dollars(place.spent().high)
        )?;
    }
    if !plan.bounded.is_empty() {
        writeln!(to, "\n**Not counted, or only within bounds**\n")?;
    }
    for (kind, lines) in gaps(plan) {
        writeln!(to, "- {kind}")?;
        for line in lines {
            writeln!(to, "  - {}", escaped(&line))?;
        }
    }
    writeln!(to, "\n{CLOSING}")
}
