//! Rules files: every mistake at its place, all of them in one run; and the rules inside the binary.

use pollworthy::finding::{Severity, Verdict};
use pollworthy::limits::rules::{CONDITION_PARTS, CONDITION_PARTS_IN_ALL};
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::report::advice::Advice;
use pollworthy::report::{Report, Standing, examples};
use pollworthy::rules::{BUILT_IN, Measure, RuleBook};
use pollworthy::words::value::{Day, Value};

use crate::support::folder::Folder;

fn read(text: &str) -> Result<RuleBook, String> {
    set(text, &[])
}

/// Reads rules with `--set`.
fn set(text: &str, set: &[(&str, &str)]) -> Result<RuleBook, String> {
    let set: Vec<(String, String)> = set.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    RuleBook::read("my.toml", text, &set, Day::new(2026, 11, 22).unwrap()).map_err(|error| error.to_string())
}

/// A rule that is right but for the lines given in place of its own of the same key.
fn rule(lines: &[&str]) -> String {
    let own =
        ["id = 'R-1'", "topic = 't'", "title = 'T'", "table = 'equipment'", "severity = 'low'", "require = 'vvpat'"];
    let key = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    let kept = own.iter().filter(|line| lines.iter().all(|given| key(given) != key(line)));
    let all: Vec<&str> =
        ["[[rule]]"].iter().chain(kept).chain(lines).copied().filter(|line| !line.ends_with("= -")).collect();
    format!("{}\n", all.join("\n"))
}

/// The one mistake of a text: where it is, what is said, and the words over the carets.
#[track_caller]
fn mistake(text: &str, wanted: &str, under: &str) {
    let said = read(text).expect_err("a mistake");
    let lines: Vec<&str> = said.lines().collect();
    let [message, _, line, carets] = lines[..] else { panic!("one mistake, not:\n{said}") };
    assert_eq!(message, format!("my.toml:{wanted}"));
    let start = carets.chars().position(|c| c == '^').expect("a caret");
    let marked: String = line.chars().skip(start).take(carets.chars().filter(|c| *c == '^').count()).collect();
    assert_eq!(marked, under, "\n{said}");
}

// Keys

#[test]
fn a_rule_that_is_right_is_read() {
    let book = read(&rule(&[])).unwrap();
    assert_eq!((book.rules[0].id.as_str(), book.rules[0].line, book.rules[0].measure), ("R-1", 1, Measure::Share));
}

#[test]
fn a_key_that_is_not_known_is_refused_with_the_nearest() {
    mistake(&rule(&["sevrity = 'low'"]), "8:1: a rule has no key \"sevrity\"; did you mean \"severity\"?", "sevrity");
    mistake("[rulset]\nname = 'x'\n", "1:2: a rules file has no key \"rulset\"; did you mean \"ruleset\"?", "rulset");
    mistake(
        "[ruleset]\nqqq = 'x'\n",
        "2:1: ruleset has no key \"qqq\"; it has name, version, extends, examples_as_of, law",
        "qqq",
    );
}

#[test]
fn what_a_rule_must_have_is_asked_for() {
    mistake(&rule(&["require = -"]), "1:1: this rule has no require", "[[rule]]");
    mistake(&rule(&["title = ' '"]), "7:9: title is empty", "' '");
}

#[test]
fn a_value_of_a_wrong_kind_is_reported() {
    mistake(&rule(&["title = 7"]), "7:9: title is text in quotes, and this is a number", "7");
    mistake(&rule(&["public = 'yes'"]), "8:10: public is true or false, and this is text", "'yes'");
    mistake("rule = 'x'\n", "1:8: rule is a list, and this is text", "'x'");
}

#[test]
fn what_is_not_toml_is_reported_at_its_position() {
    mistake("[ruleset]\nname = x\n", "2:8: string values must be quoted, expected literal string", "x");
}

// Names and words

#[test]
fn severities_tables_measures_verdicts_and_bases_are_closed_lists() {
    mistake(&rule(&["severity = 'hihg'"]), "7:12: severity \"hihg\" is not known; did you mean \"high\"?", "'hihg'");
    mistake(
        &rule(&["table = 'equipmnt'"]),
        "7:9: table \"equipmnt\" is not known; did you mean \"equipment\"?",
        "'equipmnt'",
    );
    mistake(&rule(&["measure = 'sum'"]), "8:11: measure \"sum\" is not known; it is one of share, worst, any", "'sum'");
    mistake(
        &rule(&["source = [{ basis = 'lore', cite = 'x' }]"]),
        "8:21: basis \"lore\" is not known; it is one of law, standard, benchmark, practice",
        "'lore'",
    );
    mistake(
        &rule(&["example = [{ verdict = 'passes', asset = {} }]"]),
        "8:24: verdict \"passes\" is not known; did you mean \"pass\"?",
        "'passes'",
    );
}

#[test]
fn a_column_that_is_not_there_is_reported_with_the_nearest() {
    mistake(
        &rule(&["require = 'vvpat or papr_record = 1'"]),
        "7:21: equipment has no column \"papr_record\", and nothing defines it; did you mean paper_record?",
        "papr_record",
    );
    mistake(
        &rule(&["require = 'jurisdiction.stat is null'"]),
        "7:12: jurisdiction has no column \"stat\"; did you mean jurisdiction.state?",
        "jurisdiction.stat",
    );
    mistake(
        &rule(&["example = [{ verdict = 'pass', asset = { vvpt = true } }]"]),
        "8:42: equipment has no column \"vvpt\"; did you mean vvpat?",
        "vvpt",
    );
}

#[test]
fn a_word_that_its_column_does_not_have_is_reported_with_the_nearest() {
    mistake(
        &rule(&["require = \"equipment_type in ('bmd', 'dree')\""]),
        "7:38: 'dree' is not a word of equipment_type (what it is); did you mean 'dre'?",
        "'dree'",
    );
    mistake(
        &rule(&["require = \"'dree' <> equipment_type\""]),
        "7:12: 'dree' is not a word of equipment_type (what it is); did you mean 'dre'?",
        "'dree'",
    );
}

#[test]
fn kinds_that_do_not_go_together_are_reported() {
    mistake(
        &rule(&["require = \"quantity > 'x'\""]),
        "7:12: quantity (how many like it this row stands for; 0 means that there are none: a whole number) cannot be compared \
         with text",
        "quantity > 'x'",
    );
    mistake(
        &rule(&["require = 'quantity + 1'"]),
        "7:12: a condition is yes or no, and this is a whole number",
        "quantity + 1",
    );
    mistake(
        &rule(&["require = \"first_used_on > 'spring'\""]),
        "7:28: 'spring' is not a date; write year-month-day, as in '2026-11-01'",
        "'spring'",
    );
}

#[test]
fn what_is_not_sql_is_reported_at_its_position() {
    mistake(&rule(&["require = 'vvpat and'"]), "7:21: expected: an expression, found: the end", "'");
    mistake(&rule(&["require = 'vvpat sealed'"]), "7:18: the condition ends before \"sealed\"", "s");
}

// Places inside texts

#[test]
fn a_mistake_is_found_in_a_text_of_many_lines() {
    let text = rule(&["require = \"\"\"\nvvpat\n  or sealled\n\"\"\""]);
    mistake(&text, "9:6: equipment has no column \"sealled\", and nothing defines it; did you mean sealed?", "sealled");
    let text = rule(&["require = \"\"\"vvpat or \\\n    sealled\"\"\""]);
    mistake(&text, "8:5: equipment has no column \"sealled\", and nothing defines it; did you mean sealed?", "sealled");
    let text = rule(&["require = '''\r\nvvpat or\r\nsealled'''"]);
    mistake(&text, "9:1: equipment has no column \"sealled\", and nothing defines it; did you mean sealed?", "sealled");
}

#[test]
fn a_mistake_is_found_behind_escapes_and_beyond_ascii() {
    let text = rule(&["require = \"model = '\\u00e9\\t\\\"' or sealled\""]);
    mistake(
        &text,
        "7:36: equipment has no column \"sealled\", and nothing defines it; did you mean sealed?",
        "sealled",
    );
    let text = rule(&["require = \"model = 'Ñandú 車' or sealled\""]);
    mistake(
        &text,
        "7:33: equipment has no column \"sealled\", and nothing defines it; did you mean sealed?",
        "sealled",
    );
}

// Defines, params, lists

#[test]
fn a_define_that_leads_to_itself_is_reported_once() {
    let text = format!("[define.equipment]\na = 'b'\nb = 'not a'\n{}", rule(&["require = 'a'"]));
    mistake(&text, "3:10: a is defined by itself: a -> b -> a", "a");
}

#[test]
fn a_define_that_doubles_the_one_before_is_refused_where_it_grows_too_large() {
    let mut text = "[define.equipment]\nd0 = 'quantity > 1'\n".to_owned();
    for at in 1..=2_000 {
        let before = at - 1;
        text.push_str(&format!("d{at} = '(d{before} and quantity > {at}) or (d{before} and quantity < 9)'\n"));
    }
    let text = text + &rule(&["require = 'd24'"]);
    let wanted = "12:35: with d9 the condition has more than 10,000 parts that it does not write out; use fewer names in \
                  it, or names with shorter definitions";
    mistake(&text, wanted, "d9");
    // Two names that each rest on both before them grow as fast.
    let mut text = "[define.equipment]\nl0 = 'sealed'\nr0 = 'vvpat'\n".to_owned();
    for at in 1..=40 {
        let before = at - 1;
        text.push_str(&format!("l{at} = 'l{before} and r{before}'\nr{at} = 'l{before} or r{before}'\n"));
    }
    let said = read(&(text + &rule(&["require = 'l40'"]))).unwrap_err();
    assert!(said.contains("the condition has more than 10,000 parts that it does not write out"), "{said}");
}

#[test]
fn what_defines_stand_for_in_all_rules_together_is_bounded() {
    let many = |text: &str| [text; 1_000].join(" or ");
    let mut text = format!("[define.equipment]\nmany = '{}'\n", many("vvpat"));
    for at in 0..1_000 {
        text.push_str(&rule(&[]).replace("R-1", &format!("R-{at}")).replace("require", "among = 'many'\nrequire"));
    }
    let said = read(&text).unwrap_err();
    let wanted = "with many all conditions of the rules have more than 100,000 parts that they do not write out; use fewer \
                  names in them, or names with shorter definitions";
    assert_eq!(said.matches("with many").count(), 1, "{said}");
    assert!(said.contains(wanted), "{said}");
}

#[test]
fn what_a_condition_compares_more_than_once_is_bounded_too() {
    let mut nested = "quantity".to_owned();
    for at in 0..13 {
        nested = format!("case when {nested} between 0 and {at} then 1 else 2 end");
    }
    let said = read(&rule(&[&format!("require = '{nested} = 1'")])).unwrap_err();
    assert!(said.contains("with what is between two others the condition has more than 10,000 parts"), "{said}");
    let mut nested = "quantity".to_owned();
    for _ in 0..5 {
        let whens: String = (0..60).map(|at| format!(" when {at} then {at}")).collect();
        nested = format!("case {nested}{whens} end");
    }
    let said = read(&rule(&[&format!("require = '{nested} = 1'")])).unwrap_err();
    assert!(said.contains("with what each when is compared with the condition has more than 10,000 parts"), "{said}");
}

#[test]
fn a_long_chain_of_defines_takes_no_stack() {
    // Names in an order in which each is met before the one that it rests on.
    let chain = |text: &dyn Fn(usize) -> String| {
        let mut all = "[define.equipment]\n".to_owned();
        (0..5_000).for_each(|at| all.push_str(&format!("d{at:04} = '{}'\n", text(at))));
        all + &rule(&["require = 'd0000'"])
    };
    let last =
        |at: usize, before: &str| if at == 4_999 { "vvpat".to_owned() } else { format!("{before}d{:04}", at + 1) };
    read(&chain(&|at| last(at, ""))).unwrap();
    let said = read(&chain(&|at| last(at, "not "))).unwrap_err();
    assert!(said.contains("with d4900 the condition is nested more than 100 levels deep"), "{said}");
    let said = read(&chain(&|at| format!("not d{:04}", (at + 1) % 5_000))).unwrap_err();
    assert!(said.contains("d0000 is defined by itself: d0000 -> d0001 -> "), "{said}");
    assert!(said.len() < 1_000, "{said}");
}

#[test]
fn of_a_great_many_mistakes_the_first_hundred_are_reported() {
    let mut text = String::new();
    for at in 0..1_000 {
        text.push_str(&rule(&["require = 'sealled'"]).replace("R-1", &format!("R-{at}")));
    }
    let said = read(&text).unwrap_err();
    assert_eq!(said.matches("equipment has no column \"sealled\"").count(), 100);
}

#[test]
fn built_in_rules_are_far_from_what_is_too_large() {
    for (name, text) in BUILT_IN {
        let book = built_in(name, text);
        let conditions =
            book.rules.iter().flat_map(|rule| [rule.among.as_ref(), rule.applies.as_ref(), Some(&rule.require)]);
        let sizes: Vec<usize> = conditions.flatten().map(|condition| condition.node.size().0).collect();
        let (largest, all) = (sizes.iter().max().unwrap(), sizes.iter().sum::<usize>());
        assert!(
            largest * 50 < CONDITION_PARTS.size() && all * 20 < CONDITION_PARTS_IN_ALL.size(),
            "{name}: {largest} of {all}"
        );
    }
}

#[test]
fn a_define_may_not_hide_a_column() {
    let text = format!("[define.equipment]\nmodel = 'vvpat'\n{}", rule(&[]));
    mistake(&text, "2:1: \"model\" is a column of equipment already; a defined name may not hide it", "model");
}

#[test]
fn a_define_is_checked_even_where_no_rule_uses_it_and_reported_once() {
    let text =
        format!("[define.equipment]\nfine = 'sealled'\n{}", rule(&["require = 'fine or fine'", "among = 'fine'"]));
    mistake(&text, "2:9: equipment has no column \"sealled\", and nothing defines it; did you mean sealed?", "sealled");
}

#[test]
fn a_define_is_of_a_table_that_there_is() {
    mistake("[define.equip]\na = 'vvpat'\n", "1:9: table \"equip\" is not known; did you mean \"equipment\"?", "equip");
}

#[test]
fn a_param_that_is_not_there_is_reported_with_the_nearest() {
    let text = format!("[params]\nmax_age = 3\n{}", rule(&["require = 'quantity < :max_agee'"]));
    mistake(&text, "9:23: [params] has no \"max_agee\"; did you mean :max_age?", ":max_agee");
    mistake("[params]\na = [1]\n", "2:5: a param is one text, number, date, true or false, and this is a list", "[1]");
}

#[test]
fn at_least_is_a_share() {
    let is = "at_least is a share: above 0 and at most 1, or a \":param\"";
    mistake(&rule(&["at_least = 0"]), &format!("8:12: {is}"), "0");
    mistake(&rule(&["at_least = 1.5"]), &format!("8:12: {is}"), "1.5");
    mistake(&rule(&["at_least = true"]), &format!("8:12: {is}"), "true");
    let text = format!("[params]\nshare = 95\n{}", rule(&["at_least = ':share'"]));
    mistake(&text, "10:12: at_least \":share\" is not a param that is a share (above 0 and at most 1)", "':share'");
    mistake(
        &rule(&["at_least = 0.9", "measure = 'worst'"]),
        "9:11: a rule has a measure or at_least, not both",
        "'worst'",
    );
}

#[test]
fn two_rules_may_not_share_an_id() {
    let text = format!("{}{}", rule(&[]), rule(&["title = 'Another'"]));
    mistake(&text, "8:1: there is a rule R-1 already", "[[rule]]");
}

#[test]
fn lists_and_rules_name_rules_that_there_are() {
    let list = |lines: &str| format!("{}[list.t]\n{lines}\n", rule(&[]));
    mistake(&list("lacking = ['R-2']"), "9:12: there is no rule R-2; did you mean R-1?", "'R-2'");
    mistake(&list("lacking = ['R-1']\nlesser = ['zzz']"), "10:11: there is no rule zzz", "'zzz'");
    mistake(&list("lacking = []"), "8:1: list \"t\" names no lacking rules", "[list.t]");
    mistake(&rule(&["no_rows_pass_if = 'R-9'"]), "8:19: there is no rule R-9; did you mean R-1?", "'R-9'");
}

#[test]
fn ten_mistakes_are_reported_in_one_run_in_the_order_of_the_file() {
    let text = [
        "[params]\nmax = []\n".to_owned(),
        "[define.equipment]\nloop = 'loop'\nvvpat = 'true'\n".to_owned(),
        rule(&["id = 'A'", "severity = 'hgh'", "colour = 1"]),
        rule(&["id = 'B'", "require = 'sealled'", "at_least = 2"]),
        rule(&["id = 'C'", "require = 'model = :mx'", "among = \"equipment_type = 'dree'\""]),
        "[list.t]\nlacking = ['A', 'D', 'B']\n".to_owned(),
    ]
    .concat();
    let said = read(&text).unwrap_err();
    let lines: Vec<u64> =
        said.lines().filter_map(|line| line.strip_prefix("my.toml:")?.split(':').next()?.parse().ok()).collect();
    assert_eq!(lines.len(), 10, "{said}");
    assert!(lines.is_sorted(), "{lines:?}");
}

#[test]
fn a_rule_that_is_wrong_is_not_told_to_be_missing_too() {
    let list = "[list.t]\nlacking = ['R-1']\n";
    let text = format!("{}{list}", rule(&["table = 'equipmnt'"]));
    mistake(&text, "7:9: table \"equipmnt\" is not known; did you mean \"equipment\"?", "'equipmnt'");
    let text = format!("{}{list}", rule(&["require = -"]));
    mistake(&text, "1:1: this rule has no require", "[[rule]]");
}

// --set

#[test]
fn a_param_is_set_from_outside() {
    let text = format!("[params]\nmax = 3\nday = 2026-01-01\nstrict = true\n{}", rule(&[]));
    let book = set(&text, &[("max", "4.5"), ("day", "2026-02-01"), ("strict", "no")]).unwrap();
    let told: Vec<_> = book.params.iter().map(|param| (param.value.to_string(), param.origin.as_str())).collect();
    let told: Vec<(&str, &str)> = told.iter().map(|(value, origin)| (value.as_str(), *origin)).collect();
    assert_eq!(told, [("2026-02-01", "--set"), ("4.5", "--set"), ("no", "--set")]);
    assert_eq!(book.params[2].value, Value::Boolean(false));
}

#[test]
fn a_param_that_cannot_be_set_is_reported_and_points_into_no_file() {
    let text = format!("[params]\nmax_age = 3\nday = 2026-01-01\n{}", rule(&[]));
    let says = |pair, wanted: &str| assert_eq!(set(&text, &[pair]).unwrap_err(), wanted);
    says(("max_agee", "4"), "--set: there is no param max_agee; did you mean max_age?");
    says(("max_age", "many"), "--set: max_age is a number, and \"many\" is not");
    says(("day", "spring"), "--set: day is a date, such as 2026-11-01, and \"spring\" is not");
}

// When a rule is due

#[test]
fn when_a_rule_is_due_is_reported_with_its_params() {
    let text = |due: &str| {
        format!("[params]\nwindow_days = 5\n{}", rule(&["applies = 'sealed'", &format!("due = \"{due}\"")]))
    };
    let due = |book: RuleBook| book.rules[0].due.clone().unwrap();
    let in_days = text("in the :window_days days before an election: not later");
    assert_eq!(due(read(&in_days).unwrap()), "in the 5 days before an election: not later");
    assert_eq!(due(set(&in_days, &[("window_days", "1")]).unwrap()), "in the 1 day before an election: not later");
    assert_eq!(due(read(&text(":window_days")).unwrap()), "5");
    mistake(
        &text("in :windw_days days"),
        "11:11: [params] has no \"windw_days\"; did you mean :window_days?",
        ":windw_days",
    );
}

#[test]
fn a_rule_that_always_applies_is_always_due() {
    let said = "8:7: due says when applies lets this rule ask something, and it has no applies";
    mistake(&rule(&["due = 'in May'"]), said, "'in May'");
}

// What a careful reader would ask

/// What `rules check` prints of a text.
fn checked(text: &str) -> String {
    let (mut page, book) = (Vec::new(), read(text).unwrap());
    pollworthy::pages::rules::check(&book, None, &Paper::new(100, Top::Usual), &mut page).unwrap();
    String::from_utf8(page).unwrap()
}

#[test]
fn a_rule_that_can_match_nothing_is_told_whatever_made_it_so() {
    let says = |lines: &[&str], wanted: &str| {
        let page = checked(&rule(lines));
        let told = page.lines().find(|line| line.starts_with("MATCHES NOTHING"));
        assert_eq!(told.unwrap_or_default(), wanted, "{page}");
    };
    says(
        &["among = \"as_of < date '2026-01-01' and vvpat\""],
        "MATCHES NOTHING  R-1: its among is false for every row",
    );
    says(&["applies = 'sealed and null and false'"], "MATCHES NOTHING  R-1: its applies is false for every row");
    says(&["among = 'null'"], "MATCHES NOTHING  R-1: its among is null for every row");
    says(&["among = 'as_of is not null or vvpat'", "applies = 'sealed and null'"], "");
    says(&["applies = 'false'", "measure = 'any'"], "");
}

#[test]
fn the_examples_that_a_rule_lacks_are_named() {
    let example = "[[rule.example]]\nverdict = 'fail'\nasset = { vvpat = false }\n";
    assert!(checked(&format!("{}{example}", rule(&[]))).contains("EXAMPLES LACK  R-1 has no pass, no unknown\n"));
    let all = ["pass", "unknown"].map(|verdict| example.replace("fail", verdict)).concat();
    assert!(!checked(&format!("{}{example}{all}", rule(&[]))).contains("EXAMPLES"));
}

// The rules inside the binary

fn built_in(name: &str, text: &str) -> RuleBook {
    let book = RuleBook::read(name, text, &[], Day::new(2026, 11, 22).unwrap()).unwrap();
    let day = book.ruleset.examples_as_of.expect("a day for its examples");
    RuleBook::read(name, text, &[], day).unwrap()
}

#[test]
fn every_built_in_rule_says_why_what_to_do_and_what_it_rests_on() {
    for (name, text) in BUILT_IN {
        for rule in built_in(name, text).rules {
            for (what, words) in
                [("why", &rule.why), ("fix", &rule.fix), ("short", &rule.short), ("unmet", &rule.unmet)]
            {
                assert!(!words.trim().is_empty(), "{name} {} has no {what}", rule.id);
            }
            assert!(!rule.sources.is_empty(), "{name} {} has no source", rule.id);
        }
    }
}

#[test]
fn every_built_in_rule_has_an_example_of_each_verdict() {
    for (name, text) in BUILT_IN {
        for rule in built_in(name, text).rules {
            for verdict in [Verdict::Pass, Verdict::Fail, Verdict::Unknown] {
                let has = rule.examples.iter().any(|example| example.verdict == verdict);
                assert!(has, "{name} {} has no example that is {}", rule.id, verdict.name());
            }
        }
    }
}

#[test]
fn every_built_in_example_holds() {
    for (name, text) in BUILT_IN {
        let book = built_in(name, text);
        let held = examples::run(&book);
        assert_eq!(held.len(), book.rules.iter().map(|rule| rule.examples.len()).sum::<usize>());
        for example in held {
            let (wanted, got) = (example.wanted.name(), example.got.name());
            assert!(example.holds(), "{name}:{}: {} is {got}, not {wanted}", example.line, example.rule);
        }
    }
}

#[test]
fn both_built_in_sets_are_there_and_the_baseline_comes_first() {
    let told: Vec<(&str, usize)> =
        BUILT_IN.iter().map(|(name, text)| (*name, built_in(name, text).rules.len())).collect();
    assert_eq!(told, [("baseline", 34), ("federal-assistance", 15)]);
}

#[test]
fn what_is_said_of_help_is_listed_and_never_scored() {
    let (name, text) = BUILT_IN[1];
    let book = built_in(name, text);
    assert!(book.rules.iter().all(|rule| rule.severity == Severity::Info));
    let listed = |topic: &str| book.lists.iter().any(|list| list.key == topic && list.name.is_some());
    assert!(book.rules.iter().all(|rule| listed(&rule.topic)), "each topic has a list with words of its own");
}

// The baseline is fair

/// A small county of which nothing is open: paper, one old scanner, an old frozen system, and nothing on a network.
const SMALL_OFFICE: &str = r#"
jurisdiction = "XE:003"

[[jurisdictions]]
state             = "XE"
name              = "Sage County"
next_election     = 2027-04-06
segmented_network = true
admin_mfa         = true
ir_plan_on        = 2025-01-15
ir_exercised_on   = 2026-06-10
backup_offline    = true
restore_tested_on = 2026-06-10
last_audit_on     = 2026-11-12

[[services]]
service    = "vulnerability-scan"
started_on = 2025-03-01

[[services]]
service      = "risk-and-vulnerability-assessment"
requested_on = 2026-05-01

[[network]]
role            = "workstation"
quantity        = 1
connectivity    = "air-gapped"
support_ends_on = 2027-10-12
"#;

const SMALL_MACHINES: &str = "jurisdiction,equipment_type,manufacturer,model,quantity,first_used_on,used_standard,used_accessible,\
    tabulates_from,certification_status,system_version,certified_version,support_ends_on,connectivity,wireless,still_made\n\
    XE:003,hand-fed-scanner,Hart InterCivic,Verity Scan,1,2010-09-01,yes,no,,certified,4.0,4.0,2020-01-14,air-gapped,absent,yes\n\
    XE:003,bmd,Hart InterCivic,Verity Touch Writer,1,2018-09-01,no,yes,text,certified,4.0,4.0,2020-01-14,air-gapped,absent,yes\n\
    XE:003,election-management-system,Hart InterCivic,Verity Count,1,2018-09-01,,,,certified,4.0,4.0,2020-01-14,air-gapped,absent,yes\n";

fn small_county(machines: &str) -> Report {
    Folder::of("office.toml", SMALL_OFFICE).with("equipment.csv", machines).report(BUILT_IN[0].1)
}

fn with_verdict(report: &Report, verdict: Verdict) -> Vec<&str> {
    let results = report.places[0].rules.iter().filter(|result| result.verdict == verdict);
    results.map(|result| report.rules[result.rule()].id.as_str()).collect()
}

#[test]
fn an_honest_small_county_meets_the_rules_whatever_it_may_not_change() {
    let report = small_county(SMALL_MACHINES);
    assert_eq!(report.notices.len(), 0, "{:?}", report.notices);
    assert_eq!(report.places[0].standing, Standing::MeetsTheRules);
    assert_eq!(with_verdict(&report, Verdict::Fail), ["AG-001", "AG-002", "PA-006"]);
    assert_eq!(with_verdict(&report, Verdict::Unknown), [""; 0]);
    let asks_nothing = ["PT-005", "PA-004", "SN-001", "SN-002", "PR-003", "PR-005", "PR-006"];
    assert_eq!(with_verdict(&report, Verdict::NotApplicable), asks_nothing);
}

/// The rules that are not due at the only place, and those that do not apply there.
fn later_and_never(report: &Report) -> [Vec<&str>; 2] {
    let advice = Advice::new(report, 0);
    let ids = |rules: Vec<usize>| rules.into_iter().map(|at| report.rules[at].id.as_str()).collect();
    [advice.not_due, advice.not_applicable].map(ids)
}

#[test]
fn what_is_due_before_an_election_is_told_from_what_never_applies() {
    let elections = ["PR-003", "PR-005", "PR-006"];
    let report = small_county(SMALL_MACHINES);
    let [later, never] = later_and_never(&report);
    assert_eq!(later, elections);
    assert_eq!(never, ["SN-001", "PA-004", "SN-002", "PT-005"], "gravest first");
    let due: Vec<_> = report.rules.iter().filter_map(|rule| rule.due.as_deref()).collect();
    assert_eq!(due, ["in the 5 days before an election"; 3]);
    let json = json_of(&report);
    assert_eq!(json.matches("\"due\": \"in the 5 days before an election\"").count(), 3);

    // Nobody tests a pile of paper, before an election or at any other time.
    let report = small_county("jurisdiction,equipment_type,quantity\nXE:003,hand-counted-paper,1\n");
    let [later, never] = later_and_never(&report);
    assert_eq!(later, [""; 0]);
    assert!(elections.iter().all(|id| never.contains(id)), "{never:?}");
    assert!(!json_of(&report).contains("\"due\""));
}

fn json_of(report: &Report) -> String {
    let mut bytes = Vec::new();
    let paper = Paper::new(80, Top::Usual);
    pollworthy::pages::json::write(report, &paper, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn one_connected_management_system_is_not_made_good_by_sixty_tabulators() {
    let tabulators = "XE:003,hand-fed-scanner,Hart InterCivic,Verity Scan,60,2022-09-01,yes,no,,certified,4.0,4.0,2029-01-09,air-gapped,absent,yes\n";
    let sixty = format!("{SMALL_MACHINES}{tabulators}");
    assert_eq!(small_county(&sixty).places[0].standing, Standing::MeetsTheRules);
    let one = "XE:003,election-management-system,Hart InterCivic,Verity Count,1,2022-09-01,,,,certified,4.0,4.0,2029-01-09,internet,absent,yes\n";
    let report = small_county(&format!("{sixty}{one}"));
    assert_eq!(report.places[0].standing, Standing::ActionNeeded);
    assert_eq!(with_verdict(&report, Verdict::Fail), ["AG-001", "AG-002", "PA-006", "NW-001"]);
}

/// The verdict of a rule on the small county, with lines of its office and its machines replaced.
fn verdict_on(rule: &str, day: &str, office: &[(&str, &str)]) -> Verdict {
    let said = office.iter().fold(SMALL_OFFICE.to_owned(), |said, (line, other)| said.replace(line, other));
    let mut folder = Folder::of("office.toml", said).with("equipment.csv", SMALL_MACHINES);
    folder.options.as_of = Day::parse(day).unwrap();
    let report = folder.report(BUILT_IN[0].1);
    let at = report.rules.iter().position(|known| known.id == rule).unwrap();
    report.places[0].rules.iter().find(|result| result.rule() == at).unwrap().verdict
}

#[test]
fn what_each_election_asks_for_is_due_in_the_last_days_before_it() {
    let at = |day| verdict_on("PR-005", day, &[]);
    assert_eq!(at("2027-03-31"), Verdict::NotApplicable);
    assert_eq!(at("2027-04-01"), Verdict::Unknown, "five days before");
    assert_eq!(at("2027-04-06"), Verdict::Unknown, "the day itself");
    assert_eq!(at("2027-04-07"), Verdict::NotApplicable);
    let unsaid = [("next_election     = 2027-04-06", "")];
    assert_eq!(verdict_on("PR-005", "2026-11-22", &unsaid), Verdict::Unknown, "a blank is no way out");
}

#[test]
fn an_audit_is_due_some_weeks_after_the_election_and_until_then_the_one_before_counts() {
    let at = |day, audited: &str| verdict_on("PR-004", day, &[("2026-11-12", audited)]);
    assert_eq!(at("2026-11-22", "2026-11-12"), Verdict::Pass);
    assert_eq!(at("2026-11-02", "2024-11-19"), Verdict::Pass);
    assert_eq!(at("2026-11-03", "2024-11-19"), Verdict::Pass, "election day");
    assert_eq!(at("2027-01-02", "2024-11-19"), Verdict::Pass, "the last of the sixty days");
    assert_eq!(at("2027-01-03", "2024-11-19"), Verdict::Fail);
    assert_eq!(at("2026-12-01", "2022-11-19"), Verdict::Fail, "not even the one before");
    assert_eq!(at("2026-10-01", "2022-11-19"), Verdict::Fail);
    assert_eq!(at("2018-07-31", "2016-11-19"), Verdict::Pass, "no param has to be moved");
    assert_eq!(at("2022-10-01", "2020-11-02"), Verdict::Fail, "a day before that election");
}
