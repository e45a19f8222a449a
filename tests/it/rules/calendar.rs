//! Rules from day to day: nothing turns a well-kept office, and with it the country, red overnight.

use pollworthy::finding::Verdict;
use pollworthy::report::Report;
use pollworthy::rules::BUILT_IN;
use pollworthy::words::value::Day;
use pollworthy::words::value::calendar::{last_federal_election, next_federal_election, previous_federal_election};

use crate::support::folder::Folder;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn after(day: Day, days: i32) -> Day {
    Day::from_number(day.number() + days)
}

/// The baseline with the rules alone whose conditions name the federal calendar, and nothing that they do not need.
fn rules_of_the_calendar() -> (String, Vec<String>) {
    let named = ["last_federal_election", "previous_federal_election", "next_federal_election"];
    let mut parts = BUILT_IN[0].1.split("\n[[rule]]\n");
    let head = parts.next().unwrap();
    let (params, rest) = head.split_once("\n[params]\n").unwrap();
    let params = format!("{params}\n[params]\n{}", rest.split_once("\n[").unwrap().0);
    let says = |rule: &str| {
        let asks = rule.split("require").nth(1).unwrap().split("measure").next().unwrap();
        named.iter().any(|name| asks.contains(name))
    };
    let rules: Vec<&str> = parts.map(|rule| rule.split("\n[list.").next().unwrap()).filter(|rule| says(rule)).collect();
    let ids = rules.iter().map(|rule| rule.split('"').nth(1).unwrap().to_owned()).collect();
    (rules.iter().fold(params, |text, rule| format!("{text}\n[[rule]]\n{rule}\n")), ids)
}

fn on(folder: &mut Folder, today: Day, rules: &str) -> Report {
    folder.options.as_of = today;
    folder.report(rules)
}

fn verdict(report: &Report, place: &str, rule: &str) -> Verdict {
    let at = report.rules.iter().position(|known| known.id == rule).unwrap();
    let place = report.places.iter().find(|known| known.id == place).unwrap();
    place.rules.iter().find(|result| result.rule() == at).unwrap().verdict
}

/// Offices that audit after every election: the next day, in four weeks and on the last of the sixty days; and one that has stopped.
#[test]
fn on_no_day_from_2024_to_2032_does_the_calendar_fail_an_office_that_audits_in_time() {
    let (rules, ids) = rules_of_the_calendar();
    assert_eq!(ids, ["PR-004"], "a rule that names the calendar belongs into this test");
    let (mut today, end) = (day("2024-01-01"), day("2032-12-31"));
    let mut folder = None;
    let mut written = Vec::new();
    while today <= end {
        let last = last_federal_election(today).unwrap();
        let before = previous_federal_election(today).unwrap();
        let audited = |takes: i32| if after(last, takes) <= today { after(last, takes) } else { after(before, takes) };
        let days = [audited(1), audited(28), audited(60), day("2022-11-30")];
        if days.as_slice() != written.as_slice() {
            let row = |(at, day): (usize, &Day)| format!("XE:00{},County {at},{day}\n", 2 * at + 1);
            let rows: String = days.iter().enumerate().map(row).collect();
            folder = Some(Folder::of("jurisdictions.csv", format!("id,name,last_audit_on\n{rows}")));
            written = days.to_vec();
        }
        let report = on(folder.as_mut().unwrap(), today, &rules);
        for place in ["XE:001", "XE:003", "XE:005"] {
            assert_eq!(verdict(&report, place, "PR-004"), Verdict::Pass, "{place} on {today}");
        }
        let stopped = if today <= after(day("2024-11-05"), 60) { Verdict::Pass } else { Verdict::Fail };
        assert_eq!(verdict(&report, "XE:007", "PR-004"), stopped, "{today}");
        today = after(today, 1);
    }
}

/// An office whose records are as a good office's are on a day; whatever fails there fails because of the day alone.
fn well_kept(today: Day) -> Folder {
    let next = next_federal_election(today).unwrap();
    let last = last_federal_election(today).unwrap();
    let audited =
        if after(last, 30) <= today { after(last, 30) } else { after(previous_federal_election(today).unwrap(), 30) };
    let tested = if after(next, -20) <= today { after(next, -20) } else { after(last, -20) };
    let office = format!(
        "[[jurisdictions]]\nid = 'XE:001'\nname = 'Adams County'\nnext_election = {next}\nsegmented_network = true\n\
         admin_mfa = true\nir_plan_on = {}\nir_exercised_on = {}\nbackup_offline = true\nrestore_tested_on = {}\n\
         last_audit_on = {audited}\nlist_complete = true\n\
         [[services]]\nservice = 'vulnerability-scan'\nstarted_on = {}\n\
         [[services]]\nservice = 'penetration-test'\ndelivered_on = {}\n\
         [[network]]\nrole = 'workstation'\nconnectivity = 'county-lan'\nsupport_ends_on = {}\npatched_on = {}\n\
         sensor = 'Albert'\nedr = true\n",
        after(today, -700),
        after(today, -300),
        after(today, -300),
        after(today, -900),
        after(today, -600),
        after(today, 1_000),
        after(today, -10),
    );
    let machine = |kind: &str, model: &str, more: &str| {
        format!(
            "XE:001,{kind},Hart InterCivic,{model},{},{more},certified,2.7.1,2.7.1,{},air-gapped,absent,{tested},yes,\
             {tested},yes\n",
            after(today, -2_000),
            after(today, 1_000)
        )
    };
    let machines = format!(
        "jurisdiction,equipment_type,manufacturer,model,first_used_on,used_standard,used_accessible,tabulates_from,\
         certification_status,system_version,certified_version,support_ends_on,connectivity,wireless,la_tested_on,sealed,\
         hash_verified_on,still_made\n{}{}",
        machine("hand-fed-scanner", "Verity Scan", "yes,no,text"),
        machine("bmd", "Verity Touch Writer", "no,yes,text"),
    );
    Folder::of("office.toml", office).with("equipment.csv", machines)
}

#[test]
fn a_well_kept_office_fails_no_rule_on_any_day_that_may_matter() {
    let mut days = Vec::new();
    for year in 2024..=2032 {
        days.extend([1, 4, 7, 10].into_iter().filter_map(|month| Day::new(year, month, 1)));
    }
    for election in ["2024-11-05", "2026-11-03", "2028-11-07", "2030-11-05", "2032-11-02"].map(day) {
        days.extend([-6, -5, -1, 0, 1, 59, 60, 61].map(|days| after(election, days)));
    }
    for today in days {
        let report = on(&mut well_kept(today), today, BUILT_IN[0].1);
        let fails = |at: &usize| report.places[0].rules[*at].verdict == Verdict::Fail;
        let failing: Vec<&str> = (0..report.places[0].rules.len())
            .filter(fails)
            .map(|at| report.rules[report.places[0].rules[at].rule()].id.as_str())
            .collect();
        assert!(failing.is_empty(), "{today}: {failing:?}");
    }
}
