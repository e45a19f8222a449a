//! The knapsack solver against slower, plainer ways to find the same answers.

use pollworthy::plan::knapsack::{Choice, Limit, Proof, Solution, best, efficient, frontier};
use proptest::prelude::*;
use proptest::sample::select;

type Places = Vec<Vec<Choice>>;

fn choice(cost: u64, value: u64) -> Choice {
    Choice { cost, value }
}

fn solve(places: &Places, budget: u64) -> Solution {
    let solution = best(places, budget, Limit::default());
    assert_eq!(solution.proved, Proof::Best);
    assert_sums(places, budget, &solution);
    solution
}

/// The picks come to the sums given, and the cost is within the budget.
fn assert_sums(places: &Places, budget: u64, solution: &Solution) {
    assert_eq!(solution.picks.len(), places.len());
    let picked = solution.picks.iter().zip(places).flat_map(|(pick, list)| pick.map(|pick| list[pick]));
    let (mut cost, mut value) = (0, 0);
    for choice in picked {
        cost += u128::from(choice.cost);
        value += u128::from(choice.value);
    }
    assert_eq!((cost, value), (u128::from(solution.cost), solution.value));
    assert!(solution.cost <= budget);
}

/// The highest value and the lowest cost that gives it, by trying all mixes.
fn by_trying_all(places: &[Vec<Choice>], budget: u64) -> (u128, u64) {
    let Some((first, rest)) = places.split_first() else {
        return (0, 0);
    };
    let mut found = by_trying_all(rest, budget);
    for choice in first.iter().filter(|choice| choice.cost <= budget) {
        let (value, cost) = by_trying_all(rest, budget - choice.cost);
        let (value, cost) = (value + u128::from(choice.value), cost + choice.cost);
        if value > found.0 || value == found.0 && cost < found.1 {
            found = (value, cost);
        }
    }
    found
}

/// The same by the textbook table: for each cost the highest value.
fn by_table(places: &[Vec<Choice>], budget: u64) -> (u128, u64) {
    let mut table: Vec<Option<u128>> = vec![None; budget as usize + 1];
    table[0] = Some(0);
    for list in places {
        for at in (0..table.len()).rev() {
            let with = |choice: &Choice| {
                let before = at.checked_sub(choice.cost as usize)?;
                Some(table[before]? + u128::from(choice.value))
            };
            table[at] = list.iter().filter_map(with).max().max(table[at]);
        }
    }
    let mut found = (0, 0);
    for (cost, value) in table.into_iter().enumerate() {
        if let Some(value) = value.filter(|&value| value > found.0) {
            found = (value, cost as u64);
        }
    }
    found
}

fn sums(solution: &Solution) -> (u128, u64) {
    (solution.value, solution.cost)
}

/// All costs together, and a part of them in thousandths, as a budget.
fn part_of_all(places: &Places, part: u64) -> u64 {
    let highest = |list: &Vec<Choice>| list.iter().map(|choice| choice.cost).max().unwrap_or(0);
    let all: u128 = places.iter().map(|list| u128::from(highest(list))).sum();
    u64::try_from(all * u128::from(part) / 1000).unwrap_or(u64::MAX)
}

/// One choice of some kind: with no relation of cost and value, with many
/// ties, with values near the costs, with small values for much money, with whole prices, or with numbers near
/// the largest.
fn any_choice() -> impl Strategy<Value = Choice> {
    prop_oneof![
        (0..200_u64, 0..200_u64).prop_map(|(cost, value)| choice(cost, value)),
        (0..6_u64, 0..6_u64).prop_map(|(cost, value)| choice(cost, value)),
        (0..60_u64, 0..4_u64).prop_map(|(cost, more)| choice(cost, cost + more)),
        (0..300_u64, 0..5_u64).prop_map(|(cost, value)| choice(cost, value)),
        rated_choice(),
    ]
}

/// A whole number of units at one of a few prices, each worth the same a
/// unit everywhere.
fn rated_choice() -> impl Strategy<Value = Choice> {
    (select(vec![(17, 61), (10, 36), (17, 34), (10, 20)]), 1..5_u64)
        .prop_map(|((price, worth), units)| choice(price * units, worth * units))
}

/// Costs and values near the largest number, a half or a third of it, or
/// anywhere, or tiny.
fn huge_choice() -> impl Strategy<Value = Choice> {
    let near = |part: u64| (u64::MAX / part - 3)..=(u64::MAX / part);
    let huge = move || prop_oneof![0..3_u64, near(1), near(2), near(3), any::<u64>()];
    (huge(), huge()).prop_map(|(cost, value)| choice(cost, value))
}

fn places_of(choice: impl Strategy<Value = Choice>, places: usize, choices: usize) -> impl Strategy<Value = Places> {
    prop::collection::vec(prop::collection::vec(choice, 0..=choices), 0..=places)
}

/// A few kinds of place, each found at many places, so that the search finds
/// places alike.
fn alike(choice: impl Strategy<Value = Choice>, places: usize) -> impl Strategy<Value = Places> {
    let kinds = prop::collection::vec(prop::collection::vec(choice, 1..5), 1..4);
    (kinds, prop::collection::vec(any::<prop::sample::Index>(), places))
        .prop_map(|(kinds, picks)| picks.iter().map(|pick| pick.get(&kinds).clone()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn few_places_match_trying_all(places in places_of(any_choice(), 4, 6), part in 0..=1100_u64) {
        let budget = part_of_all(&places, part);
        prop_assert_eq!(sums(&solve(&places, budget)), by_trying_all(&places, budget));
    }

    #[test]
    fn eight_places_match_trying_all(places in places_of(any_choice(), 8, 2), part in 0..=1100_u64) {
        let budget = part_of_all(&places, part);
        prop_assert_eq!(sums(&solve(&places, budget)), by_trying_all(&places, budget));
    }

    #[test]
    fn huge_numbers_match_trying_all(places in places_of(huge_choice(), 6, 4), budget in any::<u64>()) {
        for budget in [budget, u64::MAX - 1, u64::MAX] {
            prop_assert_eq!(sums(&solve(&places, budget)), by_trying_all(&places, budget));
        }
    }

    #[test]
    fn places_alike_match_the_table(places in alike(any_choice(), 14), part in 0..=1000_u64) {
        let budget = part_of_all(&places, part);
        prop_assert_eq!(sums(&solve(&places, budget)), by_table(&places, budget));
    }

    #[test]
    fn small_values_for_much_money_match_trying_all(
        places in places_of((20..300_u64, 1..5_u64).prop_map(|(cost, value)| choice(cost, value)), 6, 3),
        part in 0..=1000_u64,
    ) {
        let budget = part_of_all(&places, part);
        prop_assert_eq!(sums(&solve(&places, budget)), by_trying_all(&places, budget));
    }

    #[test]
    fn rated_places_match_the_table(places in alike(rated_choice(), 14), part in 0..=1000_u64) {
        let budget = part_of_all(&places, part);
        prop_assert_eq!(sums(&solve(&places, budget)), by_table(&places, budget));
    }

    #[test]
    fn a_larger_budget_never_gives_less(places in places_of(any_choice(), 8, 4), budget in 0..200_u64) {
        let (small, large) = (solve(&places, budget), solve(&places, budget + 1));
        prop_assert!(small.value <= large.value);
    }

    #[test]
    fn a_limit_never_gives_a_false_proof(
        places in alike(any_choice(), 12),
        part in 0..=1000_u64,
        kept in 0..400_usize,
        tried in 0..2000_u64,
    ) {
        let budget = part_of_all(&places, part);
        let (value, cost) = by_table(&places, budget);
        let solution = best(&places, budget, Limit { kept, tried });
        assert_sums(&places, budget, &solution);
        match solution.proved {
            Proof::Best => prop_assert_eq!(sums(&solution), (value, cost)),
            Proof::Within(gap) => {
                prop_assert!(solution.value <= value);
                prop_assert!(value <= solution.value + gap);
            }
        }
    }

    #[test]
    fn efficient_choices_are_those_not_beaten(list in prop::collection::vec(any_choice(), 0..12)) {
        let kept = efficient(&list);
        prop_assert!(kept.windows(2).all(|pair| list[pair[0]].cost < list[pair[1]].cost));
        for (index, one) in list.iter().enumerate() {
            let beats = |(other_index, other): (usize, &Choice)| {
                let same = other == one && other_index >= index;
                !same && other.cost <= one.cost && other.value >= one.value
            };
            let beaten = one.value == 0 || list.iter().enumerate().any(beats);
            prop_assert_eq!(kept.contains(&index), !beaten);
        }
    }

    #[test]
    fn each_step_of_the_frontier_is_best_for_its_cost(places in places_of(any_choice(), 6, 5)) {
        let steps = frontier(&places);
        for pair in steps.windows(2).filter(|pair| pair[0].cost > 0) {
            prop_assert!(pair[0].cost < pair[1].cost && pair[0].value < pair[1].value);
        }
        for step in steps.iter().filter(|step| step.cost > 0) {
            prop_assert_eq!(solve(&places, step.cost as u64).value, step.value);
        }
        let all = solve(&places, u64::MAX);
        prop_assert_eq!(steps.last().map_or(0, |step| step.value), all.value);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn eight_places_of_six_match_trying_all(
        places in prop::collection::vec(prop::collection::vec(any_choice(), 5..=6), 7..=8),
        part in 0..=600_u64,
    ) {
        let budget = part_of_all(&places, part);
        prop_assert_eq!(sums(&solve(&places, budget)), by_trying_all(&places, budget));
    }

    #[test]
    fn fifty_places_match_the_table(
        places in prop::collection::vec(
            prop::collection::vec((0..2000_u64, 0..50_u64).prop_map(|(cost, more)| choice(cost, 3 * cost + more)), 0..8),
            50,
        ),
        budget in 0..20_000_u64,
    ) {
        prop_assert_eq!(sums(&solve(&places, budget)), by_table(&places, budget));
    }

    #[test]
    fn many_places_alike_match_the_table(places in alike(rated_choice(), 300), part in 0..=1000_u64) {
        let budget = part_of_all(&places, part);
        prop_assert_eq!(sums(&solve(&places, budget)), by_table(&places, budget));
    }
}

#[test]
fn nothing_to_buy_is_worth_nothing() {
    let solution = solve(&vec![], 100);
    assert_eq!((solution.picks, solution.cost, solution.value), (vec![], 0, 0));
    let solution = solve(&vec![vec![], vec![choice(0, 0)], vec![choice(101, 9)]], 100);
    assert_eq!((solution.picks, solution.cost, solution.value), (vec![None, None, None], 0, 0));
    assert!(frontier(&[]).is_empty());
    assert!(efficient(&[]).is_empty());
}

#[test]
fn no_budget_still_buys_what_is_free() {
    let places = vec![vec![choice(1, 9), choice(0, 2), choice(0, 3)], vec![choice(1, 9)]];
    let solution = solve(&places, 0);
    assert_eq!((solution.picks, solution.cost, solution.value), (vec![Some(2), None], 0, 3));
    let steps: Vec<_> = frontier(&places).iter().map(|step| (step.place, step.choice, step.cost, step.value)).collect();
    assert_eq!(steps, [(0, 2, 0, 3), (1, 0, 1, 12), (0, 0, 2, 18)]);
}

#[test]
fn among_equal_values_the_cheapest_wins() {
    let places = vec![vec![choice(9, 5), choice(7, 5), choice(7, 5)], vec![choice(6, 5), choice(8, 6)]];
    let solution = solve(&places, 15);
    assert_eq!((solution.picks, solution.cost, solution.value), (vec![Some(1), Some(1)], 15, 11));
    // One of two places must wait: the dearer one does.
    let solution = solve(&places, 12);
    assert_eq!((solution.picks, solution.cost, solution.value), (vec![None, Some(1)], 8, 6));
    let solution = solve(&places, 7);
    assert_eq!((solution.picks, solution.cost, solution.value), (vec![None, Some(0)], 6, 5));
}

#[test]
fn the_same_question_has_the_same_answer() {
    let places = vec![vec![choice(5, 5), choice(10, 10)]; 40];
    let first = solve(&places, 205);
    assert_eq!(first, solve(&places, 205));
    assert_eq!((first.cost, first.value), (205, 205));
}

#[test]
fn sums_beyond_64_bits_are_exact() {
    let places = vec![vec![choice(u64::MAX, u64::MAX), choice(0, u64::MAX - 1)]; 3];
    let solution = solve(&places, u64::MAX);
    assert_eq!(solution.value, 3 * u128::from(u64::MAX) - 2);
    let last = frontier(&places).pop().map(|step| (step.cost, step.value));
    assert_eq!(last, Some((3 * u128::from(u64::MAX), 3 * u128::from(u64::MAX))));
}

#[test]
fn a_limit_of_nothing_still_gives_an_answer() {
    let places = vec![vec![choice(6, 6), choice(7, 8)], vec![choice(6, 7)], vec![choice(5, 5)]];
    let solution = best(&places, 12, Limit { kept: 0, tried: 0 });
    assert_sums(&places, 12, &solution);
    assert!(matches!(solution.proved, Proof::Within(_)));
}
