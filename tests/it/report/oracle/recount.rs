//! The JSON report counted again, plainly: nothing here knows how a page is drawn.

use std::collections::{BTreeMap, BTreeSet};

use pollworthy::rules::RuleBook;
use pollworthy::schema::{TABLES, TableId};
use serde_json::Value;

/// A report as a program reads it, with the words that it leaves to the rules file.
pub(super) struct Recount<'a> {
    pub(super) json: Value,
    pub(super) book: &'a RuleBook,
}

/// What one rule came to at a place.
pub(super) struct Result<'a> {
    pub(super) rule: &'a str,
    pub(super) verdict: &'a str,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) pass: u64,
    pub(super) fail: u64,
    pub(super) unknown: u64,
    pub(super) rows: u64,
    pub(super) due: Option<&'a str>,
}

impl Result<'_> {
    pub(super) fn judged(&self) -> u64 {
        self.pass + self.fail + self.unknown
    }

    pub(super) fn applies(&self) -> bool {
        ["fail", "unknown", "pass"].contains(&self.verdict)
    }
}

/// Lines by file and tab.
pub(super) type Spots = BTreeMap<(String, String), BTreeSet<u64>>;

/// Rows that the same answers would settle.
pub(super) struct Gap {
    pub(super) table: String,
    pub(super) lines: BTreeSet<u64>,
    pub(super) rows: BTreeSet<(u64, String)>,
    pub(super) is_tab: bool,
    pub(super) rules: BTreeSet<String>,
    pub(super) more: bool,
    /// Why its cells answer nothing: they are blank, misread or unclear.
    pub(super) lack: &'static str,
    /// What is written in all of them, where they were misread.
    pub(super) said: Option<String>,
}

pub(super) fn text<'a>(of: &'a Value, key: &str) -> &'a str {
    of[key].as_str().unwrap_or_default()
}

pub(super) fn count(of: &Value, key: &str) -> u64 {
    of[key].as_u64().unwrap_or_default()
}

pub(super) fn list(of: &Value) -> &[Value] {
    of.as_array().map_or(&[], Vec::as_slice)
}

/// `1234567` as `1,234,567`.
pub(super) fn number(count: u64) -> String {
    let digits: Vec<char> = count.to_string().chars().rev().collect();
    let threes: Vec<String> = digits.chunks(3).map(|three| three.iter().collect()).collect();
    threes.join(",").chars().rev().collect()
}

pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// A risk in a whole number that is 0 or 100 only where it is just that.
pub(super) fn risk(risk: f64) -> String {
    match risk {
        risk if risk <= 0.0 => "0".to_owned(),
        risk if risk < 1.0 => "1".to_owned(),
        risk if (99.0..100.0).contains(&risk) => "99".to_owned(),
        risk => format!("{risk:.0}"),
    }
}

#[allow(clippy::cast_precision_loss)]
pub(super) fn percent(part: u64, all: u64) -> String {
    match part as f64 / all as f64 * 100.0 {
        _ if all == 0 => String::new(),
        _ if part == 0 => "0%".to_owned(),
        _ if part == all => "100%".to_owned(),
        share if share < 1.0 => "<1%".to_owned(),
        share => format!("{:.0}%", share.min(99.0)),
    }
}

/// `2026-11-22` as `22 November 2026`.
pub(super) fn in_words(day: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<usize> = day.split('-').filter_map(|part| part.parse().ok()).collect();
    format!("{} {} {}", parts[2], MONTHS[parts[1] - 1], parts[0])
}

/// `a, b and c`.
pub(super) fn row_of(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Lines as runs: `lines 2-4, 7`; six runs at most.
pub(super) fn lines(is_tab: bool, lines: &BTreeSet<u64>, more: u64) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some(run) if run.1 + 1 == *line => run.1 = *line,
            _ => runs.push((*line, *line)),
        }
    }
    let shown = |run: &(u64, u64)| if run.0 == run.1 { run.0.to_string() } else { format!("{}-{}", run.0, run.1) };
    let said: Vec<String> = runs.iter().take(6).map(shown).collect();
    let left = more + runs.iter().skip(6).map(|run| run.1 - run.0 + 1).sum::<u64>();
    let noun = match (is_tab, lines.len() == 1 && left == 0) {
        (true, true) => "row",
        (true, false) => "rows",
        (false, true) => "line",
        (false, false) => "lines",
    };
    let more = if left > 0 { format!(" and {} more", number(left)) } else { String::new() };
    format!("{noun} {}{more}", said.join(", "))
}

const SEVERITIES: [&str; 5] = ["critical", "high", "medium", "low", "info"];

pub(super) fn rank(severity: &str) -> usize {
    SEVERITIES.iter().position(|known| *known == severity).unwrap_or(9)
}

impl Recount<'_> {
    pub(super) fn places(&self) -> &[Value] {
        list(&self.json["jurisdictions"])
    }

    /// Places that no other lies in.
    pub(super) fn ends(&self) -> Vec<&Value> {
        let parents: BTreeSet<&str> = self.places().iter().map(|place| text(place, "parent")).collect();
        self.places().iter().filter(|place| !parents.contains(text(place, "id"))).collect()
    }

    /// Those of them that sent something.
    pub(super) fn sent(&self) -> Vec<&Value> {
        self.ends().into_iter().filter(|place| text(place, "standing") != "nothing-to-read").collect()
    }

    pub(super) fn expected(&self) -> u64 {
        self.places().iter().filter(|place| place["expected"] == true).count() as u64
    }

    /// What places are called: one, and many.
    pub(super) fn noun(&self) -> (&'static str, &'static str) {
        let leaves = self.ends();
        // Rows without a place are shown as one, which has no size.
        let nowhere = list(&self.json["not_placed"]).iter().any(|one| text(one, "why") == "no-place");
        let all =
            |level: &str| !nowhere && !leaves.is_empty() && leaves.iter().all(|place| text(place, "level") == level);
        match () {
            () if all("county") => ("county", "counties"),
            () if all("municipality") => ("municipality", "municipalities"),
            () if all("state") => ("state", "states"),
            () => ("place", "places"),
        }
    }

    pub(super) fn severity(&self, rule: &str) -> &str {
        list(&self.json["rules"]).iter().find(|of| text(of, "id") == rule).map_or("", |of| text(of, "severity"))
    }

    pub(super) fn table(&self, rule: &str) -> &str {
        list(&self.json["rules"]).iter().find(|of| text(of, "id") == rule).map_or("", |of| text(of, "table"))
    }

    pub(super) fn measure(&self, rule: &str) -> &str {
        list(&self.json["rules"]).iter().find(|of| text(of, "id") == rule).map_or("", |of| text(of, "measure"))
    }

    /// What the rows of a rule's table are called: one, and many.
    pub(super) fn unit(&self, rule: &str) -> (&'static str, &'static str) {
        TABLES[TableId::named(self.table(rule)).unwrap().0].unit
    }

    /// A rule in a few words.
    pub(super) fn short(&self, rule: &str) -> &str {
        self.book.rule(rule).map_or("", |rule| &rule.short)
    }

    pub(super) fn results<'v>(&self, place: &'v Value) -> Vec<Result<'v>> {
        let of = |of: &'v Value| Result {
            rule: text(of, "rule"),
            verdict: text(of, "verdict"),
            low: of["e_low"].as_f64().unwrap(),
            high: of["e_high"].as_f64().unwrap(),
            pass: count(of, "pass"),
            fail: count(of, "fail"),
            unknown: count(of, "unknown"),
            rows: count(of, "assets"),
            due: of["due"].as_str(),
        };
        list(&place["rules"]).iter().map(of).collect()
    }

    /// The known risk of a place, were some rules met: the formula that `explain score` and the README name.
    pub(super) fn risk_without(&self, place: &Value, met: &BTreeSet<String>) -> f64 {
        let results = self.results(place);
        let counted = results.iter().filter(|result| result.applies() && !met.contains(result.rule));
        100.0 - 100.0 * counted.fold(1.0, |left, result| left * self.leaves(result))
    }

    /// What a rule leaves of the known score.
    pub(super) fn leaves(&self, result: &Result<'_>) -> f64 {
        const WEIGHTS: [f64; 5] = [0.9, 0.3, 0.1, 0.03, 0.0];
        1.0 - WEIGHTS[rank(self.severity(result.rule))] * result.low.sqrt()
    }

    /// The share of a rule in the known risk, as printed: in tenths, of which those left over by rounding down go to who lost most.
    pub(super) fn share(&self, place: &Value, rule: &str) -> String {
        let results = self.results(place);
        let lost = |result: &&Result<'_>| -self.leaves(result).ln();
        let counted: Vec<&Result<'_>> =
            results.iter().filter(|result| result.applies() && lost(result) > 0.0).collect();
        let risk = place["risk"]["low"].as_f64().unwrap();
        let all: f64 = counted.iter().map(lost).sum();
        let tenths: Vec<f64> = counted.iter().map(|result| risk * lost(result) / all * 10.0).collect();
        let left = (risk * 10.0).round().clamp(1.0, 999.0) - tenths.iter().map(|of| of.floor()).sum::<f64>();
        let own = counted.iter().position(|result| result.rule == rule).unwrap();
        // How many come before it: those that lost more, and of equals those that stand before it.
        let before = |at: usize| {
            let (here, there) = (tenths[own].fract(), tenths[at].fract());
            there > here + 1e-7 || (there - here).abs() <= 1e-7 && at < own
        };
        let rank = (0..tenths.len()).filter(|at| before(*at)).count();
        #[allow(clippy::cast_precision_loss)]
        let own = tenths[own].floor() + if (rank as f64) < left { 1.0 } else { 0.0 };
        if own < 1.0 { "<0.1".to_owned() } else { format!("{:.1}", own / 10.0) }
    }

    /// Whether nothing at all is shown of a place that no other lies in.
    pub(super) fn is_silent(&self, place: &Value) -> bool {
        let results = self.results(place);
        let open = results.iter().filter(|result| result.verdict == "unknown").count();
        let off = results.iter().filter(|result| result.verdict == "not-applicable").count();
        let is_leaf = self.places().iter().all(|other| text(other, "parent") != text(place, "id"));
        is_leaf && (text(place, "standing") == "nothing-to-read" || open > 0 && open + off == results.len())
    }

    pub(super) fn answered(&self, place: &Value) -> (usize, usize) {
        let results = self.results(place);
        let applied: Vec<&Result<'_>> = results.iter().filter(|result| result.applies()).collect();
        let closed = applied.iter().filter(|result| (result.high - result.low).abs() < f64::EPSILON).count();
        (closed, applied.len())
    }

    pub(super) fn findings<'v>(&'v self, place: &str, rule: &str, verdict: &str) -> Vec<&'v Value> {
        let of = |finding: &&Value| {
            text(finding, "jurisdiction") == place
                && text(finding, "rule") == rule
                && text(finding, "verdict") == verdict
        };
        list(&self.json["findings"]).iter().filter(of).collect()
    }

    /// Where the failing rows of a rule stand, and how many were not kept.
    pub(super) fn spots(&self, place: &str, result: &Result<'_>) -> (Spots, bool) {
        let mut spots = Spots::new();
        let found = self.findings(place, result.rule, "fail");
        for finding in found.iter().filter(|finding| finding["file"].is_string()) {
            let at = spots.entry((text(finding, "file").to_owned(), text(finding, "tab").to_owned())).or_default();
            at.extend(finding["line"].as_u64());
        }
        (spots, count(&self.json, "dropped") > 0)
    }

    /// The rules that are not met, in groups that one repair settles: the same rows of one table, and each row has a name.
    pub(super) fn repairs(&self, place: &Value, listed: bool) -> Vec<Vec<String>> {
        let id = text(place, "id");
        let mut results = self.results(place);
        results.retain(|result| result.verdict == "fail" && (self.severity(result.rule) == "info") == listed);
        results.sort_by_key(|result| rank(self.severity(result.rule)));
        let mut groups: Vec<(Vec<String>, String, Option<Spots>)> = Vec::new();
        for result in &results {
            let found = self.findings(id, result.rule, "fail");
            let named = !found.is_empty() && found.iter().all(|finding| !text(finding, "label").trim().is_empty());
            let alone = self.measure(result.rule) == "any";
            let spots = (named && !alone).then(|| self.spots(id, result).0);
            let table = self.table(result.rule).to_owned();
            match groups.iter_mut().find(|(_, of, known)| spots.is_some() && *of == table && *known == spots) {
                Some((rules, ..)) => rules.push(result.rule.to_owned()),
                None => groups.push((vec![result.rule.to_owned()], table, spots)),
            }
        }
        let mut repairs: Vec<Vec<String>> = groups.into_iter().map(|(rules, ..)| rules).collect();
        // Gravest first, then what brings most.
        let key = |rules: &Vec<String>| {
            let of = results.iter().filter(|result| rules.iter().any(|rule| rule == result.rule));
            let left: f64 = of.map(|result| self.leaves(result)).product();
            (rank(self.severity(&rules[0])), left)
        };
        if !listed {
            repairs.sort_by(|a, b| key(a).partial_cmp(&key(b)).unwrap());
        }
        repairs
    }

    /// The notices on cells of a column that were not understood.
    fn misread_in(&self, (file, tab): (&str, &str), column: &str) -> Vec<&Value> {
        let codes = ["cell-not-understood", "failed-formula", "unsolved-formula"];
        let is_own = |notice: &&Value| {
            codes.contains(&text(notice, "kind"))
                && (text(notice, "file"), text(notice, "tab"), text(notice, "column")) == (file, tab, column)
        };
        list(&self.json["notices"]).iter().filter(is_own).collect()
    }

    /// Whether a cell that counts as blank was not understood.
    fn is_misread(&self, file: (&str, &str), column: &str, line: u64) -> bool {
        let notices = self.misread_in(file, column);
        let mut positions = notices.iter().flat_map(|notice| list(&notice["positions"]));
        positions.any(|position| position[0].as_u64() == Some(line))
    }

    /// What is written in all cells of a column that were not understood.
    fn misread_as(&self, file: (&str, &str), column: &str) -> Option<String> {
        let mut written = self.misread_in(file, column).into_iter().map(|notice| text(notice, "value").to_owned());
        let first = written.next()?;
        written.all(|other| other == first).then_some(first)
    }

    /// What there is to fill in: blanks by sheet and columns, then what nothing is known of.
    pub(super) fn gaps(&self, place: &Value) -> (Vec<Gap>, Vec<Vec<String>>, Vec<String>) {
        let id = text(place, "id");
        type Key = (String, String, String, Vec<String>, &'static str);
        let mut gaps: BTreeMap<Key, Gap> = BTreeMap::new();
        let mut unlisted: Vec<String> = Vec::new();
        let (mut whole, mut tables): (Vec<Vec<String>>, BTreeMap<String, Vec<String>>) = Default::default();
        for result in self.results(place) {
            let silent = result.rows == 0;
            match result.verdict {
                "unknown" if silent => {
                    tables.entry(self.table(result.rule).to_owned()).or_default().push(result.rule.to_owned());
                    continue;
                }
                "unknown" if self.measure(result.rule) == "any" && result.fail > 0 && result.unknown == 0 => {
                    unlisted.push(result.rule.to_owned());
                    continue;
                }
                "unknown" if self.measure(result.rule) == "any" => {
                    whole.push(vec![result.rule.to_owned()]);
                    continue;
                }
                "unknown" | "fail" => {}
                _ => continue,
            }
            for finding in self.findings(id, result.rule, "unknown") {
                let own: Vec<(&str, bool)> = list(&finding["seen"])
                    .iter()
                    .filter(|seen| seen["from"].is_null())
                    .map(|seen| (text(seen, "column"), seen["value"].is_null()))
                    .collect();
                let is_place = |name: &&str| name.starts_with("jurisdiction.");
                let blank: BTreeSet<&str> = own.iter().filter(|(_, blank)| *blank).map(|(name, _)| *name).collect();
                let filled: BTreeSet<&str> = own.iter().filter(|(_, blank)| !*blank).map(|(name, _)| *name).collect();
                let of_row = |names: &BTreeSet<&str>| -> Vec<String> {
                    names.iter().filter(|name| !is_place(name)).map(|name| (*name).to_owned()).collect()
                };
                let of_place: Vec<String> =
                    blank.iter().filter(|name| is_place(name)).map(|name| (*name).to_owned()).collect();
                // A name that leaves open which system it is, is to be written in full.
                let is_open = list(&finding["seen"])
                    .iter()
                    .any(|seen| text(seen, "column").ends_with(".system") && text(seen, "value").contains(" or "));
                let filled_in = blank.is_empty() || is_open;
                let blank = if is_open { BTreeSet::new() } else { blank };
                let row = if blank.is_empty() { of_row(&filled) } else { of_row(&blank) };
                let more = count(&self.json, "dropped") > 0;
                let mut add = |table: &str,
                               columns: Vec<String>,
                               file: (&str, &str),
                               row: (u64, String),
                               more: bool,
                               lack: &'static str| {
                    let said = if lack == "misread" { self.misread_as(file, &columns[0]) } else { None };
                    let key = (file.0.to_owned(), file.1.to_owned(), table.to_owned(), columns, lack);
                    let gap = gaps.entry(key).or_insert_with(|| Gap {
                        lack,
                        said,
                        table: table.to_owned(),
                        lines: BTreeSet::new(),
                        rows: BTreeSet::new(),
                        is_tab: !file.1.is_empty(),
                        rules: BTreeSet::new(),
                        more: false,
                    });
                    gap.lines.extend(Some(row.0).filter(|line| *line > 0));
                    gap.rows.insert(row);
                    gap.rules.insert(result.rule.to_owned());
                    gap.more |= more;
                };
                let file = (text(finding, "file"), text(finding, "tab"));
                let line = count(finding, "line");
                // What tells one asset from those like it is a number that differs from rule to rule.
                let asset = text(finding, "asset");
                let alike = asset.rsplit_once('#').filter(|(_, end)| end.bytes().all(|byte| byte.is_ascii_digit()));
                let at = (line, alike.map_or(asset, |(alike, _)| alike).to_owned());
                let table = self.table(result.rule);
                if filled_in {
                    add(table, row, file, at, more, "unclear");
                } else {
                    let (misread, row): (Vec<String>, Vec<String>) =
                        row.into_iter().partition(|column| self.is_misread(file, column, line));
                    for column in misread {
                        add(table, vec![column], file, at.clone(), more, "misread");
                    }
                    if !row.is_empty() {
                        add(table, row, file, at, more, "blank");
                    }
                }
                if !of_place.is_empty() {
                    add("jurisdictions", of_place, ("", ""), (0, String::new()), false, "blank");
                }
            }
        }
        whole.extend(tables.into_values().map(|mut rules| {
            rules.sort_by_key(|rule| rank(self.severity(rule)));
            rules
        }));
        (gaps.into_values().collect(), whole, unlisted)
    }

    /// `1 critical, 2 more`: the gravest of some rules, and the others.
    pub(super) fn opened<'s>(&self, rules: impl IntoIterator<Item = &'s String>) -> String {
        let mut ranks: Vec<usize> = rules.into_iter().map(|rule| rank(self.severity(rule))).collect();
        ranks.sort_unstable();
        let grave = ranks.iter().filter(|rank| **rank == ranks[0]).count();
        let more = ranks.len() - grave;
        let more = if more > 0 { format!(", {more} more") } else { String::new() };
        format!("{grave} {}{more}", SEVERITIES[ranks[0]])
    }

    /// A place with its state.
    pub(super) fn full_name(&self, place: &Value) -> String {
        match place["state"].as_str() {
            Some(state) if text(place, "level") != "state" => format!("{}, {state}", text(place, "name")),
            _ => text(place, "name").to_owned(),
        }
    }
}
