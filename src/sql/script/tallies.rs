//! What each rule comes to at each place: counts, extent and verdict, by the score's own formulas.

use std::collections::{BTreeMap, BTreeSet};

use super::judged::{PLACE, WEIGHT, judged_in};
use super::lists;
use super::names::{Relation, refused};
use super::{RefusedRule, View};
use crate::predicate::PARAM;
use crate::rules::{Measure, Rule, RuleBook};
use crate::schema::{INCIDENTS, JURISDICTIONS, TableId};
use crate::sql::condition::Refusal;
use crate::sql::dialect::Dialect;
use crate::words::value::{Day, Kind, PLACES};

/// The words of the score's measures.
fn shares(measure: Measure) -> (i128, i128) {
    match measure {
        Measure::AtLeast(least) => least.parts(),
        Measure::Share | Measure::Worst | Measure::Any => (1, 1),
    }
}

/// A literal of a double.
pub(super) fn double(dialect: Dialect, number: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("cast({number} as real)"),
        Dialect::Postgres => format!("cast({number} as double precision)"),
        Dialect::DuckDb | Dialect::Spark => format!("cast({number} as double)"),
    }
}

/// The rules, one row for each, with all that counts need to know of them.
pub(super) fn rules(book: &RuleBook, dialect: Dialect) -> View {
    let judged = book.judged();
    let text = |text: &str| dialect.text(&super::names::in_comment(text));
    let (null, no_day) = (dialect.null(Kind::Text), dialect.null(Kind::Date));
    let day = |day: Option<Day>| day.map_or_else(|| no_day.clone(), |day| dialect.day(day));
    let row = |(at, rule): (usize, &Rule)| {
        let (numerator, denominator) = shares(rule.measure);
        let passes_if = rule.no_rows_pass_if.and_then(|other| book.rules.get(other));
        format!(
            "  ({}, {at}, {}, {}, {}, {}, {}, {numerator}, {denominator}, {}, {}, {}, {}, {}, {})",
            dialect.text(&rule.id),
            text(&rule.topic),
            text(&rule.title),
            text(&rule.severity.to_string()),
            text(rule.table.table().name),
            text(rule.measure.name()),
            rule.table == INCIDENTS,
            rule.table == JURISDICTIONS,
            passes_if.map_or_else(|| null.clone(), |other| dialect.text(&other.id)),
            rule.selected,
            day(rule.effective_from),
            day(rule.effective_until),
        )
    };
    let leaned_on = leaned_on(book);
    let wanted = book.rules.iter().enumerate().filter(|(at, _)| judged[*at] || leaned_on.contains(at));
    let rows: Vec<String> = wanted.map(row).collect();
    let columns = "rule, position, topic, title, severity, about, measure, least_part, least_whole, is_incidents, is_of_places, passes_if";
    let select =
        if book.open { open_rules(book, dialect, columns) } else { format!("select {columns}, is_asked from listed") };
    View {
        name: "rules".to_owned(),
        about: vec![format!("The rules of {} {}.", book.ruleset.name, book.ruleset.version)],
        select: format!(
            "with listed ({columns}, is_asked, in_force_from, in_force_until) as (\n  values\n{}\n)\n{select}",
            rows.join(",\n")
        ),
    }
}

/// The rules where days and params are left open: shares come from params, and a rule is asked about while it is in force.
fn open_rules(book: &RuleBook, dialect: Dialect, columns: &str) -> String {
    let (mut parts, mut wholes) = (String::new(), String::new());
    for rule in &book.rules {
        let Some(param) = &rule.share_param else { continue };
        let column = format!("s.{}", dialect.name_of(&format!("{PARAM}{param}")));
        let is_whole = matches!(shares(rule.measure), (_, 1));
        let (part, whole) = match (is_whole, dialect) {
            (true, _) => (column, 1),
            (false, Dialect::Sqlite) => (column, PLACES),
            (false, _) => (format!("cast({column} * {PLACES} as bigint)"), PLACES),
        };
        let id = dialect.text(&rule.id);
        parts += &format!(" when {id} then {part}");
        wholes += &format!(" when {id} then {whole}");
    }
    let of = |column: &str, whens: &str| {
        if whens.is_empty() {
            format!("l.{column}")
        } else {
            format!("case l.rule{whens} else l.{column} end as {column}")
        }
    };
    let each: Vec<String> = columns
        .split(", ")
        .map(|column| match column {
            "least_part" => of(column, &parts),
            "least_whole" => of(column, &wholes),
            column => format!("l.{column}"),
        })
        .collect();
    format!(
        "select {},\n  l.is_asked and coalesce(l.in_force_from <= s.as_of, true) and coalesce(l.in_force_until >= s.as_of, true) as is_asked\n\
         from listed l cross join {} s",
        each.join(", "),
        Relation::named("settings")
    )
}

/// The rules that others lean on where those have no rows, and those that they lean on in turn.
fn leaned_on(book: &RuleBook) -> BTreeSet<usize> {
    let judged = book.judged();
    let mut open: Vec<usize> =
        (0..book.rules.len()).filter(|at| judged[*at]).filter_map(|at| book.rules[at].no_rows_pass_if).collect();
    let mut found = BTreeSet::new();
    while let Some(at) = open.pop() {
        if found.insert(at) {
            open.extend(book.rules.get(at).and_then(|rule| rule.no_rows_pass_if));
        }
    }
    found
}

/// The longest chain of rules that lean on one another: each takes a step of its own.
const CHAIN: usize = 16;

/// How many rules a rule leans on where it has no rows, one behind the other; `None` where they form a circle, or a very long chain.
fn chain(book: &RuleBook, from: usize) -> Option<usize> {
    let mut next = book.rules[from].no_rows_pass_if;
    for length in 0..=CHAIN {
        match next.and_then(|at| book.rules.get(at)) {
            Some(rule) => next = rule.no_rows_pass_if,
            None => return Some(length),
        }
    }
    None
}

/// The counts of every table, and what they come to.
pub(super) fn views(book: &RuleBook, dialect: Dialect, redacted: bool) -> Result<Vec<View>, RefusedRule> {
    let mut views = Vec::new();
    let mut counted = Vec::new();
    for table in TableId::all() {
        let rules = judged_in(book, table);
        if !rules.is_empty() {
            let sums = sums(book, dialect, &rules);
            views.push(of_table(book, dialect, (table, redacted), &sums));
            views.push(self::counted(dialect, table, &sums));
            counted.push(format!("select * from {}", Relation::named(&format!("{}_counted", table.table().name))));
        }
    }
    let mut stages = 1;
    let judged = book.judged();
    for (at, rule) in book.rules.iter().enumerate().filter(|(at, _)| judged[*at]) {
        match chain(book, at) {
            Some(length) => stages = stages.max(length + 1),
            None => {
                let why = "where there are no rows it leans on rules that form a circle, or a chain of more than 16";
                return Err(refused(rule, Refusal(why.to_owned())));
            }
        }
    }
    let mut leaned_on: Vec<&str> = book
        .rules
        .iter()
        .filter_map(|rule| book.rules.get(rule.no_rows_pass_if?))
        .map(|other| other.id.as_str())
        .collect();
    leaned_on.sort_unstable();
    leaned_on.dedup();
    let leaned_on: Vec<String> = leaned_on.into_iter().map(|id| dialect.text(id)).collect();
    views.push(tallies(dialect, &counted, (stages, &leaned_on)));
    Ok(views)
}

/// The classes that are counted, and the column behind the rule's id.
const COUNTED: [&str; 4] = ["pass", "fail", "unknown", "waived"];

/// The sums of a table's rules, and where each row of the counts has them.
pub(super) struct Sums {
    /// What is summed, each as a column.
    pub(super) columns: Vec<String>,
    /// A key, and the columns that are its row.
    pub(super) rows: Vec<(String, Vec<String>)>,
}

fn sums(book: &RuleBook, dialect: Dialect, rules: &[usize]) -> Sums {
    let name = |name: &str| dialect.name_of(name);
    let mut sums = Sums { columns: Vec::new(), rows: Vec::new() };
    for at in rules {
        let id = &book.rules[*at].id;
        let mut columns = Vec::new();
        for class in COUNTED {
            let column = name(&format!("{id} {class}"));
            let sum = sum(dialect, &format!("{} = '{class}'", name(id)), &name(WEIGHT));
            sums.columns.push(format!("{sum} as {column}"));
            columns.push(column);
        }
        let about = name(&format!("{id} rows"));
        sums.columns.push(format!("count({}) as {about}", name(id)));
        columns.push(about);
        sums.rows.push((dialect.text(id), columns));
    }
    sums
}

/// All sums of one table, by place, in one pass over its rows.
fn of_table(book: &RuleBook, dialect: Dialect, (table, redacted): (TableId, bool), sums: &Sums) -> View {
    let place = dialect.name_of(PLACE);
    let lists = lists::sums(book, dialect, (table, redacted));
    let columns: Vec<&str> = sums.columns.iter().chain(&lists.columns).map(String::as_str).collect();
    View {
        name: format!("{}_sums", table.table().name),
        about: vec![
            "Units by place, a column for each rule or list and what became of them: one pass over all rows."
                .to_owned(),
        ],
        select: format!(
            "select {place} as place,\n  {}\nfrom {} group by {place}",
            columns.join(",\n  "),
            Relation::named(&format!("{}_judged", table.table().name)),
        ),
    }
}

/// The counts of a table's rules: a row for each place and rule.
fn counted(dialect: Dialect, table: TableId, sums: &Sums) -> View {
    let from = Relation::named(&format!("{}_sums", table.table().name));
    View {
        name: format!("{}_counted", table.table().name),
        about: vec!["Units by place and rule; a row that states no quantity counts as one.".to_owned()],
        select: turned(dialect, &from, "place", "rule, pass, fail, unknown, waived, about", &sums.rows),
    }
}

/// A sum of whole numbers over the rows of which something holds.
pub(super) fn sum(dialect: Dialect, when: &str, what: &str) -> String {
    let sum = format!("sum(case when {when} then {what} else 0 end)");
    // What does not fit is an error, never another number.
    if dialect == Dialect::Sqlite { sum } else { format!("cast({sum} as bigint)") }
}

/// Columns turned into rows: for each row of a relation some of its columns (`kept`), and for each key the columns that belong to it.
pub(super) fn turned(
    dialect: Dialect,
    from: &str,
    kept: &str,
    columns: &str,
    rows: &[(String, Vec<String>)],
) -> String {
    let each = || rows.iter().map(|(key, parts)| format!("{key}, {}", parts.join(", ")));
    match dialect {
        Dialect::Spark => {
            let parts: Vec<String> = each().collect();
            format!("select {kept}, stack({},\n  {}) as ({columns})\nfrom {from}", rows.len(), parts.join(",\n  "))
        }
        Dialect::DuckDb | Dialect::Postgres => {
            let parts: Vec<String> = each().map(|part| format!("({part})")).collect();
            let own: Vec<String> = kept.split(", ").map(|column| format!("f.{column}")).collect();
            format!(
                "select {}, v.*\nfrom {from} f cross join lateral (values\n  {}\n) v ({columns})",
                own.join(", "),
                parts.join(",\n  ")
            )
        }
        Dialect::Sqlite => {
            let names: Vec<&str> = columns.split(", ").collect();
            let each = |(key, parts): &(String, Vec<String>)| {
                let named =
                    std::iter::once(key).chain(parts).zip(&names).map(|(part, name)| format!("{part} as {name}"));
                format!("select {kept}, {} from once", named.collect::<Vec<_>>().join(", "))
            };
            let each: Vec<String> = rows.iter().map(each).collect();
            format!("with once as materialized (select * from {from})\n{}", each.join("\nunion all\n"))
        }
    }
}

fn tallies(dialect: Dialect, counted: &[String], (stages, leaned_on): (usize, &[String])) -> View {
    let (zero, one) = (double(dialect, "0"), double(dialect, "1"));
    let as_double = |sql: &str| match dialect {
        Dialect::Sqlite => format!("cast({sql} as real)"),
        Dialect::Postgres => format!("cast({sql} as double precision)"),
        Dialect::DuckDb | Dialect::Spark => format!("cast({sql} as double)"),
    };
    let wide = |sql: &str| {
        if dialect == Dialect::Sqlite { sql.to_owned() } else { format!("cast({sql} as {})", dialect.wide()) }
    };
    let share = |part: &str| format!("{} / {}", as_double(part), as_double("judged"));
    // SQLite has no wider type to multiply in: what does not fit ends in its error, never in a number that is rounded.
    let fits = |part: &str| match dialect {
        Dialect::Sqlite => {
            format!("case when {part} > {} / least_whole then abs(-9223372036854775807 - 1) else {part} end", i64::MAX)
        }
        Dialect::DuckDb | Dialect::Postgres | Dialect::Spark => wide(part),
    };
    let holds = |part: &str| format!("({}) * least_whole >= ({}) * least_part", fits(part), fits("judged"));
    let extent = |worst: &str, any: &str, holds_of: &str, fails: &str| {
        format!(
            "case\n      when judged = 0 then {zero}\n      when measure = 'worst' then case when {worst} then {one} else {zero} end\n      \
             when measure = 'any' then case when {any} then {one} else {zero} end\n      \
             when measure = 'at_least' and {} then {zero}\n      else {} end",
            holds(holds_of),
            share(fails)
        )
    };
    let low = extent("fail > 0", "is_whole and pass + unknown = 0", "(pass + unknown)", "fail");
    let high = extent("fail + unknown > 0", "pass = 0", "pass", "(fail + unknown)");
    let columns = "place, rule, position, severity, passes_if, is_asked, pass, fail, unknown, waived, about";
    let mut parts = vec![
        format!(
            "counted as (\n  {}\n)",
            if counted.is_empty() {
                format!(
                    "select place, '' as rule, 0 as pass, 0 as fail, 0 as unknown, 0 as waived, 0 as about from {} where false",
                    Relation::named("places")
                )
            } else {
                counted.join("\n  union all\n  ")
            }
        ),
        format!(
            "whole_places as (\n  select distinct w.place, w.rule from {} w cross join {} s where w.asset is null and w.expires >= s.as_of\n)",
            Relation::named("waivers"),
            Relation::named("settings")
        ),
        format!(
            "grid as (\n  select p.place, r.rule, r.position, r.severity, r.passes_if, r.is_asked, r.measure, r.least_part, r.least_whole, r.is_incidents,\n    \
             r.is_of_places or coalesce(p.list_complete, false) as is_whole, w.place is not null as is_waived_here,\n    \
             coalesce(c.pass, 0) as pass, coalesce(c.fail, 0) as fail, coalesce(c.unknown, 0) as unknown, coalesce(c.waived, 0) as waived,\n    \
             coalesce(c.about, 0) as about, coalesce(c.pass, 0) + coalesce(c.fail, 0) + coalesce(c.unknown, 0) as judged\n  \
             from {} p cross join {} s cross join {} r\n  left join counted c on c.place = p.place and c.rule = r.rule\n  \
             left join whole_places w on w.place = p.place and w.rule = r.rule\n)",
            Relation::named("places"),
            Relation::named("settings"),
            Relation::named("rules")
        ),
        format!("extents as (\n  select *,\n    {low} as low,\n    {high} as high\n  from grid\n)"),
        format!(
            "settled_0 as (\n  select {columns}, is_waived_here,\n    \
             case when about = 0 then {zero} else low end as e_low, case when about = 0 then {zero} else high end as e_high,\n    \
             case\n      when about = 0 and is_incidents then 'not-applicable'\n      when about = 0 then null\n      \
             when judged = 0 and waived > 0 then 'waived'\n      when judged = 0 then 'not-applicable'\n      \
             when low > 0 then 'fail'\n      when high > 0 then 'unknown'\n      else 'pass' end as verdict\n  from extents\n)"
        ),
    ];
    // What a rule that another leans on came to at the same place.
    let others: String = leaned_on
        .iter()
        .map(|id| format!(" when {id} then max(case when rule = {id} then verdict end) over (partition by place)"))
        .collect();
    let other = if others.is_empty() { dialect.null(Kind::Text) } else { format!("case passes_if{others} end") };
    for stage in 1..=stages {
        // What leans on nothing is settled first, then what leans on that.
        let ready = if stage == 1 { "passes_if is null" } else { "(passes_if is null or other is not null)" };
        let verdict = format!(
            "case when verdict is not null then verdict when not {ready} then null when other = 'pass' then 'pass' \
             when is_waived_here then 'waived' else 'unknown' end"
        );
        parts.push(format!(
            "settled_{stage} as (\n  select {columns}, is_waived_here, e_low, e_high,\n    {verdict} as verdict\n  \
             from (select *, {other} as other from {}) beside\n)",
            settled(stage - 1),
        ));
    }
    View {
        name: "tallies".to_owned(),
        about: vec![
            "What each rule comes to at each place: units that pass, that fail, whose records do not say, and that a waiver covers;".to_owned(),
            "the verdict; and how far it fails, from 0 to 1: at least, and at most.".to_owned(),
        ],
        select: format!(
            "with {}\nselect place, rule, verdict, e_low,\n  case when about = 0 and verdict = 'unknown' then {one} else e_high end as e_high,\n  \
             pass, fail, unknown, waived, about, severity, position\nfrom {} where is_asked",
            parts.join(",\n"),
            settled(stages)
        ),
    }
}

fn settled(stage: usize) -> String {
    format!("settled_{stage}")
}

/// The rules that were asked for, in their order.
pub(super) fn asked(book: &RuleBook) -> BTreeMap<usize, &str> {
    book.rules.iter().enumerate().filter(|(_, rule)| rule.selected).map(|(at, rule)| (at, rule.id.as_str())).collect()
}
