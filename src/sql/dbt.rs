//! A dbt project: the views of a script as models, and two tests for each rule.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use super::dialect::Dialect;
use super::script::{Relation, Script, View};
use crate::finding::Severity;
use crate::rules::{Rule, RuleBook};

/// The name of the project, of its profile, and of the PostgreSQL schema that `load.sql` makes.
const PROJECT: &str = "pollworthy";

/// What stands for the folder of the export in marked texts; no table or view has a name with a blank in it.
const EXPORT: &str = "the export";

/// The folder of the export as Jinja gives it within a text of SQL.
const FOLDER: &str = "{{ var('export') | replace(\"'\", \"''\") }}";

/// Views that others read more than once: they are made tables.
const TABLES: [&str; 3] = ["_judged", "_sums", "tallies"];

/// The files of a project, each with its path and its text; `None` where dbt is not supported on the engine of the script.
///
/// On DuckDB the models read the export themselves. On PostgreSQL `load.sql` loads it first.
#[must_use]
pub fn dbt_project(script: &Script, book: &RuleBook) -> Option<Vec<(String, String)>> {
    let loads = match script.dialect {
        Dialect::DuckDb => true,
        Dialect::Postgres => false,
        Dialect::Sqlite | Dialect::Spark => return None,
    };
    let project = Project { script, book, models: models(script, loads), loads };
    Some(project.files())
}

struct Project<'a> {
    script: &'a Script,
    book: &'a RuleBook,
    /// What refers to each table and view, in Jinja, and the name of its model.
    models: HashMap<String, (String, String)>,
    /// Whether the models load the export.
    loads: bool,
}

/// Names of models for all tables and views: dbt and file systems take fewer letters than rule ids have, and some take no notice of capitals.
fn models(script: &Script, loads: bool) -> HashMap<String, (String, String)> {
    let mut taken = HashSet::new();
    let mut models = HashMap::new();
    let loaded = script.loaded().map(|name| (name, loads));
    for (name, is_model) in loaded.chain(script.views.iter().map(|view| (view.name.as_str(), true))) {
        let plain: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '_' }).collect();
        let mut model = plain.clone();
        let mut next = 2;
        while !taken.insert(model.to_lowercase()) {
            model = format!("{plain}_{next}");
            next += 1;
        }
        let refer = if is_model {
            format!("{{{{ ref('{model}') }}}}")
        } else {
            format!("{{{{ source('{PROJECT}', '{model}') }}}}")
        };
        models.insert(name.to_owned(), (model, refer));
    }
    models
}

/// A text that Jinja gives as it is: it has no marks of its own, and no line end that Jinja would write anew.
fn escaped(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            // A mark may follow, which becomes braces.
            '{' if characters.peek().is_none_or(|next| matches!(next, '{' | '%' | '#' | '\u{2}')) => {
                all.push_str("{{ '{' }}");
            }
            '\r' => all.push_str("{{ '\\r' }}"),
            other => all.push(other),
        }
    }
    all
}

/// A text of YAML in quotes.
fn quoted(text: &str) -> String {
    let mut all = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => all.extend(['\\', c]),
            // PyYAML refuses some characters, and takes others for the end of a line.
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(all, "\\u{:04x}", u32::from(c));
            }
            _ if c.is_control() => {
                let _ = write!(all, "\\u{:04x}", u32::from(c));
            }
            _ => all.push(c),
        }
    }
    all.push('"');
    all
}

fn in_comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

impl Project<'_> {
    fn files(&self) -> Vec<(String, String)> {
        let mut files = vec![
            ("dbt_project.yml".to_owned(), self.project()),
            ("profiles.yml".to_owned(), self.profiles()),
            ("README.md".to_owned(), self.readme()),
            (".gitignore".to_owned(), "target/\nlogs/\ndbt_packages/\n.user.yml\n*.duckdb\n".to_owned()),
        ];
        let tables = if self.loads { self.script.tables(&format!("{}/", Relation::named(EXPORT))) } else { Vec::new() };
        for table in &tables {
            files.push((format!("models/loaded/{}.sql", self.model(&table.name)), self.sql(table, true)));
        }
        if !self.loads {
            files.push(("load.sql".to_owned(), self.script.loading()));
            files.push(("models/sources.yml".to_owned(), self.sources()));
        }
        let ids: HashSet<&str> = self.book.rules.iter().map(|rule| rule.id.as_str()).collect();
        for view in &self.script.views {
            let folder = if ids.contains(view.name.as_str()) { "rules" } else { "audit" };
            let is_table = TABLES.iter().any(|end| view.name.ends_with(end));
            let path = format!("models/{folder}/{}.sql", self.model(&view.name));
            files.push((path, self.sql(view, is_table)));
        }
        files.push(("models/schema.yml".to_owned(), self.schema(&tables)));
        for rule in self.book.rules.iter().filter(|rule| rule.selected) {
            let model = self.model(&rule.id);
            files.push((format!("tests/{model}_fail.sql"), self.fail(rule)));
            files.push((format!("tests/{model}_unknown.sql"), self.unknown(rule)));
        }
        files
    }

    fn model(&self, name: &str) -> &str {
        self.models.get(name).map_or("", |(model, _)| model)
    }

    fn refer(&self, name: &str) -> String {
        if name == EXPORT {
            return FOLDER.to_owned();
        }
        self.models.get(name).map(|(_, refer)| refer.clone()).unwrap_or_default()
    }

    /// SQL with marks as dbt reads it.
    fn resolved(&self, marked: &str) -> String {
        Relation::resolved(&escaped(marked), |name| self.refer(name))
    }

    fn sql(&self, view: &View, is_table: bool) -> String {
        let mut text = String::new();
        for line in &view.about {
            let _ = writeln!(text, "-- {}", escaped(&in_comment(line)));
        }
        let materialized = if is_table { "table" } else { "view" };
        let _ = writeln!(text, "{{{{ config(materialized='{materialized}') }}}}");
        text + &self.resolved(&view.select) + "\n"
    }

    fn project(&self) -> String {
        let vars = if self.loads {
            "# Give the folder of the export with --vars, from the top: dbt build --vars '{export: /data/export}'.\n"
        } else {
            ""
        };
        format!(
            "name: {PROJECT}\nversion: {}\nconfig-version: 2\nprofile: {PROJECT}\nmodel-paths: [models]\ntest-paths: [tests]\n{vars}",
            quoted(env!("CARGO_PKG_VERSION"))
        )
    }

    fn profiles(&self) -> String {
        let output = if self.loads {
            "      type: duckdb\n      path: audit.duckdb\n      threads: 1\n".to_owned()
        } else {
            let from_environment = [
                ("host", "\"{{ env_var('PGHOST', 'localhost') }}\""),
                ("port", "\"{{ env_var('PGPORT', '5432') | int }}\""),
                ("user", "\"{{ env_var('PGUSER', 'postgres') }}\""),
                ("password", "\"{{ env_var('PGPASSWORD', '') }}\""),
                ("dbname", "\"{{ env_var('PGDATABASE', 'postgres') }}\""),
            ];
            let lines: String = from_environment.iter().map(|(key, value)| format!("      {key}: {value}\n")).collect();
            format!("      type: postgres\n{lines}      schema: {PROJECT}_audit\n      threads: 1\n")
        };
        format!("{PROJECT}:\n  target: audit\n  outputs:\n    audit:\n{output}")
    }

    fn readme(&self) -> String {
        let as_of = self.script.expected.as_of;
        let (engine, run) = if self.loads {
            (
                "dbt-duckdb",
                "    pip install dbt-duckdb\n    dbt build --vars '{export: /data/export}'\n\n\
                 `export` is the folder that `pollworthy export` wrote, from the top. The results are in `audit.duckdb`.\n"
                    .to_owned(),
            )
        } else {
            (
                "dbt-postgres",
                format!(
                    "    pip install dbt-postgres\n    (cd /data/export && psql -f \"$OLDPWD/load.sql\")\n    PGOPTIONS='-c jit=off' dbt build\n\n\
                     `load.sql` makes the schema `{PROJECT}` anew from an export that is not split by state, and drops what rests on the old \
                     one: build again afterwards. `profiles.yml` takes the connection from `PGHOST`, `PGUSER` and the like. Compiling \
                     expressions as long as these takes minutes, so JIT is off. The results are in the schema `{PROJECT}_audit`.\n"
                ),
            )
        };
        format!(
            "# An audit of voting equipment as a dbt project\n\n\
             Written by pollworthy {} for dbt 1.9 with {engine}. It audits exports of {as_of} by the rules {} {}, and stops at any other.\n\n\
             {run}\n\
             - `tallies`: what each rule comes to at each place; `risk`: the risk and standing of each place; `lists`: the states on each list.\n  \
             They have the numbers of `pollworthy audit` on the same records.\n\
             - A model for each rule, named after its id, and `verdicts` with all of them: one row for each row that the rule is about.\n\
             - Two tests for each rule. `ID_fail` returns the rows that break it where it is not met: an error for critical and high rules, else\n  \
             a warning. `ID_unknown` returns the rows and places whose records do not say: always a warning. A waiver covers a row in both.\n\n\
             Write the project anew when rules, waivers or the day change.\n",
            env!("CARGO_PKG_VERSION"),
            in_comment(&self.book.ruleset.name),
            in_comment(&self.book.ruleset.version),
        )
    }

    fn sources(&self) -> String {
        let mut text = format!("version: 2\nsources:\n  - name: {PROJECT}\n    schema: {PROJECT}\n    tables:\n");
        for table in self.script.loaded() {
            let _ =
                writeln!(text, "      - name: {}\n        identifier: {}", quoted(self.model(table)), quoted(table));
        }
        text
    }

    fn schema(&self, tables: &[View]) -> String {
        let mut text = "version: 2\nmodels:\n".to_owned();
        for view in tables.iter().chain(&self.script.views) {
            let about = view.about.iter().map(|line| in_comment(line)).collect::<Vec<_>>().join("\n");
            let (name, about) = (quoted(self.model(&view.name)), quoted(&escaped(&about)));
            let _ = writeln!(text, "  - name: {name}\n    description: {about}");
        }
        text
    }

    /// The head of a test.
    fn test(rule: &Rule, severity: &str, about: &str) -> String {
        let title = escaped(&in_comment(&format!("{} ({}): {}", rule.id, rule.severity, rule.title)));
        format!("-- {title}\n-- {about}\n{{{{ config(severity='{severity}') }}}}\n")
    }

    /// Rows that break a rule, at places where it is not met: a rule of shares or of one good row may be met with such rows.
    fn fail(&self, rule: &Rule) -> String {
        let severity = match rule.severity {
            Severity::Critical | Severity::High => "error",
            Severity::Medium | Severity::Low | Severity::Info => "warn",
        };
        let head = Self::test(rule, severity, "Rows that break the rule, at places where it is not met.");
        let select = format!(
            "select v.* from {} v join {} t on t.place = v.place and t.rule = v.rule\nwhere v.verdict = false and t.verdict = 'fail'\n",
            Relation::named(&rule.id),
            Relation::named("tallies"),
        );
        head + &self.resolved(&select)
    }

    /// Rows that do not say, and places that have no such row and still do not say.
    fn unknown(&self, rule: &Rule) -> String {
        let about = "Rows whose records do not say whether the rule is met, and places where no row says it.";
        let (view, id) = (Relation::named(&rule.id), self.script.dialect.text(&rule.id));
        let select = format!(
            "with unknown as (\n  select place, asset, from_file, from_line from {view}\n  where verdict is null and not waived\n)\n\
             select u.place, u.asset, u.from_file, u.from_line from unknown u\n  join {tallies} t on t.place = u.place and t.rule = {id}\n  \
             where t.verdict <> 'pass'\nunion all\nselect t.place, null, null, null from {tallies} t\nwhere t.rule = {id} and t.verdict = 'unknown'\n  \
             and not exists (select 1 from unknown u where u.place = t.place)\n",
            tallies = Relation::named("tallies"),
        );
        Self::test(rule, "warn", about) + &self.resolved(&select)
    }
}
