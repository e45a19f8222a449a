//! The lists: for each state the units, places and voters that lack something.

use super::View;
use super::judged::{BARE, RowList, WEIGHT, list_column, row_lists, summed};
use super::names::{Relation, list_name};
use super::tallies::{Sums, sum, turned};
use crate::report::{PAPER_TRAIL, common_unit};
use crate::rules::{LESSER_KINDS, List, Measure, RuleBook};
use crate::schema::{EQUIPMENT, INCIDENTS, TableId};
use crate::sql::dialect::Dialect;
use crate::words::value::Kind;

/// How a list counts.
struct Counted<'a> {
    at: usize,
    list: &'a List,
    /// The table whose units all its rules are about; `None` where they are about several, and places are counted.
    unit: Option<TableId>,
    /// Its rules that speak of a place as a whole.
    whole: Vec<usize>,
}

impl<'a> Counted<'a> {
    /// The lists of which some lacking rule was asked for; for the public those whose rules may all be published.
    fn all(book: &'a RuleBook, redacted: bool) -> Vec<Self> {
        let of = |(at, list): (usize, &'a List)| {
            let unit = common_unit(book, list);
            let is_whole = |rule: &usize| unit.is_none() || book.rules[*rule].measure == Measure::Any;
            Self {
                at,
                list,
                unit,
                whole: list.rules().filter(is_whole).filter(|rule| book.rules[*rule].selected).collect(),
            }
        };
        let is_public = |list: &List| list.rules().all(|rule| book.rules[rule].is_public());
        let asked = |list: &&Self| {
            (!redacted || is_public(list.list)) && list.list.lacking.iter().any(|rule| book.rules[*rule].selected)
        };
        let all: Vec<Self> = book.lists.iter().enumerate().map(of).collect();
        all.into_iter().filter(|list| asked(&list)).collect()
    }

    fn is_of_places(&self) -> bool {
        !self.whole.is_empty()
    }
}

/// What is counted of the rows of a list at a place, in columns of these names.
fn counted_columns() -> Vec<String> {
    let mut all: Vec<String> = ["all", "lacking", "unknown", "waived"]
        .into_iter()
        .flat_map(|what| [format!("{what}_weight"), format!("{what}_bare")])
        .collect();
    for kind in 0..LESSER_KINDS {
        all.extend([format!("lesser_{kind}_weight"), format!("lesser_{kind}_bare")]);
    }
    all.extend(["passes_weight", "open_weight"].map(str::to_owned));
    for what in ["lacking", "lesser"] {
        all.extend(["rows", "places", "voters"].map(|of| format!("{what}_summed_{of}")));
    }
    all
}

/// The lists, with what they are made of.
pub(super) fn views(book: &RuleBook, dialect: Dialect, redacted: bool) -> Vec<View> {
    let lists = Counted::all(book, redacted);
    let mut views = Vec::new();
    let mut listed = Vec::new();
    for table in TableId::all() {
        let sums = sums(book, dialect, (table, redacted));
        if !sums.rows.is_empty() {
            views.push(of_table(dialect, table, &sums));
            listed.push(format!("select * from {}", Relation::named(&format!("{}_listed", table.table().name))));
        }
    }
    if lists.is_empty() {
        return views;
    }
    views.push(of_places(book, dialect, &lists, &listed));
    views.push(of_states(book, dialect, &lists));
    views
}

/// What the lists of a table count at each place.
fn of_table(dialect: Dialect, table: TableId, sums: &Sums) -> View {
    let columns = std::iter::once("list".to_owned()).chain(counted_columns()).collect::<Vec<_>>().join(", ");
    let from = Relation::named(&format!("{}_sums", table.table().name));
    View {
        name: format!("{}_listed", table.table().name),
        about: vec![
            "What each list counts at each place: units (weight), and rows that state no quantity (bare).".to_owned(),
        ],
        select: turned(dialect, &from, "place", &columns, &sums.rows),
    }
}

/// What the lists that count rows of a table sum up.
pub(super) fn sums(book: &RuleBook, dialect: Dialect, (table, redacted): (TableId, bool)) -> Sums {
    let name = |name: &str| dialect.name_of(name);
    let kept = Counted::all(book, redacted);
    let of_rows = row_lists(book, table).into_iter().filter(|rows| {
        kept.iter().any(|list| list.at == rows.list && !list.is_of_places() && list.unit == Some(table))
    });
    let lists: Vec<RowList> = of_rows.collect();
    let (mut sums, mut rows) = (Vec::new(), Vec::new());
    for list in &lists {
        let column = name(&list_column(book, list.list, ""));
        let answer = name(&list_column(book, list.list, " answer"));
        let is = |word: &str| format!("{column} = '{word}'");
        let kinds: Vec<String> = (0..list.kinds.len()).map(|kind| format!("'lesser {kind}'")).collect();
        let is_lesser =
            if kinds.is_empty() { "false".to_owned() } else { format!("{column} in ({})", kinds.join(", ")) };
        let weight = |when: &str| sum(dialect, when, &name(WEIGHT));
        let bare = |when: &str| sum(dialect, &format!("{when} and {}", name(BARE)), "1");
        let both = |when: String| [weight(&when), bare(&when)];
        let nothing = || if dialect == Dialect::Sqlite { "0".to_owned() } else { "cast(0 as bigint)".to_owned() };
        let mut all: Vec<String> = Vec::new();
        all.extend(both(format!("{column} is not null")));
        all.extend(["lacking", "unknown", "waived"].into_iter().flat_map(|word| both(is(word))));
        for kind in 0..LESSER_KINDS {
            let has = kind < list.kinds.len();
            all.extend(if has { both(is(&format!("lesser {kind}"))) } else { [nothing(), nothing()] });
        }
        all.extend([weight(&format!("{answer} = 'passes'")), weight(&format!("{answer} = 'open'"))]);
        let has_sums = !summed(table).is_empty();
        for when in [is("lacking"), is_lesser] {
            all.push(if has_sums {
                sum(dialect, &format!("{when} and places_using is not null"), "1")
            } else {
                nothing()
            });
            all.push(if has_sums { sum(dialect, &when, "coalesce(places_using, 0)") } else { nothing() });
            all.push(if has_sums { sum(dialect, &when, "coalesce(voters_served, 0)") } else { nothing() });
        }
        let key = &book.lists[list.list].key;
        let short = list_name(book, list.list);
        let named: Vec<String> = counted_columns().iter().map(|what| name(&format!("{short} {what}"))).collect();
        sums.extend(all.iter().zip(&named).map(|(sql, named)| format!("{sql} as {named}")));
        rows.push((dialect.text(key), named));
    }
    Sums { columns: sums, rows }
}

/// What each list says of each place.
fn of_places(book: &RuleBook, dialect: Dialect, lists: &[Counted<'_>], listed: &[String]) -> View {
    let mut members = Vec::new();
    for list in lists {
        let of = |rule: &usize, role: &str, kind: usize| {
            let asked = &book.rules[*rule];
            let is_silent = role == "lacking" && asked.table != INCIDENTS;
            format!(
                "({}, {}, '{role}', {kind}, {is_silent}, {})",
                dialect.text(&list.list.key),
                dialect.text(&asked.id),
                list.whole.contains(rule)
            )
        };
        let selected = |rule: &&usize| book.rules[**rule].selected;
        members.extend(list.list.lacking.iter().filter(selected).map(|rule| of(rule, "lacking", 0)));
        for (kind, lesser) in list.list.lesser.iter().enumerate() {
            members.extend(lesser.rules.iter().filter(selected).map(|rule| of(rule, "lesser", kind)));
        }
    }
    let known: Vec<String> =
        lists.iter().map(|list| format!("({}, {})", dialect.text(&list.list.key), list.is_of_places())).collect();
    let columns = counted_columns();
    let listed = if listed.is_empty() {
        let nothing: Vec<String> = columns.iter().map(|column| format!("0 as {column}")).collect();
        format!(
            "select '' as place, '' as list, {} from {} where false",
            nothing.join(", "),
            Relation::named("settings")
        )
    } else {
        listed.join("\n  union all\n  ")
    };
    let max = |when: &str| format!("max(case when {when} then 1 else 0 end)");
    let lesser =
        |kind: usize| max(&format!("m.is_whole and m.role = 'lesser' and m.kind = {kind} and t.verdict = 'fail'"));
    let whole = |verdict: &str| max(&format!("m.is_whole and m.role = 'lacking' and t.verdict = '{verdict}'"));
    let kinds: Vec<String> = (0..LESSER_KINDS).map(|kind| format!("{} as lesser_{kind}", lesser(kind))).collect();
    let flags = format!(
        "select m.list, t.place,\n    {} as lacking_fails,\n    {} as is_open,\n    {} as has_evidence,\n    {} as fails, {} as unknown, {} as waived, {} as passes,\n    {}\n  \
         from {} t join members m on m.rule = t.rule\n  group by m.list, t.place\n  having max(case when m.role = 'lacking' then 1 else 0 end) = 1",
        max("m.role = 'lacking' and t.verdict = 'fail'"),
        max("m.is_silent and t.about = 0 and t.verdict = 'unknown'"),
        max("m.is_silent and t.about > 0"),
        whole("fail"),
        whole("unknown"),
        whole("waived"),
        whole("pass"),
        kinds.join(",\n    "),
        Relation::named("tallies"),
    );
    let stands: Vec<String> =
        (0..LESSER_KINDS).map(|kind| format!("when lesser_{kind} = 1 then 'lesser {kind}'")).collect();
    let standpoint = format!(
        "case when fails = 1 then 'lacking' {} when unknown = 1 then 'unknown' when waived = 1 then 'waived' when passes = 1 then 'sound' end",
        stands.join(" ")
    );
    // A rule that asks a share only is met where so many fail: nothing is lacking then.
    let is_allowed = "c.lacking_weight > 0 and f.lacking_fails = 0";
    let of_rows = |column: &str| {
        let own = format!("coalesce(c.{column}, 0)");
        match column {
            "passes_weight" => format!("case when {is_allowed} then {own} + c.lacking_weight else {own} end"),
            lacking if lacking.starts_with("lacking_") => format!("case when {is_allowed} then 0 else {own} end"),
            _ => own,
        }
    };
    let of_place = |column: &str| {
        let is = |word: &str| format!("case when f.standpoint = '{word}' then 1 else 0 end");
        match column {
            "all_weight" => "case when f.standpoint is not null then 1 else 0 end".to_owned(),
            "lacking_weight" => is("lacking"),
            "unknown_weight" | "open_weight" => is("unknown"),
            "waived_weight" => is("waived"),
            "passes_weight" => is("sound"),
            lesser if lesser.starts_with("lesser_") && lesser.ends_with("_weight") => {
                is(&format!("lesser {}", lesser.trim_start_matches("lesser_").trim_end_matches("_weight")))
            }
            _ => "0".to_owned(),
        }
    };
    let numbers: Vec<String> = columns
        .iter()
        .map(|column| {
            format!("  case when l.is_of_places then {} else {} end as {column}", of_place(column), of_rows(column))
        })
        .collect();
    View {
        name: "lists_places".to_owned(),
        about: vec!["What each list counts at each place, and whether the place says nothing to judge by.".to_owned()],
        select: format!(
            "with members (list, rule, role, kind, is_silent, is_whole) as (\n  values\n  {}\n),\n\
             kept (list, is_of_places) as (values {}),\nlisted as (\n  {listed}\n),\nflags as (\n  {flags}\n),\n\
             stands as (\n  select *, {standpoint} as standpoint from flags\n)\n\
             select f.list, f.place, f.is_open, case when f.is_open = 1 and f.has_evidence = 0 then 1 else 0 end as is_without_evidence,\n{}\n\
             from stands f join kept l on l.list = f.list left join listed c on c.list = f.list and c.place = f.place",
            members.join(",\n  "),
            known.join(", "),
            numbers.join(",\n"),
        ),
    }
}

/// The lists state by state.
fn of_states(book: &RuleBook, dialect: Dialect, lists: &[Counted<'_>]) -> View {
    let null = dialect.null(Kind::Text);
    let known = lists.iter().map(|list| {
        let names = (0..LESSER_KINDS)
            .map(|kind| list.list.lesser.get(kind).map_or_else(|| null.clone(), |kind| dialect.text(&kind.name)));
        let names: Vec<String> = names.collect();
        format!("({}, {}, {})", dialect.text(&list.list.key), list.unit == Some(EQUIPMENT), names.join(", "))
    });
    let known: Vec<String> = known.collect();
    // Of the one list that law speaks of.
    let (law, join) = if book.laws.is_empty() {
        (null.clone(), String::new())
    } else {
        let join = format!(
            " left join {} w on s.list = '{PAPER_TRAIL}' and w.state = s.state",
            Relation::named("laws_on_paper")
        );
        ("w.law".to_owned(), join)
    };
    let lesser: Vec<String> = (0..LESSER_KINDS).map(|kind| format!("lesser_{kind}_weight")).collect();
    let lesser_weight = lesser.join(" + ");
    // Of voting machines a row without a quantity is an unknown number; of all else it is one.
    let units = |what: &str| format!("{what}_weight - case when l.is_of_machines then {what}_bare else 0 end");
    let bare = |what: &str| format!("case when l.is_of_machines then {what}_bare else 0 end");
    let total = |sql: &str| match dialect {
        Dialect::Sqlite => format!("sum({sql})"),
        Dialect::DuckDb | Dialect::Postgres | Dialect::Spark => format!("cast(sum({sql}) as bigint)"),
    };
    let lesser_units: Vec<String> = (0..LESSER_KINDS).map(|kind| units(&format!("lesser_{kind}"))).collect();
    let lesser_bare: Vec<String> = (0..LESSER_KINDS).map(|kind| bare(&format!("lesser_{kind}"))).collect();
    let is_summed = "lacking_summed_rows + lesser_summed_rows > 0";
    let lacks = format!("lacking_weight + {lesser_weight} > 0");
    let summed_voters = "lacking_summed_voters + lesser_summed_voters";
    let columns = [
        ("places", "p.stands_for".to_owned()),
        (
            "places_lacking",
            format!("case when {is_summed} then lacking_summed_places when lacking_weight > 0 then 1 else 0 end"),
        ),
        (
            "places_lesser",
            format!(
                "case when {is_summed} then lesser_summed_places when lacking_weight = 0 and {lesser_weight} > 0 then 1 else 0 end"
            ),
        ),
        ("places_without_evidence", "case when c.is_without_evidence = 1 then p.stands_for else 0 end".to_owned()),
        (
            "places_silent",
            "case when p.expected and not p.sent and not p.sent_below then p.stands_for else 0 end".to_owned(),
        ),
        ("units", units("all")),
        ("units_lacking", units("lacking")),
        ("units_lesser", lesser_units.join(" + ")),
        ("units_unknown", units("unknown")),
        ("units_waived", units("waived")),
        ("rows_without_quantity", format!("{} + {}", bare("lacking"), lesser_bare.join(" + "))),
        ("voters", "coalesce(p.voters, 0)".to_owned()),
        (
            "voters_known",
            format!("case when {is_summed} then {summed_voters} when {lacks} then coalesce(p.voters, 0) else 0 end"),
        ),
        (
            "places_without_voters",
            format!(
                "case when {is_summed} then case when {summed_voters} = 0 then 1 else 0 end \
                 when {lacks} and p.voters is null then p.stands_for else 0 end"
            ),
        ),
    ];
    let sums: Vec<String> = columns.iter().map(|(name, sql)| format!("    {} as {name}", total(sql))).collect();
    let kinds: Vec<String> = (0..LESSER_KINDS)
        .map(|kind| format!("    when sum(lesser_{kind}_weight) > 0 then max(l.lesser_{kind})"))
        .collect();
    let status = format!(
        "case\n    when sum(lacking_weight) > 0 then case when sum(passes_weight) = 0 then 'statewide' else 'partial' end\n{}\n    \
         when sum(waived_weight) > 0 then 'waived'\n    when sum(open_weight) > 0 or max(c.is_open) = 1 then 'unknown'\n    else 'none' end",
        kinds.join("\n")
    );
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let shown: Vec<String> = names
        .iter()
        .map(|name| match *name {
            "voters_known" => {
                "case when voters_known = 0 and places_without_voters > 0 then null else voters_known end as voters_affected".to_owned()
            }
            name => name.to_owned(),
        })
        .collect();
    let named_kinds: Vec<String> = (0..LESSER_KINDS).map(|kind| format!("lesser_{kind}")).collect();
    View {
        name: "lists".to_owned(),
        about: vec![
            "The states on each list: units, places and voters that lack it. Places without a known state are under ''; a place with others below"
                .to_owned(),
            "it is not added. Voters affected are NULL where no such place tells them; law says whether the state's law asks for paper.".to_owned(),
        ],
        select: format!(
            "with kept (list, is_of_machines, {}) as (\n  values\n  {}\n),\nsums as (\n  \
             select c.list, coalesce(p.state, '') as state,\n    {status} as status,\n{}\n  \
             from {} c join {} p on p.place = c.place join kept l on l.list = c.list\n  where not p.has_below\n  group by c.list, coalesce(p.state, '')\n)\n\
             select s.list, s.state, s.status, {}, {law} as law\nfrom sums s{join}",
            named_kinds.join(", "),
            known.join(",\n  "),
            sums.join(",\n"),
            Relation::named("lists_places"),
            Relation::named("places"),
            shown.join(", "),
        ),
    }
}
