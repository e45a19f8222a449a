//! Verdicts and scores, held against figures worked out by hand from the definitions.

use pollworthy::audit::{Count, Interval, risk};
use pollworthy::finding::{Severity, Verdict};
use pollworthy::report::{PlaceReport, Report, RuleResult, Standing};

use crate::support::folder::Folder;

/// A rule about `vvpat`, with more keys of its own.
fn rule(id: &str, more: &str) -> String {
    let severity = if more.contains("severity") { "" } else { "severity = 'critical'" };
    format!(
        "[[rule]]\nid = '{id}'\ntopic = 't-{id}'\ntitle = 't'\ntable = 'equipment'\nrequire = 'vvpat'\n{severity}\n{more}\n"
    )
}

/// Machines of one place: kind, printer, quantity, with `?` for a blank.
fn machines(rows: &[(&str, &str, &str)]) -> Folder {
    let blank = |cell: &str| if cell == "?" { String::new() } else { cell.to_owned() };
    let lines: String = rows
        .iter()
        .map(|(kind, vvpat, quantity)| format!("39001,{},{},{}\n", blank(kind), blank(vvpat), blank(quantity)))
        .collect();
    Folder::of("equipment.csv", format!("jurisdiction,equipment_type,vvpat,quantity\n{lines}"))
}

fn result(report: &Report) -> &RuleResult {
    &report.places[0].rules[0]
}

#[track_caller]
fn extent(rows: &[(&str, &str, &str)], more: &str, verdict: Verdict, (low, high): (f64, f64)) {
    let report = machines(rows).report(&rule("R", more));
    let result = result(&report);
    assert_eq!(result.verdict, verdict);
    assert_eq!((result.extent.low, result.extent.high), (low, high));
}

#[test]
fn a_share_counts_units() {
    extent(&[("dre", "no", "1"), ("dre", "yes", "2"), ("dre", "?", "1")], "", Verdict::Fail, (0.25, 0.5));
    extent(&[("dre", "yes", "3"), ("dre", "?", "1")], "", Verdict::Unknown, (0.0, 0.25));
    extent(&[("dre", "yes", "3")], "", Verdict::Pass, (0.0, 0.0));
}

#[test]
fn the_worst_asset_counts_in_full() {
    let worst = "measure = 'worst'";
    extent(&[("dre", "no", "1"), ("dre", "yes", "60")], worst, Verdict::Fail, (1.0, 1.0));
    extent(&[("dre", "?", "1"), ("dre", "yes", "60")], worst, Verdict::Unknown, (0.0, 1.0));
    extent(&[("dre", "yes", "60")], worst, Verdict::Pass, (0.0, 0.0));
}

#[test]
fn any_good_row_is_enough() {
    let any = "measure = 'any'";
    extent(&[("dre", "no", "60"), ("dre", "yes", "1")], any, Verdict::Pass, (0.0, 0.0));
    extent(&[("dre", "no", "60"), ("dre", "?", "1")], any, Verdict::Unknown, (0.0, 1.0));
    // A row that nobody listed may be the good one.
    extent(&[("dre", "no", "60")], any, Verdict::Unknown, (0.0, 1.0));
}

#[test]
fn that_no_row_will_do_is_known_only_where_the_place_says_that_its_lists_are_complete() {
    let none = [("dre", "no", "60"), ("dre", "no", "1")];
    let with = |rows: &[(&str, &str, &str)], office: &str| {
        let report = machines(rows).with("jurisdictions.csv", office).report(&rule("R", "measure = 'any'"));
        let place = report.places.iter().find(|place| place.id == "39001").unwrap();
        (place.rules[0].verdict, place.rules[0].extent.low, place.rules[0].extent.high)
    };
    let says = |word: &str| format!("id,list_complete\n39001,{word}\n");
    assert_eq!(with(&none, &says("yes")), (Verdict::Fail, 1.0, 1.0));
    for other in ["no", "", "perhaps"] {
        assert_eq!(with(&none, &says(other)), (Verdict::Unknown, 0.0, 1.0), "{other}");
    }
    // What the state says of its own lists says nothing of a county's.
    assert_eq!(with(&none, "id,list_complete\n39,yes\n39001,\n"), (Verdict::Unknown, 0.0, 1.0));
    // Two rows that contradict each other say nothing.
    assert_eq!(with(&none, "id,list_complete\n39001,yes\n39001,no\n"), (Verdict::Unknown, 0.0, 1.0));
    // An open row leaves it open, and a good row settles it, whatever is said of the lists.
    assert_eq!(with(&[("dre", "no", "1"), ("dre", "?", "1")], &says("yes")), (Verdict::Unknown, 0.0, 1.0));
    assert_eq!(with(&[("dre", "no", "1"), ("dre", "yes", "1")], &says("no")), (Verdict::Pass, 0.0, 0.0));
    // A list without any row the rule is about may be one that was not sent.
    let report = machines(&none)
        .with("jurisdictions.csv", says("yes"))
        .report(&rule("R", "measure = 'any'\namong = \"equipment_type = 'bmd'\""));
    assert_eq!(result(&report).verdict, Verdict::Unknown);
}

#[test]
fn the_other_measures_ask_nothing_of_complete_lists() {
    extent(&[("dre", "no", "2")], "", Verdict::Fail, (1.0, 1.0));
    extent(&[("dre", "no", "2")], "measure = 'worst'", Verdict::Fail, (1.0, 1.0));
    extent(&[("dre", "no", "2")], "at_least = 0.5", Verdict::Fail, (1.0, 1.0));
}

#[test]
fn any_uses_among_and_not_applies() {
    let any = "measure = 'any'\namong = \"equipment_type = 'dre'\"\napplies = 'false'";
    extent(&[("dre", "yes", "1")], any, Verdict::Pass, (0.0, 0.0));
    extent(&[("bmd", "yes", "1")], any, Verdict::Unknown, (0.0, 1.0));
}

#[test]
fn at_least_is_met_exactly_at_its_share() {
    let least = "at_least = 0.9";
    extent(&[("dre", "yes", "9"), ("dre", "no", "1")], least, Verdict::Pass, (0.0, 0.0));
    extent(&[("dre", "yes", "8"), ("dre", "no", "2")], least, Verdict::Fail, (0.2, 0.2));
    extent(&[("dre", "yes", "8"), ("dre", "no", "1"), ("dre", "?", "1")], least, Verdict::Unknown, (0.0, 0.2));
}

#[test]
fn a_place_without_rows_the_rule_is_about_has_no_evidence() {
    let among = "among = \"equipment_type = 'dre'\"";
    extent(&[("bmd", "yes", "1")], among, Verdict::Unknown, (0.0, 1.0));
    extent(&[("?", "yes", "1")], among, Verdict::Unknown, (0.0, 1.0));
}

#[test]
fn rows_that_do_not_apply_make_the_rule_not_applicable() {
    extent(&[("bmd", "no", "1")], "applies = \"equipment_type = 'dre'\"", Verdict::NotApplicable, (0.0, 0.0));
}

/// Once its type is known it may leave the place without evidence: that it does not apply is no answer yet.
#[test]
fn a_row_that_may_fall_outside_the_rule_does_not_make_it_not_applicable() {
    let more = "among = \"equipment_type = 'dre'\"\napplies = \"quantity > 1\"";
    extent(&[("?", "yes", "1")], more, Verdict::Unknown, (0.0, 1.0));
    extent(&[("bmd", "yes", "1")], more, Verdict::Unknown, (0.0, 1.0));
    extent(&[("dre", "yes", "1")], more, Verdict::NotApplicable, (0.0, 0.0));
}

#[test]
fn a_row_of_which_it_is_unknown_whether_the_rule_applies_is_unknown() {
    let applies = "applies = \"equipment_type = 'dre'\"";
    extent(&[("?", "yes", "1"), ("dre", "yes", "1")], applies, Verdict::Unknown, (0.0, 0.5));
}

#[test]
fn a_missing_quantity_weighs_one_and_adds_no_unit() {
    let report = machines(&[("dre", "no", "?"), ("dre", "yes", "3")]).report(&rule("R", ""));
    let tally = &result(&report).tally();
    assert_eq!((tally.fail().weight, tally.fail().units(), tally.fail().bare), (1, 0, 1));
    assert_eq!(result(&report).extent.low, 0.25);
}

#[test]
fn incidents_without_rows_are_not_applicable() {
    let law = "[[rule]]\nid = 'I'\ntopic = 't'\ntitle = 't'\ntable = 'incidents'\nrequire = 'contained_on is not null'\nseverity = 'high'\n";
    assert_eq!(result(&machines(&[("dre", "no", "1")]).report(law)).verdict, Verdict::NotApplicable);
}

#[test]
fn no_rows_are_good_news_only_where_another_rule_passes() {
    let law = |service: &str| {
        let office =
            format!("[[services]]\njurisdiction = '39001'\nservice = 'vulnerability-scan'\nprovider = '{service}'\n");
        let law = "[[rule]]\nid = 'V'\ntopic = 't'\ntitle = 't'\ntable = 'vulnerabilities'\nrequire = 'fixed_on is not null'\n\
                   severity = 'high'\nno_rows_pass_if = 'S'\n[[rule]]\nid = 'S'\ntopic = 't'\ntitle = 't'\ntable = 'services'\n\
                   require = \"provider = 'x'\"\nmeasure = 'any'\nseverity = 'low'\n";
        Folder::of("office.toml", office).report(law).places[0].rules[0].verdict
    };
    assert_eq!(law("x"), Verdict::Pass);
    assert_eq!(law("y"), Verdict::Unknown);
}

#[track_caller]
fn close(one: f64, other: f64) {
    assert!((one - other).abs() < 1e-9, "{one} is not {other}");
}

/// The risk of rules that fail to these extents, with nothing unknown.
fn scored(rules: &[(Severity, f64)]) -> f64 {
    let both = |(severity, extent): &(Severity, f64)| (*severity, Interval { low: *extent, high: *extent });
    risk(rules.iter().map(both).collect::<Vec<_>>().into_iter()).low
}

#[test]
fn the_score_is_the_formula() {
    close(scored(&[]), 0.0);
    close(scored(&[(Severity::Critical, 1.0)]), 90.0);
    close(scored(&[(Severity::Low, 1.0)]), 3.0);
    // x = 1/2: .45 of it is taken, and what passes takes nothing.
    close(scored(&[(Severity::Critical, 0.25), (Severity::High, 0.0)]), 45.0);
    // .7 is left, and of that .99: x = 1/10.
    close(scored(&[(Severity::High, 1.0), (Severity::Medium, 0.01)]), 100.0 * (1.0 - 0.7 * 0.99));
    close(scored(&[(Severity::Info, 1.0)]), 0.0);
}

#[test]
fn each_severity_weighs_three_times_the_one_below_and_seven_high_about_as_much_as_one_critical() {
    let weights = Severity::ALL.map(Severity::weight);
    for pair in weights[..4].windows(2) {
        assert!((pair[0] / pair[1] - 3.0).abs() < 0.4, "{pair:?}");
    }
    assert!(weights[4].abs() < f64::EPSILON);
    assert!((scored(&[(Severity::High, 1.0); 7]) - scored(&[(Severity::Critical, 1.0)])).abs() < 2.0);
}

#[test]
fn passes_never_average_a_failure_away() {
    let mut rules = vec![(Severity::Critical, 1.0)];
    rules.extend([(Severity::High, 0.0); 200]);
    close(scored(&rules), 90.0);
}

#[test]
fn what_the_risk_would_be_were_rules_met() {
    let law = [rule("A", "severity = 'high'"), rule("B", "severity = 'low'")].concat();
    let report = machines(&[("dre", "no", "1")]).report(&law);
    let met = |met: &[usize]| report.were_met(&report.places[0], met);
    close(met(&[]), report.places[0].risk.low);
    close(met(&[0]), scored(&[(Severity::High, 0.0), (Severity::Low, 1.0)]));
    close(met(&[1]), scored(&[(Severity::High, 1.0), (Severity::Low, 0.0)]));
    close(met(&[0, 1]), 0.0);
}

#[track_caller]
fn standing(vvpat: &str, severity: &str, wanted: Standing) {
    let report = machines(&[("dre", vvpat, "1")]).report(&rule("R", &format!("severity = '{severity}'")));
    assert_eq!(report.places[0].standing, wanted);
}

#[test]
fn standing_is_about_high_and_critical_rules() {
    standing("no", "critical", Standing::ActionNeeded);
    standing("no", "high", Standing::ActionNeeded);
    standing("?", "high", Standing::NotShown);
    standing("yes", "high", Standing::MeetsTheRules);
    standing("yes", "medium", Standing::MeetsTheRules);
    standing("no", "medium", Standing::NotShown);
    standing("no", "info", Standing::NotShown);
    standing("yes", "info", Standing::NotShown);
}

#[test]
fn completeness_is_the_share_of_weight_that_is_answered() {
    let law =
        [rule("A", "severity = 'high'"), rule("B", "severity = 'low'\namong = \"equipment_type = 'bmd'\"")].concat();
    let report = machines(&[("dre", "yes", "1")]).report(&law);
    // .30 of .30 and .03 is answered.
    close(report.places[0].completeness, 0.30 / 0.33);
}

fn at<'a>(report: &'a Report, id: &str) -> &'a PlaceReport {
    report.place(id).unwrap()
}

#[test]
fn places_come_in_the_order_of_work_and_silent_ones_are_a_group_behind() {
    let places = "id,registered_voters\n39001,\n39003,\n39005,700\n39009,900\n";
    let rows = "jurisdiction,vvpat,quantity\n39005,no,1\n39003,?,1\n39001,yes,1\n39007,yes,1\n39009,no,1\n";
    let report = Folder::of("equipment.csv", rows).with("jurisdictions.csv", places).report(&rule("R", ""));
    let order: Vec<(&str, bool)> = report.places.iter().map(|place| (place.id.as_str(), place.silent)).collect();
    // Both fail alike: more voters come first. Where nothing fails the id decides, and who answers nothing is apart.
    assert_eq!(order, [("39009", false), ("39005", false), ("39001", false), ("39007", false), ("39003", true)]);
}

#[test]
fn one_critical_rule_not_met_comes_before_many_high_ones_and_a_high_one_before_many_medium_ones() {
    let many = |name: &str, severity: &str, asks: &str| -> String {
        (0..9)
            .map(|at| rule(&format!("{name}-{at}"), &format!("severity = '{severity}'\namong = \"{asks}\"")))
            .collect()
    };
    let law = [
        rule("C", "severity = 'critical'\namong = \"equipment_type = 'dre'\""),
        many("H", "high", "equipment_type = 'bmd'"),
        rule("H", "severity = 'high'\namong = \"equipment_type = 'scanner'\""),
        many("M", "medium", "equipment_type = 'lever'"),
    ];
    let machines = |place: u32, kind: &str, good: u32| format!("{place},{kind},no,1\n{place},{kind},yes,{good}\n");
    let rows = [
        "jurisdiction,equipment_type,vvpat,quantity\n".to_owned(),
        machines(39001, "lever", 0),
        machines(39003, "scanner", 99),
        machines(39005, "bmd", 0),
        machines(39007, "dre", 99),
    ];
    let report = Folder::of("equipment.csv", rows.concat()).report(&law.concat());
    let order: Vec<&str> = report.places.iter().map(|place| place.id.as_str()).collect();
    assert_eq!(order, ["39007", "39005", "39003", "39001"]);
    let low = |id: &str| at(&report, id).risk.low;
    assert!(low("39005") > low("39007") && low("39001") > low("39003"), "by risk alone the order is another");
}

#[test]
fn a_state_weighs_its_places_by_voters_and_leaves_its_own_row_out() {
    let places = "id,registered_voters\n39,1000000\n39001,300\n39003,100\n39005,\n";
    let rows = "jurisdiction,vvpat\n39,no\n39001,no\n39003,yes\n39005,yes\n";
    let report = Folder::of("jurisdictions.csv", places).with("equipment.csv", rows).report(&rule("R", ""));
    let ohio = &report.states[0];
    let fails = scored(&[(Severity::Critical, 1.0)]);
    // The third place, without voters, weighs the mean of the others: 200.
    close(ohio.risk.low, fails * 300.0 / 600.0);
    close(ohio.max.low, fails);
    assert_eq!(ohio.standings.all().places, 3);
    assert!(at(&report, "39").has_below && at(&report, "39001").parent.as_deref() == Some("39"));
}

/// What is counted of a place is moved to where there is more room, again and again: nothing is lost on the way.
#[test]
fn counts_of_any_size_add_up() {
    let kinds = [0, 1, 2, 5, 62, 63, 64, 255, 1_000, 1_023, 65_535, 65_536, 1_000_000];
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    // Of the one place rows come one by one and together, of the other now and then; some weigh little, some much.
    let rows: Vec<(usize, usize, Option<u64>)> = (0..6_000)
        .map(|row| {
            let most = [4, 8, kinds.len()][row / 400 % 3];
            let quantity = (next(9) > 0).then(|| kinds[next(most)]);
            (usize::from(next(50) == 0), next(3), quantity)
        })
        .collect();
    let lines: String = rows
        .iter()
        .map(|(place, says, quantity)| {
            let quantity = quantity.map(|quantity| quantity.to_string()).unwrap_or_default();
            format!("{},dre,{},{quantity}\n", ["39001", "39003"][*place], ["yes", "no", ""][*says])
        })
        .collect();
    // So many rules have more lanes than lie together.
    let rules: String = (0..40).map(|at| rule(&format!("R-{at}"), "")).collect();
    let text = format!("jurisdiction,equipment_type,vvpat,quantity\n{lines}");
    for threads in [1, 2] {
        let report = Folder::of("equipment.csv", &text).in_pieces(4_096).by_threads(threads).report(&rules);
        for (place, found) in report.places.iter().enumerate() {
            let sum = |says: usize| {
                let of = rows.iter().filter(|row| (row.0, row.1) == (place, says) && row.2 != Some(0));
                of.fold((0, 0, 0), |(weight, units, rows), row| {
                    (weight + row.2.unwrap_or(1), units + row.2.unwrap_or(0), rows + 1)
                })
            };
            for result in &found.rules {
                let (tally, told) = (&result.tally(), |count: &Count| (count.weight, count.units(), count.rows));
                let counted = [tally.pass(), tally.fail(), tally.unknown()].map(told);
                assert_eq!(counted, [sum(0), sum(1), sum(2)], "{} at {}, {threads} threads", result.rule(), found.id);
            }
        }
    }
}
