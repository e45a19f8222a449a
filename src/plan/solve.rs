//! From records, rules, prices and money to a plan: every place's choices, the best of them for the money, and what could not be counted.

use std::collections::BTreeMap;

use super::case::{Bundle, Case, Judging};
use super::costs::{Cost, Costs};
use super::knapsack::{Choice, Limit, Proof, best, frontier};
use super::links::{Links, bits, reaches_rows};
use super::touch::{Scanned, Touched, Units, noticed_by, scan};
use super::{
    ActionLine, Bought, Bounded, Buy, Cheapest, Error, FundLine, Gap, Money, PlacePlan, Plan, Point, Question, Range,
    Standing, VALUE, When,
};
use crate::inventory::{Inventory, Place};
use crate::rules::{Action, Prices, RuleBook};
use crate::toml_file;
use crate::words::value::{Day, Span};

/// The step of which plans say what it would bring: 10,000 dollars in cents.
const NEXT: u64 = 1_000_000;

/// The most points of a curve that a plan keeps.
const POINTS: usize = 240;

/// Why no plan is made: something about the rules, or a mistake in the file of funds.
#[derive(Debug, thiserror::Error)]
pub enum NoPlan {
    /// The rules or the records do not allow one.
    #[error(transparent)]
    Rules(#[from] Error),
    /// The file of funds names what is not there.
    #[error(transparent)]
    Funds(#[from] toml_file::Error),
}

/// Makes a plan for the places of an inventory.
///
/// # Errors
/// Where the rules have no actions, or such as cannot be weighed; or where a fund is for nobody.
pub fn plan(inventory: Inventory, book: &RuleBook, prices: &Prices, question: Question) -> Result<Plan, NoPlan> {
    if book.actions.is_empty() {
        return Err(Error::NoActions(book.origin.clone()).into());
    }
    if let Some((action, rule)) = reaches_rows(book) {
        let (action, rule) = (book.actions[action].id.clone(), book.rules[rule].id.clone());
        return Err(Error::ReachesRows { action, rule }.into());
    }
    let actions: Vec<ActionLine> = book.actions.iter().map(|action| line(action, book, prices, &question)).collect();
    let standings: Vec<Standing> = actions.iter().map(|action| action.standing).collect();
    let links = Links::new(&book.actions, &standings);
    let scanned = scan(inventory, book, &links);
    if let Some(rule) = scanned.too_many {
        return Err(Error::TooManyTogether { rule: book.rules[rule].id.clone() }.into());
    }
    let shown: Vec<usize> = (0..book.rules.len()).filter(|rule| book.rules[*rule].selected).collect();
    let judging = Judging { book, links: &links, scanned: &scanned, shown: &shown };
    let all = scanned.read.places.list();
    let mut sites = Vec::new();
    let is_one_place = all.iter().filter(|place| is_asked(place, &question)).nth(1).is_none();
    for (index, place) in all.iter().enumerate().filter(|(_, place)| is_asked(place, &question)) {
        let case = judging.case(index, place);
        let case = case.ok_or_else(|| Error::TooManyLinked { place: place.name.to_string() })?;
        let mut site = Site::new(case, place, &judging, &actions, question.upkeep_years)?;
        site.weight = site.voters.or(is_one_place.then_some(1));
        sites.push(site);
    }
    let mut plan = Plan {
        as_of: book.as_of,
        budget: 0,
        actions,
        places: Vec::new(),
        low: Bought::default(),
        high: Bought::default(),
        risk: sites.iter().map(|site| u128::from(worth(site.weight.unwrap_or(0), site.case.before.low))).sum(),
        voters: sites.iter().filter_map(|site| site.voters).sum(),
        weight: sites.iter().filter_map(|site| site.weight).sum(),
        is_one_place,
        cheapest: [None, None],
        shares_polling_places: sites.iter().any(|site| site.costs.has_shared()),
        frontier: [curve(&sites, 0), curve(&sites, 1)],
        bounded: bounded(&sites, &scanned, &standings, noticed_by(book, &shown)),
        funds: Vec::new(),
        ruleset: format!("{} {}", book.ruleset.name, book.ruleset.version).trim().to_owned(),
        notices: scanned.read.notices.clone(),
        files: files(book, prices, &question, &scanned),
        question,
    };
    spend(&mut plan, &mut sites, all)?;
    let mut places: Vec<PlacePlan> =
        sites.iter().filter(|site| site.case.present != 0).map(|site| site.plan(&judging, &plan.actions)).collect();
    // What happens at a place says nothing where no action is taken there, or might be.
    places.retain(|place| !place.buys.is_empty());
    let gain = |place: &PlacePlan| {
        worth(place.voters.unwrap_or(u64::from(is_one_place)), (place.before.low - place.after.low).max(0.0))
    };
    places.sort_by(|a, b| gain(b).cmp(&gain(a)).then_with(|| a.id.cmp(&b.id)));
    plan.places = places;
    Ok(plan)
}

/// Registered voters times points of risk, in thousandths.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded on purpose"
)]
fn worth(voters: u64, points: f64) -> u64 {
    (voters as f64 * points * f64::from(VALUE)).round().max(0.0) as u64
}

fn is_asked(place: &Place, question: &Question) -> bool {
    let states = &question.states;
    let in_states =
        states.is_empty() || place.state.as_ref().is_some_and(|state| states.iter().any(|of| **of == **state));
    let in_focus = |focus: &String| place.id.as_str() == focus || place.id.lies_in().any(|id| id == focus);
    in_states && question.focus.as_ref().is_none_or(in_focus)
}

fn line(action: &Action, book: &RuleBook, prices: &Prices, question: &Question) -> ActionLine {
    let months = i32::try_from(action.lead_months).unwrap_or(i32::MAX);
    let arrives_on = book.as_of.plus(Span { months, days: 0 }, 1).unwrap_or(Day::from_number(i32::MAX / 2));
    let price = action.price.as_ref().and_then(|key| prices.of(key));
    let range = |of: Option<(u64, u64)>| of.map(|(low, high)| Range { low, high });
    let each = range(price.and_then(|price| price.each));
    let is_late = |action: &Action| {
        let months = i32::try_from(action.lead_months).unwrap_or(i32::MAX);
        let arrives = book.as_of.plus(Span { months, days: 0 }, 1);
        question.until.is_some_and(|until| arrives.is_none_or(|day| day > until))
    };
    let standing = match () {
        () if action.off.is_some() => Standing::Off,
        () if is_late(action) => Standing::Late,
        () if action.price.is_none() => Standing::Free,
        () if each.is_none() => Standing::Unpriced,
        () => Standing::Priced,
    };
    ActionLine {
        id: action.id.clone(),
        title: action.title.clone(),
        standing,
        off: action.off.clone(),
        per: action.per,
        voters_each: action.voters_each,
        each,
        upkeep: range(price.and_then(|price| price.upkeep)),
        unit: price.map(|price| price.unit.clone()).unwrap_or_default(),
        source: price.map(|price| price.source.clone()).unwrap_or_default(),
        price_of: price.and_then(|price| price.as_of),
        why: action.why.clone(),
        arrives_on,
    }
}

/// A place that is asked about, with its choices at low prices and at high ones.
struct Site<'a> {
    case: Case,
    place: &'a Place,
    voters: Option<u64>,
    /// What a fall of its risk by a point is worth; `None` where it is not weighed.
    weight: Option<u64>,
    costs: Costs,
    bundles: [Vec<Bundle>; 2],
    taken: [u64; 2],
}

impl<'a> Site<'a> {
    fn new(
        case: Case,
        place: &'a Place,
        judging: &Judging<'_>,
        actions: &[ActionLine],
        upkeep_years: u32,
    ) -> Result<Self, Error> {
        let touched = judging.scanned.touched.get(&u32::try_from(case.index).unwrap_or(u32::MAX));
        let shares = &judging.links.shares;
        let costs = Costs::new((case.usable, shares), (&judging.book.actions, actions), (place, touched), upkeep_years);
        let counted = costs.alone.keys().fold(0, |all, action| all | 1 << action);
        let bundles = |end: fn(&Range) -> u64| {
            let bundles = case.bundles(judging.links, counted, &|taken| costs.sum(taken, end));
            bundles.ok_or_else(|| Error::TooManyLinked { place: place.name.to_string() })
        };
        let bundles = [bundles(|range| range.low)?, bundles(|range| range.high)?];
        let voters = place.voters();
        Ok(Self { voters, weight: voters, place, costs, bundles, taken: [0; 2], case })
    }

    fn value(&self, bundle: &Bundle) -> u64 {
        worth(self.weight.unwrap_or(0), self.case.before.low - bundle.risk)
    }

    /// The choices here, each with its bundle in the same place of the list.
    fn choices(&self, end: usize) -> Vec<Choice> {
        self.bundles[end].iter().map(|bundle| Choice { cost: bundle.cost, value: self.value(bundle) }).collect()
    }

    /// What is taken here where no money is: the best of what is free, whether or not anybody knows how many voters there are.
    fn free(&self, end: usize) -> u64 {
        let first = self.bundles[end].first().filter(|bundle| bundle.cost == 0 && bundle.risk < self.case.before.low);
        first.map_or(0, |bundle| bundle.actions)
    }

    fn plan(&self, judging: &Judging<'_>, actions: &[ActionLine]) -> PlacePlan {
        let risk = |taken: u64| judging.risk(self.case.index, self.place, taken);
        let useful = self.bundles.iter().flatten().fold(0, |all, bundle| all | bundle.actions);
        let mut buys = Vec::new();
        for action in self.costs.alone.keys() {
            let in_both = self.taken.map(|taken| taken >> action & 1 == 1);
            let when = match in_both {
                [true, true] if actions[*action].standing == Standing::Free => When::Free,
                [true, true] => When::Always,
                [true, false] => When::IfCheap,
                [false, true] => When::IfDear,
                [false, false] => {
                    let is_replaced = judging.links.is_excluded(*action, self.taken[0] | self.taken[1]);
                    if useful >> action & 1 == 0 || is_replaced || self.weight.is_none() {
                        continue;
                    }
                    When::NotReached
                }
            };
            let Some(Cost { units, cost, upkeep }) = self.costs.taken(*action, self.taken) else { continue };
            buys.push(Buy { action: *action, units, cost, upkeep, when });
        }
        PlacePlan {
            id: self.place.id.to_string(),
            name: self.place.name.clone(),
            state: self.place.state.clone(),
            voters: self.voters,
            before: self.case.before,
            after: risk(self.taken[1]),
            after_if_cheap: risk(self.taken[0]),
            buys,
            taken: self.taken,
            index: self.case.index,
        }
    }
}

/// Spends the money, once at low prices and once at high ones.
fn spend(plan: &mut Plan, sites: &mut [Site<'_>], places: &[Place]) -> Result<(), toml_file::Error> {
    for end in [0, 1] {
        for site in sites.iter_mut() {
            site.taken[end] = site.free(end);
        }
    }
    match plan.question.money.clone() {
        Money::Budget(budget) => {
            let of: Vec<usize> = (0..sites.len()).filter(|site| sites[*site].weight.is_some()).collect();
            plan.budget = budget;
            plan.cheapest = [0, 1].map(|end| cheapest(sites, &of, end));
            plan.low = buy(sites, &of, 0, budget);
            plan.high = buy(sites, &of, 1, budget);
        }
        Money::Funds(funds) => {
            let payers = funds.payers(places)?;
            let is_part = !plan.question.states.is_empty() || plan.question.focus.is_some();
            for (at, fund) in funds.all.iter().enumerate() {
                let is_over = fund.spend_by.is_some_and(|day| day < plan.as_of);
                let available = if is_over { 0 } else { fund.amount.saturating_add(fund.matching) };
                let is_of = |site: &Site<'_>| payers.by_place[site.case.index] == Some(at) && site.weight.is_some();
                let of: Vec<usize> = (0..sites.len()).filter(|site| is_of(&sites[*site])).collect();
                let is_passed = |site: &&Site<'_>| payers.passed_over[at].contains(&site.case.index);
                let passed_over = sites.iter().filter(is_passed).count() as u64;
                if is_part && !sites.iter().any(|site| payers.by_place[site.case.index] == Some(at)) {
                    continue;
                }
                let [low, high] = [0, 1].map(|end| buy(sites, &of, end, available));
                plan.budget = plan.budget.saturating_add(available);
                for end in [0, 1] {
                    let known = plan.cheapest[end].take().into_iter().chain(cheapest(sites, &of, end));
                    plan.cheapest[end] = known.min_by_key(|one| one.cost);
                }
                for (sum, one) in [(&mut plan.low, &low), (&mut plan.high, &high)] {
                    sum.spent = sum.spent.saturating_add(one.spent);
                    sum.gap += one.gap;
                    sum.next = sum.next.max(one.next);
                }
                let spent = Range { low: low.spent, high: high.spent };
                let (of, spend_by) = (fund.of.clone(), fund.spend_by);
                plan.funds.push(FundLine { of, available, spent, spend_by, is_over, passed_over });
            }
        }
    }
    for (end, bought) in [(0, &mut plan.low), (1, &mut plan.high)] {
        for site in sites.iter().filter(|site| site.taken[end] != 0) {
            let risk = site.case.risk_low(site.taken[end]);
            bought.value += u128::from(worth(site.weight.unwrap_or(0), site.case.before.low - risk));
            bought.voters = site.voters.map(|voters| voters + bought.voters.unwrap_or(0)).or(bought.voters);
            bought.places += 1;
        }
    }
    Ok(())
}

/// The cheapest purchase at some places that lowers a known risk by more than what is free there.
fn cheapest(sites: &[Site<'_>], of: &[usize], end: usize) -> Option<Cheapest> {
    let own = of.iter().filter_map(|at| {
        let site = &sites[*at];
        let free = site.bundles[end].first().filter(|bundle| bundle.cost == 0).map_or(0, |bundle| site.value(bundle));
        let bundle = site.bundles[end].iter().find(|bundle| bundle.cost > 0 && site.value(bundle) > free)?;
        Some((site, bundle))
    });
    let (site, bundle) = own.min_by_key(|(_, bundle)| bundle.cost)?;
    let actions = bits(bundle.actions).filter(|action| site.costs.alone.get(action).is_some_and(|of| of.cost.high > 0));
    Some(Cheapest { cost: bundle.cost, place: site.place.called(), actions: actions.collect() })
}

/// Spends a sum at some places in the best way; what all of them gain is added up later.
fn buy(sites: &mut [Site<'_>], of: &[usize], end: usize, budget: u64) -> Bought {
    let choices: Vec<Vec<Choice>> = of.iter().map(|site| sites[*site].choices(end)).collect();
    let found = best(&choices, budget, Limit::default());
    let more = best(&choices, budget.saturating_add(NEXT), Limit::default());
    for (site, pick) in of.iter().zip(&found.picks) {
        if let Some(bundle) = pick.and_then(|pick| sites[*site].bundles[end].get(pick).copied()) {
            sites[*site].taken[end] = bundle.actions;
        }
    }
    let gap = match found.proved {
        Proof::Best => 0,
        Proof::Within(gap) => gap,
    };
    Bought { spent: found.cost, gap, next: more.value.saturating_sub(found.value), ..Bought::default() }
}

/// The curve of what money brings, over all places together.
fn curve(sites: &[Site<'_>], end: usize) -> Vec<Point> {
    let choices: Vec<Vec<Choice>> =
        sites.iter().filter(|site| site.weight.is_some()).map(|site| site.choices(end)).collect();
    let steps: Vec<Point> =
        frontier(&choices).into_iter().map(|step| Point { cost: step.cost, value: step.value }).collect();
    let Some(last) = steps.last().copied() else { return Vec::new() };
    let each = steps.len().div_ceil(POINTS).max(1);
    let mut kept: Vec<Point> = steps.iter().step_by(each).copied().collect();
    if kept.last() != Some(&last) {
        kept.push(last);
    }
    kept
}

/// What could not be counted or priced, by kind and action.
fn bounded(sites: &[Site<'_>], scanned: &Scanned, standings: &[Standing], asked: u64) -> Vec<Bounded> {
    let mut all: BTreeMap<(Gap, Option<usize>), Bounded> = BTreeMap::new();
    let mut add = |kind: Gap, action: Option<usize>, rows: &Units, voters: Option<u64>| {
        if action.is_some_and(|action| asked >> action & 1 == 0) {
            return;
        }
        let none = Bounded { kind, action, places: 0, rows: Units::default(), voters: None };
        let own = all.entry((kind, action)).or_insert(none);
        own.places += 1;
        own.rows.join(rows);
        own.voters = voters.map(|voters| voters.saturating_add(own.voters.unwrap_or(0))).or(own.voters);
    };
    let nothing = Touched::default();
    for site in sites {
        let touched = scanned.touched.get(&u32::try_from(site.case.index).unwrap_or(u32::MAX)).unwrap_or(&nothing);
        for (action, units) in &touched.changes {
            match standings[*action] {
                Standing::Unpriced => add(Gap::NoPrice, Some(*action), units, site.voters),
                Standing::Late => add(Gap::Late, Some(*action), units, site.voters),
                Standing::Priced if !site.costs.alone.contains_key(action) => {
                    add(Gap::NoQuantity, Some(*action), units, site.voters);
                }
                Standing::Priced if site.costs.guessed >> action & 1 == 1 => {
                    add(Gap::NoPollingPlaces, Some(*action), units, site.voters);
                }
                Standing::Free | Standing::Priced | Standing::Off => {}
            }
        }
        for (action, units) in &touched.paid {
            add(Gap::PaidFor, Some(*action), units, site.voters);
        }
        for (action, units) in &touched.open {
            add(Gap::NotSaid, Some(*action), units, site.voters);
        }
        if site.weight.is_none() && !touched.changes.is_empty() {
            add(Gap::NoVoters, None, &Units::default(), None);
        }
    }
    all.into_values().collect()
}

fn files(
    book: &RuleBook,
    prices: &Prices,
    question: &Question,
    scanned: &Scanned,
) -> Vec<(&'static str, String, String)> {
    let mut files = Vec::new();
    for (role, of) in [("rules", &book.files), ("actions", &book.action_files), ("prices", &prices.files)] {
        files.extend(of.iter().map(|(path, sha256)| (role, path.clone(), sha256.clone())));
    }
    if let Money::Funds(funds) = &question.money {
        files.push(("funds", funds.origin.clone(), funds.sha256.clone()));
    }
    files.extend(book.waivers_file.iter().map(|(path, sha256)| ("waivers", path.clone(), sha256.clone())));
    files.extend(scanned.read.files.iter().map(|file| ("inventory", file.path.to_string(), file.sha256.clone())));
    files
}
