//! The rows of a table, judged: what each rule makes of each row.

use std::collections::BTreeSet;

use super::joined::unsayable;
use super::names::{Relation, list_name, refused};
use super::tallies::turned;
use super::waived;
use super::{RefusedRule, View};
use crate::export::layout::Layout;
use crate::predicate::{Home, Node};
use crate::rules::{Condition, DEFINED, Measure, Rule, RuleBook};
use crate::schema::TableId;
use crate::sql::condition::{Refusal, condition};
use crate::sql::dialect::Dialect;

/// What is known of a row beside its columns. No column has a name with a blank in it.
pub(super) const PLACE: &str = "row place";
pub(super) const ASSET: &str = "row asset";
pub(super) const WEIGHT: &str = "row weight";
pub(super) const BARE: &str = "row bare";
pub(super) const LIVE: &str = "row live";
pub(super) const FILE: &str = "row file";
pub(super) const LINE: &str = "row line";

/// The rules that are judged in a table, by their places in the book.
pub(super) fn judged_in(book: &RuleBook, table: TableId) -> Vec<usize> {
    let judged = book.judged();
    (0..book.rules.len()).filter(|at| judged[*at] && book.rules[*at].table == table).collect()
}

/// A list that counts rows of a table: its place in the book, and its lacking rules and those of each lesser kind that are judged there.
pub(super) struct RowList {
    pub(super) list: usize,
    pub(super) lacking: Vec<usize>,
    pub(super) kinds: Vec<Vec<usize>>,
}

/// The lists that count rows of a table.
pub(super) fn row_lists(book: &RuleBook, table: TableId) -> Vec<RowList> {
    let rules = judged_in(book, table);
    let within = |all: &[usize]| -> Vec<usize> {
        let by_row = |at: &&usize| book.rules[**at].measure != Measure::Any;
        all.iter().filter(by_row).filter(|at| rules.contains(at)).copied().collect()
    };
    let of = |(list, of): (usize, &crate::rules::List)| RowList {
        list,
        lacking: within(&of.lacking),
        kinds: of.lesser.iter().map(|kind| within(&kind.rules)).collect(),
    };
    let all = book.lists.iter().enumerate().map(of);
    all.filter(|list| !list.lacking.is_empty() || list.kinds.iter().any(|kind| !kind.is_empty())).collect()
}

/// The name of the column that tells what a list makes of a row.
pub(super) fn list_column(book: &RuleBook, list: usize, what: &str) -> String {
    format!("list {}{what}", list_name(book, list))
}

/// The views of all tables with rules, and the rules that cannot be said.
pub(super) fn views(book: &RuleBook, dialect: Dialect, layout: &Layout) -> (Vec<View>, Vec<RefusedRule>) {
    let (mut views, mut all_refused) = (Vec::new(), Vec::new());
    for table in TableId::all() {
        let rules = judged_in(book, table);
        if rules.is_empty() {
            continue;
        }
        let unsayable = unsayable(book, table, dialect, &layout.tables[table.0]);
        match (Table { book, dialect, layout, table, unsayable }).view(&rules) {
            Ok(view) => views.push(view),
            Err(refused) => all_refused.extend(refused),
        }
    }
    (views, all_refused)
}

/// A view for each rule, and all verdicts together.
pub(super) fn verdicts(book: &RuleBook, dialect: Dialect) -> Vec<View> {
    let judged = book.judged();
    let rules = book.rules.iter().enumerate().filter(|(at, _)| judged[*at]);
    let mut views: Vec<View> = rules.map(|(_, rule)| of_rule(rule, dialect)).collect();
    let of_table = |table: TableId| {
        let each = judged_in(book, table).into_iter().map(|at| {
            let id = &book.rules[at].id;
            (dialect.text(id), vec![dialect.name_of(id)])
        });
        let each: Vec<(String, Vec<String>)> = each.collect();
        let kept = [PLACE, ASSET, WEIGHT, BARE, FILE, LINE].map(|name| dialect.name_of(name)).join(", ");
        let from = Relation::named(&format!("{}_judged", table.table().name));
        (!each.is_empty()).then(|| {
            let rows = turned(dialect, &from, &kept, "rule, class", &each);
            let rows = if dialect == Dialect::Sqlite { rows.replace(" materialized", "") } else { rows };
            format!("{}\nfrom (\n{rows}\n) all_rows where class <> 'not-applicable'", columns(dialect, "rule", "class"))
        })
    };
    let all: Vec<String> = TableId::all().filter_map(of_table).collect();
    views.push(View {
        name: "verdicts".to_owned(),
        about: vec![
            "Every row that a rule asks something of: verdict is true where it passes, false where it fails, and NULL where the records"
                .to_owned(),
            "do not say or a waiver covers it. Never filter with `where not verdict` alone: it leaves out what is NULL.".to_owned(),
        ],
        select: all.join("\nunion all\n"),
    });
    views
}

/// The columns of a verdict.
fn columns(dialect: Dialect, rule: &str, class: &str) -> String {
    let name = |name: &str| dialect.name_of(name);
    format!(
        "select {rule} as rule, {} as place, {} as asset, case when {} then null else {} end as units,\n  \
         case {class} when 'pass' then true when 'fail' then false end as verdict, {class} = 'waived' as waived,\n  \
         {} as from_file, {} as from_line",
        name(PLACE),
        name(ASSET),
        name(BARE),
        name(WEIGHT),
        name(FILE),
        name(LINE),
    )
}

/// The rows of one rule.
fn of_rule(rule: &Rule, dialect: Dialect) -> View {
    let mut about = vec![format!("{} ({}): {}", rule.id, rule.severity, rule.title)];
    for (word, condition) in [("among", rule.among.as_ref()), ("applies", rule.applies.as_ref())] {
        about.extend(condition.map(|condition| format!("  {word}: {}", one_line(&condition.text))));
    }
    about.push(format!("  require: {}", one_line(&rule.require.text)));
    let class = dialect.name_of(&rule.id);
    View {
        name: rule.id.clone(),
        about,
        select: format!(
            "{}\nfrom {} where {class} <> 'not-applicable'",
            columns(dialect, &dialect.text(&rule.id), &class),
            Relation::named(&format!("{}_judged", rule.table.table().name)),
        ),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One table with the rules about it.
pub(super) struct Table<'a> {
    pub(super) book: &'a RuleBook,
    pub(super) dialect: Dialect,
    pub(super) layout: &'a Layout,
    pub(super) table: TableId,
    /// Defined names that the engine cannot say: what uses them is written out, and refused by its own rule.
    pub(super) unsayable: BTreeSet<String>,
}

/// The conditions of a rule, printed.
struct PrintedRule {
    at: usize,
    among: Option<String>,
    applies: Option<String>,
    require: String,
}

impl Table<'_> {
    pub(super) fn name(&self, name: &str) -> String {
        self.dialect.name_of(name)
    }

    /// What conditions are made of: by name where it can be said so, else written out.
    fn print(&self, of: &Condition, used: &mut Vec<Node>) -> Result<String, Refusal> {
        self.is_exported(of.for_any_day())?;
        let is_sayable = |node: &Node| {
            let columns = node.named_columns();
            !columns
                .iter()
                .any(|(home, at, name)| *home == Home::Row && *at >= DEFINED && self.unsayable.contains(&***name))
        };
        if let Some(named) = &of.by_name {
            let said = if is_sayable(named) {
                condition(named, self.dialect)
            } else {
                Err(Refusal("it rests on a defined name that cannot stay a name".to_owned()))
            };
            match said {
                Ok(sql) => {
                    used.push(named.clone());
                    return Ok(sql);
                }
                // Written out, it is about the day and the params of the book, whatever they are set to.
                Err(why) if self.book.open && self.names_settings(named) => return Err(why),
                Err(_) => {}
            }
        }
        let sql = condition(&of.node, self.dialect)?;
        used.push(of.node.clone());
        Ok(sql)
    }

    fn rule(&self, at: usize, used: &mut Vec<Node>) -> Result<PrintedRule, Refusal> {
        let rule = &self.book.rules[at];
        // One good row is enough whether or not the rule asks anything of it.
        let applies = rule.applies.as_ref().filter(|_| rule.measure != Measure::Any);
        let mut print = |of: Option<&Condition>| of.map(|of| self.print(of, used)).transpose();
        let (among, applies) = (print(rule.among.as_ref())?, print(applies)?);
        Ok(PrintedRule { at, among, applies, require: self.print(&rule.require, used)? })
    }

    fn view(&self, rules: &[usize]) -> Result<View, Vec<RefusedRule>> {
        let (mut printed, mut all_refused, mut used) = (Vec::new(), Vec::new(), Vec::new());
        for at in rules {
            match self.rule(*at, &mut used) {
                Ok(rule) => printed.push(rule),
                Err(why) => all_refused.push(refused(&self.book.rules[*at], why)),
            }
        }
        let layers = self.layers(&mut used);
        let layers = match layers {
            Ok(layers) => layers,
            // A name that cannot be said alone is of a rule that was printed by it.
            Err(why) => {
                all_refused.extend(rules.first().map(|at| refused(&self.book.rules[*at], why)));
                Vec::new()
            }
        };
        if !all_refused.is_empty() {
            return Err(all_refused);
        }
        let columns: BTreeSet<(Home, usize, String)> = used
            .iter()
            .flat_map(|node| node.named_columns().into_iter().map(|(home, at, name)| (home, at, name.to_string())))
            .filter(|(home, at, _)| *home != Home::Row || *at < DEFINED)
            .collect();
        let mut parts = vec![format!("joined as (\n  {}\n)", self.joined(&columns, &used))];
        let mut before = "joined".to_owned();
        for (at, layer) in layers.iter().enumerate() {
            let named: Vec<String> =
                layer.iter().map(|(name, sql)| format!("    {sql} as {}", self.name(name))).collect();
            let step = format!("names_{}", at + 1);
            parts.push(format!("{step} as (\n  select *,\n{}\n  from {before}\n)", named.join(",\n")));
            before = step;
        }
        let asked: Vec<String> = printed.iter().flat_map(|rule| self.asked(rule)).collect();
        parts.push(format!("asked as (\n  select *,\n{}\n  from {before}\n)", asked.join(",\n")));
        let of_rows = [PLACE, ASSET, WEIGHT, BARE, FILE, LINE].map(|name| self.name(name)).join(", ");
        let sums = self.summed().iter().map(|column| format!(", {}", self.name(column))).collect::<String>();
        let classes: Vec<String> = printed.iter().map(|rule| self.class(rule)).collect();
        let covered = waived::covered(self.book, self.dialect, rules);
        let from = if covered.is_some() { "covered" } else { "asked" };
        parts.extend(covered);
        parts.push(format!(
            "classes as (\n  select {of_rows}{sums},\n{}\n  from {from} where {}\n)",
            classes.join(",\n"),
            self.name(LIVE)
        ));
        let lists: Vec<String> =
            row_lists(self.book, self.table).iter().flat_map(|list| self.list_columns(list)).collect();
        let listed = if lists.is_empty() { String::new() } else { format!(",\n{}", lists.join(",\n")) };
        let table = self.table.table();
        Ok(View {
            name: format!("{}_judged", table.name),
            about: vec![
                format!("What each rule and list makes of each row of {}: a column for each, named after it.", table.name),
                "Rows that are out of service, or stand for none, are not judged. A rule has NULL where it is not about the row.".to_owned(),
            ],
            select: format!("with {}\nselect *{listed}\nfrom classes", parts.join(",\n")),
        })
    }

    /// The columns that are added up for lists.
    pub(super) fn summed(&self) -> Vec<&'static str> {
        summed(self.table)
    }

    /// The conditions of a rule as columns.
    fn asked(&self, rule: &PrintedRule) -> Vec<String> {
        let id = &self.book.rules[rule.at].id;
        let column = |sql: &String, what: &str| format!("    {sql} as {}", self.name(&format!("{id} {what}")));
        let among = rule.among.as_ref().map(|sql| column(sql, "among"));
        let applies = rule.applies.as_ref().map(|sql| column(sql, "applies"));
        among.into_iter().chain(applies).chain([column(&rule.require, "require")]).collect()
    }

    /// What a rule makes of a row, in one word.
    fn class(&self, rule: &PrintedRule) -> String {
        let of = &self.book.rules[rule.at];
        let column = |what: &str| self.name(&format!("{} {what}", of.id));
        let mut whens: Vec<String> = Vec::new();
        let mut asked = Vec::new();
        // Elsewhere a rule that is not in force on the day is not there at all.
        if self.book.open {
            let day = self.name("day.as_of");
            whens.extend(of.effective_from.map(|from| format!("when {day} < {} then null", self.dialect.day(from))));
            whens.extend(of.effective_until.map(|until| format!("when {day} > {} then null", self.dialect.day(until))));
        }
        if rule.among.is_some() {
            whens.push(format!("when not {} then null", column("among")));
            asked.push(column("among"));
        }
        if rule.applies.is_some() {
            let so = if rule.among.is_some() {
                format!("case when {} then 'not-applicable' end", column("among"))
            } else {
                "'not-applicable'".to_owned()
            };
            whens.push(format!("when not {} then {so}", column("applies")));
            asked.push(column("applies"));
        }
        let require = column("require");
        let with = |part: String| asked.iter().cloned().chain([part]).collect::<Vec<_>>().join(" and ");
        whens.push(format!("when {} then 'pass'", with(require.clone())));
        let waived = waived::waived(self.book, self.dialect, rule.at);
        if let Some(waived) = &waived {
            whens.push(format!("when {waived} then 'waived'"));
        }
        whens.push(format!("when {} then 'fail'", with(format!("not {require}"))));
        format!("    case {}\n      else 'unknown' end as {}", whens.join("\n      "), self.name(&of.id))
    }

    /// What a list makes of a row: lacking, lesser by its kind, unknown, sound or waived; and two sums that tell its state's status.
    fn list_columns(&self, list: &RowList) -> Vec<String> {
        let any = |rules: &[usize], class: &str| -> String {
            let each: Vec<String> =
                rules.iter().map(|at| format!("{} = '{class}'", self.name(&self.book.rules[*at].id))).collect();
            if each.is_empty() { "false".to_owned() } else { format!("({})", each.join(" or ")) }
        };
        let lesser = list.kinds.concat();
        let both = [list.lacking.as_slice(), &lesser].concat();
        let about: Vec<String> =
            both.iter().map(|at| format!("{} is not null", self.name(&self.book.rules[*at].id))).collect();
        let mut whens = vec![format!("when {} then 'lacking'", any(&list.lacking, "fail"))];
        for (at, kind) in list.kinds.iter().enumerate().filter(|(_, kind)| !kind.is_empty()) {
            whens.push(format!("when {} then 'lesser {at}'", any(kind, "fail")));
        }
        whens.push(format!("when {} then 'waived'", any(&list.lacking, "waived")));
        whens.push(format!("when {} then 'unknown'", any(&both, "unknown")));
        whens.push(format!("when {} then 'waived'", any(&lesser, "waived")));
        whens.push(format!("when {} then 'sound'", about.join(" or ")));
        let standing =
            format!("  case {} end as {}", whens.join("\n    "), self.name(&list_column(self.book, list.list, "")));
        let (fail, unknown, pass) =
            (any(&list.lacking, "fail"), any(&list.lacking, "unknown"), any(&list.lacking, "pass"));
        let answer = format!(
            "  case when {fail} then null when {unknown} then 'open' when {pass} then 'passes' end as {}",
            self.name(&list_column(self.book, list.list, " answer"))
        );
        vec![standing, answer]
    }
}

/// The columns of a table that are added up for lists.
pub(super) fn summed(table: TableId) -> Vec<&'static str> {
    ["places_using", "voters_served"].into_iter().filter(|name| table.column(name).is_some()).collect()
}
