//! What each page must say by the recount, sentence by sentence.

use std::collections::{BTreeMap, BTreeSet};

use pollworthy::words::value::Day;
use pollworthy::words::value::calendar::{next_federal_election, next_presidential_election};
use serde_json::Value;

use super::calls::{calls, rule_filter};
use super::page::Page;
use super::recount::{
    Gap, Recount, Result, count, counted, in_words, lines, list, number, percent, rank, risk, row_of, text,
};

/// Which page it is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// On paper so many characters wide.
    Terminal(usize),
    Html,
    Markdown,
}

/// How many of a long list are shown.
pub(super) fn shown(all: usize, top: bool, usual: usize) -> usize {
    if top { all } else { all.min(usual) }
}

fn heading(standing: &str) -> &'static str {
    match standing {
        "action-needed" => "ACTION NEEDED",
        "not-shown" => "NOT SHOWN",
        "meets-the-rules" => "MEETS THE RULES",
        _ => "NOTHING TO READ",
    }
}

fn large(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn low(of: &Value) -> f64 {
    of["low"].as_f64().unwrap()
}

fn high(of: &Value) -> f64 {
    of["high"].as_f64().unwrap()
}

fn sum(of: &[&Value], key: &str) -> u64 {
    of.iter().map(|one| count(one, key)).sum()
}

/// The page of one place, whole; `top` where all of every list is shown.
pub(super) fn one(page: &mut Page, r: &Recount<'_>, at: &str, kind: Kind, top: bool) {
    let place = r.places().iter().find(|place| text(place, "id") == at).unwrap();
    if let Kind::Terminal(_) = kind {
        page.says(format!("{} as of", r.full_name(place).to_uppercase()));
    }
    if kind == Kind::Html {
        charted_rules(page, r, Some(place));
    }
    about(page, r, place, kind, top);
    let errors = notices(r, |level| level == "error");
    if let (Kind::Terminal(_), [_, ..]) = (kind, errors.as_slice()) {
        page.says(format!("COULD NOT BE READ ({})", number(sum(&errors, "count"))));
        for error in &errors[..shown(errors.len(), top, 10)] {
            page.says(format!("error: {}", text(error, "message")));
        }
        more(page, errors.len(), shown(errors.len(), top, 10), "more: --top all");
    }
    not_placed(page, r);
    let above = if kind == Kind::Html { 0 } else { sum(&errors, "count") };
    look_at(page, &notices(r, |level| kind == Kind::Html || level == "notice"), above, kind, top);
    foot(page, r, kind);
}

fn more(page: &mut Page, all: usize, shown: usize, words: &str) {
    if all > shown {
        page.says(format!("{} {words}", number((all - shown) as u64)));
    }
}

fn day(page: &mut Page, r: &Recount<'_>) {
    page.fixed(&in_words(text(&r.json, "as_of")));
    page.fixed(text(&r.json, "as_of"));
}

/// The answer, what to fix and to fill in, what is in order.
fn about(page: &mut Page, r: &Recount<'_>, place: &Value, kind: Kind, top: bool) {
    let results = r.results(place);
    let of = |verdict: &str, severity: &str| {
        results.iter().filter(|of| of.verdict == verdict && r.severity(of.rule) == severity).count() as u64
    };
    let is = |verdict: &str| results.iter().filter(|of| of.verdict == verdict).collect::<Vec<_>>();
    let html = kind == Kind::Html;
    let met = is("pass");
    let covered: BTreeSet<&str> = list(&r.json["findings"])
        .iter()
        .filter(|finding| text(finding, "jurisdiction") == text(place, "id"))
        .filter_map(|finding| finding["waiver"].as_str())
        .collect();
    // Why the standing is what it is.
    let (critical, high_ones) = (of("fail", "critical"), of("fail", "high"));
    let open = of("unknown", "critical") + of("unknown", "high");
    let reason = match text(place, "standing") {
        "action-needed" => {
            let grave: Vec<String> = [(critical, "critical"), (high_ones, "high-severity")]
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, name)| format!("{} {name}", number(*count)))
                .collect();
            let are = if critical + high_ones == 1 { "rule is" } else { "rules are" };
            format!("{} {are} not met", row_of(&grave))
        }
        "not-shown" if open > 0 => format!("{} {} not answered", number(open), if open == 1 { "is" } else { "are" }),
        "meets-the-rules" => {
            let lesser = of("fail", "medium") + of("fail", "low");
            let lesser = match lesser {
                0 => String::new(),
                1 => "; 1 lesser one is not met".to_owned(),
                _ => format!("; {} lesser ones are not met", number(lesser)),
            };
            let waived = if covered.is_empty() { String::new() } else { format!("; {} under a waiver", covered.len()) };
            let met = counted(met.len() as u64, "rule", "rules");
            format!("{met} met, every critical and high-severity one among them{lesser}{waived}")
        }
        _ => String::new(),
    };
    let answer = heading(text(place, "standing"));
    if text(place, "standing") == "nothing-to-read" {
        let nothing = "nothing was sent that could be read";
        page.says(format!("{answer} {}", if html { large(nothing) } else { nothing.to_owned() }));
    } else if html && text(place, "standing") == "not-shown" {
        page.says(if open > 0 { reason } else { "Nothing that was read meets a scored rule yet".to_owned() });
    } else if html {
        page.says(format!("{answer} {}", large(&reason)).trim());
    } else if !html && text(place, "standing") == "not-shown" {
        page.says(if open > 0 { reason } else { format!("{answer} nothing that was read meets a scored rule yet") });
    } else {
        page.says(format!("{answer} {reason}").trim());
    }
    // The risk.
    let (known, most) = (risk(low(&place["risk"])), risk(high(&place["risk"])));
    let (answered, applied) = r.answered(place);
    let label = if html { "Risk" } else { "RISK" };
    if covered.is_empty() {
        let said = match () {
            () if applied == 0 => "not known: no rule applies to what was read".to_owned(),
            () if answered == applied => format!("{known} of 100, with every answer in"),
            () if low(&place["risk"]) >= high(&place["risk"]) => {
                format!("{known} of 100 on what is known; open answers cannot raise it")
            }
            () if known == most => format!("{known} of 100 on what is known; open answers could hardly raise it"),
            () => format!("{known} of 100 on what is known; open answers could raise it to {most}"),
        };
        page.says(format!("{label} {said}"));
    } else {
        // The risk without the waivers is not in the JSON report: it stands behind these words alone.
        let mut forms = vec![format!("{label} {known} of 100, with every answer in")];
        forms.extend((0..=100).map(|without| {
            format!(
                "{label} {known} of 100 with the waivers, {without} without them; open answers could raise it to {most}"
            )
        }));
        forms.extend(
            (0..=100).map(|without| format!("{label} {known} of 100 with the waivers, {without} without them")),
        );
        forms.push(format!("{label} {known} of 100 on what is known; open answers could raise it to {most}"));
        page.says_one_of(&forms);
    }
    let said = match applied {
        0 => "no rule applies to what was read".to_owned(),
        1 => format!("{answered} of the 1 rule that applies"),
        _ => format!("{answered} of the {applied} rules that apply"),
    };
    page.says(format!("{} {said}", if html { "Answered" } else { "ANSWERED" }));
    let (repairs, listed) = (r.repairs(place, false), r.repairs(place, true));
    let (mut gaps, whole, unlisted) = r.gaps(place);
    if html {
        let fill = gaps.len() + whole.len() + usize::from(!unlisted.is_empty());
        let waived = covered.len();
        page.says(format!("{} to fix, {fill} to fill in, {waived} waived, {} met", repairs.len(), met.len()));
        if let Some(voters) = place["voters"].as_u64() {
            page.says(format!("Registered voters {}", number(voters)));
        }
    }
    // What to fix.
    if !repairs.is_empty() {
        page.says(match repairs.len() {
            1 => format!("risk now {known}; with this fixed"),
            _ => format!("risk now {known}; with this and all above fixed"),
        });
    }
    // The path: each line counts on all above it.
    let mut fixed: BTreeSet<String> = BTreeSet::new();
    for rules in &repairs {
        fixed.extend(rules.iter().cloned());
        repair(page, r, place, rules, Some(&risk(r.risk_without(place, &fixed))), kind);
    }
    listed.iter().for_each(|rules| repair(page, r, place, rules, None, kind));
    let open = results.iter().filter(|of| of.applies() && of.high > of.low && r.severity(of.rule) != "info").count();
    if !repairs.is_empty() && open > 0 {
        let are = if open == 1 { "is" } else { "are" };
        let rules = counted(open as u64, "rule", "rules");
        page.says(format!("0 on what is known. {rules} {are} not answered in full"));
    }
    // What to fill in.
    gaps.sort_by_key(|gap| gap.table == "jurisdictions");
    let mut forms: Vec<Vec<String>> = whole
        .iter()
        .map(|rules| {
            let shorts: Vec<String> = rules.iter().map(|rule| r.short(rule).to_owned()).collect();
            vec![format!("{} {}", row_of(&shorts), r.opened(rules))]
        })
        .collect();
    forms.extend(gaps.iter().map(|gap| gap_said(r, gap)));
    if !unlisted.is_empty() {
        let opened = r.opened(&unlisted);
        forms.push(["jurisdictions.csv", "Office"].map(|office| format!("in {office} {opened}")).to_vec());
    }
    // `1 high, 1 more` begins like `1 high`.
    forms.sort_by_key(|forms| !forms[0].ends_with(" more"));
    let first = if html { forms.len().min(40) } else { shown(forms.len(), top, 10) };
    page.says_of(first, &forms);
    if html {
        more(page, forms.len(), first, "more: pollworthy read");
    } else {
        more(page, forms.len(), first, "more: --top all");
    }
    // Waived, in order, not due, does not apply.
    if !covered.is_empty() {
        page.says(format!("{} ({})", if html { "Waived" } else { "WAIVED" }, covered.len()));
        for waiver in &covered {
            let own: Vec<&Value> = list(&r.json["findings"])
                .iter()
                .filter(|finding| finding["waiver"].as_str() == Some(waiver))
                .filter(|finding| text(finding, "jurisdiction") == text(place, "id"))
                .collect();
            let unit = r.unit(text(own[0], "rule"));
            let rows: Vec<&&Value> = own.iter().filter(|finding| finding["asset"].is_string()).collect();
            let units: u64 = rows.iter().map(|finding| count(finding, "units")).sum();
            match (rows.len() as u64, units) {
                (0, _) => {}
                (rows, 0) => page.says(format!(": {}", counted(rows, "row", "rows"))),
                (_, units) => page.says(format!(": {}", counted(units, unit.0, unit.1))),
            }
            page.fixed(waiver);
        }
    }
    let part = |page: &mut Page, words: &str, count: usize| {
        if count > 0 {
            page.says(format!("{} ({count})", if html { words.to_owned() } else { words.to_uppercase() }));
        }
    };
    part(page, "Met", met.len());
    for result in &met {
        let short = large(r.short(result.rule));
        let unit = r.unit(result.rule);
        page.says(match () {
            () if r.table(result.rule) == "jurisdictions" => short,
            () if result.rows == 0 => format!("{short} (none on record)"),
            () if r.measure(result.rule) == "any" => short,
            // How many advisories were looked through stands behind the count.
            () => format!("{short} ({} of {}", number(result.pass), counted(result.judged(), unit.0, unit.1)),
        });
    }
    let off = is("not-applicable");
    let (due, off): (Vec<&&Result<'_>>, Vec<&&Result<'_>>) = off.iter().partition(|result| result.due.is_some());
    part(page, "Not due yet", due.len());
    due.iter().filter_map(|result| result.due).for_each(|due| page.fixed(due));
    part(page, "Does not apply", off.len());
}

/// One thing to fix: how many of how many, where, by which rules, and the risk once it is done.
fn repair(page: &mut Page, r: &Recount<'_>, place: &Value, rules: &[String], after: Option<&str>, kind: Kind) {
    let results = r.results(place);
    let result = results.iter().find(|of| of.rule == rules[0]).unwrap();
    let unit = r.unit(&rules[0]);
    let rule = r.book.rule(&rules[0]).unwrap();
    if r.table(&rules[0]) == "jurisdictions" {
        if rule.unmet.ends_with("this rule") {
            page.says(format!("Not met: {}.", rule.title.trim_end_matches('.')));
        } else {
            page.says(format!("The office {}.", pollworthy::phrases::wording::agreed(&rule.unmet, 1)));
        }
    } else if r.measure(&rules[0]) == "any" {
        page.says(format!("The {} on record", unit.1));
    } else {
        page.says(format!("{} of {}", number(result.fail), counted(result.judged(), unit.0, unit.1)));
    }
    let (spots, dropped) = r.spots(text(place, "id"), result);
    let (scored, after) = (after.is_some(), after.unwrap_or_default());
    if r.measure(&rules[0]) == "any" && r.table(&rules[0]) == "jurisdictions" {
        // On which line the row of a place is, the report does not tell.
        let (before, behind) = match (kind, scored) {
            (Kind::Html, true) => (String::new(), format!(" {} {after}", rules.join(" "))),
            (Kind::Html, false) => (String::new(), format!(" {}", rules.join(" "))),
            (_, true) => (format!("{after} "), format!(" {}", rules.join(", "))),
            (_, false) => (String::new(), format!(" {}", rules.join(", "))),
        };
        let names = files(r).into_iter().map(|file| within(r, text(file, "path")));
        let begins: Vec<String> = names
            .flat_map(|name| [format!("{before}{name}, line "), format!("{before}{name}, row ")])
            .chain([format!("{before}tab Office, row ")])
            .collect();
        page.says_at_a_line(&begins, &behind);
        return;
    }
    if r.measure(&rules[0]) == "any" {
        let place = format!("every row of {} that the rule covers", r.table(&rules[0]));
        page.says(match kind {
            Kind::Html => {
                format!("{place} {}{}", rules.join(" "), if scored { format!(" {after}") } else { String::new() })
            }
            _ if scored => format!("{after} {place} {}", rules.join(", ")),
            _ => format!("{place} {}", rules.join(", ")),
        });
        return;
    }
    let ruled = match (kind, scored) {
        (Kind::Html, true) => format!("{} {after}", rules.join(" ")),
        (Kind::Html, false) => rules.join(" "),
        (_, _) => rules.join(", "),
    };
    let told: Vec<_> = spots.iter().take(3).filter(|(_, at)| !at.is_empty() && !dropped).collect();
    let said: Vec<String> = told.iter().map(|((_, tab), at)| lines(!tab.is_empty(), at, 0)).collect();
    // Where it stands in one place only, its rules come next.
    if let ([only], 1) = (said.as_slice(), spots.len()) {
        page.says(format!("{only} {ruled}"));
    } else {
        said.iter().for_each(|said| page.says(said));
        if spots.len() > 3 {
            page.says(format!("and {} more", counted((spots.len() - 3) as u64, "file", "files")));
        }
        page.says(ruled);
    }
    // Where the line of where it stands begins the risk ends the line before.
    if let (Kind::Terminal(_), true) = (kind, scored) {
        let names: Vec<String> = spots.keys().map(|(file, tab)| sheet(r, file, tab)).collect();
        page.says_one_of(
            &names
                .iter()
                .map(|name| format!("{after} {name}"))
                .chain([format!("{after} no file names it")])
                .collect::<Vec<_>>(),
        );
    }
}

/// A file, or a tab, as pages name it.
fn sheet(r: &Recount<'_>, file: &str, tab: &str) -> String {
    let file = within(r, file);
    match tab {
        "" => file,
        tab if files(r).len() == 1 => format!("tab {tab}"),
        tab => format!("{file}, tab {tab}"),
    }
}

fn within(r: &Recount<'_>, file: &str) -> String {
    match list(&r.json["settings"]["paths"]) {
        [only] => file.strip_prefix(&format!("{}/", only.as_str().unwrap())).unwrap_or(file).to_owned(),
        _ => file.to_owned(),
    }
}

fn files<'v>(r: &'v Recount<'_>) -> Vec<&'v Value> {
    list(&r.json["files"]).iter().filter(|file| text(file, "role") == "inventory").collect()
}

/// The forms in which a gap may be said: its lines and rows, and the rules open.
fn gap_said(r: &Recount<'_>, gap: &Gap) -> Vec<String> {
    let rows = gap.rows.len() as u64;
    let least = if gap.more { "at least " } else { "" };
    let (blanks, in_rows) = (counted(rows, "blank", "blanks"), counted(rows, "row", "rows"));
    let at = if gap.lines.is_empty() { String::new() } else { format!(", {}", lines(gap.is_tab, &gap.lines, 0)) };
    let opened = r.opened(&gap.rules);
    if gap.lack == "misread" {
        let what = match &gap.said {
            Some(said) => format!("\"{said}\" was not understood; the notice on it says"),
            None => format!(
                "{least}{} not understood; the {} says",
                counted(rows, "cell", "cells"),
                if rows == 1 { "notice on it" } else { "notices on them" }
            )
            .replace("them says", "them say"),
        };
        return vec![format!("{at}: {what} what to write {opened}")];
    }
    let said = [
        format!("{at}: {least}{blanks}"),
        format!("{at}: blank in {least}{in_rows}"),
        format!("{at}: what is written in {least}{in_rows} does not settle it"),
        format!(
            "{at}: not enough is known about what is written in {least}{in_rows}; check that maker, model and version are spelled \
             as the maker spells them, or ask the maker"
        ),
        format!(
            "{at}: what is written in {least}{in_rows} leaves the edition or the version open; write both, as in Windows 11 \
             Pro 25H2, or the last day of its fixes under Support ends on"
        ),
        format!(
            "{at}: what is written in {least}{in_rows} leaves the edition or the version open; write both, as in Windows 11 \
             Pro 25H2, or the last day of its fixes under support_ends_on"
        ),
        format!(", for {least}{in_rows}"),
        format!(", for {least}{in_rows} whose system's name does not settle it"),
    ];
    let forms = said.iter().map(|said| format!("{} {opened}", said.trim_start_matches(": ")));
    // Where the place has a row of its own the report does not tell.
    let ends: &[&str] = if gap.table == "jurisdictions" { &["a year", "write a day"] } else { &[] };
    ends.iter().map(|end| format!("{end} {opened}")).chain(forms).collect()
}

pub(super) fn notices<'v>(r: &'v Recount<'_>, asked: impl Fn(&str) -> bool) -> Vec<&'v Value> {
    list(&r.json["notices"]).iter().filter(|notice| asked(text(notice, "level"))).collect()
}

/// What to look at: how many notices in all, and each kind with its count.
fn look_at(page: &mut Page, all: &[&Value], above: u64, kind: Kind, top: bool) {
    if all.is_empty() {
        return;
    }
    let words = if let Kind::Terminal(_) = kind { "TO CHECK" } else { "To check" };
    let told = if above > 0 { format!(", {} of them above", number(above)) } else { String::new() };
    page.says(format!("{words} ({}{told})", counted(sum(all, "count") + above, "notice", "notices")));
    let is_minor = |notice: &&&Value| {
        text(notice, "level") == "notice"
            && match text(notice, "kind") {
                "no-rows" | "title-line" | "header-again" => true,
                "unknown-column" | "unnamed-column" => !text(notice, "message").contains("did you mean"),
                _ => false,
            }
    };
    let minor: Vec<&Value> = all.iter().filter(is_minor).copied().collect();
    if !minor.is_empty() {
        let count = sum(&minor, "count");
        let change = if count == 1 { "changes" } else { "change" };
        page.says(format!("{} {change} no answer", counted(count, "notice", "notices")));
    }
    let mut kinds: BTreeMap<(&str, &str, &str), BTreeMap<&str, Vec<&Value>>> = BTreeMap::new();
    for notice in all.iter().filter(|notice| !is_minor(notice)) {
        let key = (text(notice, "level"), text(notice, "kind"), text(notice, "column"));
        kinds.entry(key).or_default().entry(text(notice, "message")).or_default().push(notice);
    }
    let mut groups: Vec<Vec<String>> = Vec::new();
    for ((_, of, column), by_message) in &kinds {
        let alike = |of: &[&Value]| {
            let files: BTreeSet<&str> = of.iter().map(|notice| text(notice, "file")).collect();
            (sum(of, "count"), files.len() as u64)
        };
        if by_message.len() > 3 {
            let (count, files) = alike(&by_message.values().flatten().copied().collect::<Vec<_>>());
            let several = counted(files, "file", "files");
            groups.push(match *of {
                "place-of-file" if files > 1 => vec![format!("{several} name no place in a column")],
                "cell-not-understood" => vec![format!("{} cells of", number(count))],
                "no-table" => vec![format!("{} sheets", number(count))],
                "not-an-inventory" => vec![format!("{several} were left out: they are not inventories")],
                "counted-once" => vec![
                    format!("{} rows in {several} are also in another file", number(count)),
                    format!("{} rows are also in another file", number(count)),
                ],
                "equal-ids" => vec![
                    format!("{} rows in {several} have the id", number(count)),
                    format!("{} rows have the id", number(count)),
                ],
                "nearly-equal" => vec![format!("{several} may be counted twice")],
                "rows-differ" => vec![format!("{} answers", number(count))],
                "not-up-to-date" => vec![format!("{} places", number(count))],
                "unknown-column" => vec![format!("{} columns", number(count))],
                _ => vec![
                    format!("({} more of this kind)", number(count - 1)),
                    format!("; {} of this kind in {several}", number(count)),
                ],
            });
            continue;
        }
        for (message, of) in by_message {
            let (count, files) = alike(of);
            // The page has the column's header in place of its name.
            let rest = if column.is_empty() { message } else { message.strip_prefix(column).unwrap_or(message) };
            let rest: String = rest.chars().take(345).collect();
            groups.push(vec![
                match (count, files) {
                    (_, 2..) => format!("{rest}; {} like it in {}", number(count), counted(files, "file", "files")),
                    (1, _) => rest.clone(),
                    (count, _) => format!("{rest} ({} more like it)", number(count - 1)),
                },
                if rest.chars().count() == 345 { rest } else { "\u{1}".to_owned() },
            ]);
        }
    }
    let usual = if kind == Kind::Html { 200 } else { 10 };
    let first = shown(groups.len(), top && kind != Kind::Html, usual);
    page.says_of(first, &groups);
    match kind {
        Kind::Terminal(_) => more(page, groups.len(), first, "more: --top all"),
        Kind::Markdown => more(page, groups.len(), first, "more kind"),
        Kind::Html => more(page, groups.len(), first, "more: pollworthy read"),
    }
    // Positions, and what a message without a count says of one.
    for notice in all {
        for at in list(&notice["positions"]).iter().take(1) {
            let (line, column) = (at[0].as_u64().unwrap(), at[1].as_u64().unwrap());
            page.fixed(&format!("line {line}"));
            page.fixed(&format!("row {line}"));
            page.fixed(&format!("cell {}", pollworthy::words::position::cell_name(line, column)));
        }
        page.fixed(text(notice, "message"));
    }
}

/// An error in its own words, with its position.
fn is_unread(notice: &Value) -> bool {
    let is_whole = text(notice, "tab").is_empty()
        && text(notice, "kind") != "no-rows"
        && ["left out", "none of its tabs"].iter().any(|words| text(notice, "message").starts_with(words));
    text(notice, "level") == "error" || is_whole
}

/// Errors, and files that were left out as a whole.
fn unread(page: &mut Page, r: &Recount<'_>, top: bool) {
    let errors: Vec<&Value> = notices(r, |_| true).into_iter().filter(|notice| is_unread(notice)).collect();
    if !errors.is_empty() {
        page.says(format!("COULD NOT BE READ ({})", number(errors.len() as u64)));
        errors.iter().for_each(|error| error_said(page, error));
        let shown = shown(errors.len(), top, 10);
        more(page, errors.len(), shown, "more: --top all");
    }
}

fn error_said(page: &mut Page, error: &Value) {
    let at = list(&error["positions"]).first().map(|at| format!(":{}:{}", at[0], at[1])).unwrap_or_default();
    let level = text(error, "level");
    let said = format!("{}{at}: {level}: {}", text(error, "file"), text(error, "message"));
    page.fixed(&said);
    page.fixed(&said.replacen(&format!(":0: {level}"), &format!(": {level}"), 1));
    page.fixed(text(error, "message"));
}

/// What was read, by which rules, and the digests.
fn foot(page: &mut Page, r: &Recount<'_>, kind: Kind) {
    let files = files(r);
    let rows = |file: &Value| -> Vec<String> {
        pollworthy::schema::TABLES
            .iter()
            .filter_map(|table| {
                let rows = file["tables"][table.name].as_u64()?;
                Some(format!("{} of {}", counted(rows, "row", "rows"), table.name))
            })
            .collect()
    };
    if let Kind::Terminal(_) = kind {
        let in_all: Vec<String> = pollworthy::schema::TABLES
            .iter()
            .map(|table| (table, files.iter().filter_map(|file| file["tables"][table.name].as_u64()).sum::<u64>()))
            .filter(|(_, rows)| *rows > 0)
            .map(|(table, rows)| format!("{} of {}", counted(rows, "row", "rows"), table.name))
            .collect();
        let name = match files.as_slice() {
            [only] => within(r, text(only, "path")),
            all => counted(all.len() as u64, "file", "files"),
        };
        let whole = format!("READ {name}: {}", row_of(&in_all));
        let each: Vec<String> = files
            .iter()
            .map(|file| {
                let rows = rows(file);
                let rows = if rows.is_empty() { "no rows".to_owned() } else { rows.join(", ") };
                format!("{}: {rows}.", within(r, text(file, "path")))
            })
            .collect();
        page.says_one_of(&[format!("READ {}", each.join(" ")), whole]);
        let blank = ["cell-not-understood", "failed-formula", "unsolved-formula"];
        let cells: Vec<&Value> =
            notices(r, |_| true).into_iter().filter(|notice| blank.contains(&text(notice, "kind"))).collect();
        if !cells.is_empty() {
            page.says(format!("{} not understood", counted(sum(&cells, "count"), "cell", "cells")));
        }
    }
    let ruleset = format!("{} {}", text(&r.json["ruleset"], "name"), text(&r.json["ruleset"], "version"));
    if kind != Kind::Markdown {
        let rules = counted(list(&r.json["rules"]).len() as u64, "rule", "rules");
        let label = if kind == Kind::Html { "Rules:" } else { "RULES" };
        page.says_one_of(&[
            format!("{label} {ruleset} ({rules})"),
            format!("{label} {ruleset} ({rules}, with --only)"),
        ]);
    }
    let evidence = &r.json["evidence"];
    for of in ["inventory", "rules", "waivers"] {
        if let Some(digest) = evidence[of].as_str() {
            page.fixed(&format!("{of} {}", &digest[..8]));
            page.fixed(&format!("{} {}", large(of), &digest[..8]));
        }
    }
    let program = format!("pollworthy {}", env!("CARGO_PKG_VERSION"));
    if kind != Kind::Markdown {
        for _ in 0..if kind == Kind::Html { r.places().len() } else { 1 } {
            let said = format!("{}, {program}", counted(files.len() as u64, "file", "files"));
            if kind == Kind::Html { page.fixed(&said) } else { page.says(said) }
        }
    }
    page.fixed(&program);
    if kind == Kind::Html {
        for file in files.iter().take(200) {
            let rows = rows(file);
            let rows = if rows.is_empty() { "no rows".to_owned() } else { rows.join(", ") };
            page.says(format!("{} {rows} {}", text(file, "path"), text(file, "sha256")));
        }
        for file in list(&r.json["files"]).iter().filter(|file| !["inventory", "config"].contains(&text(file, "role")))
        {
            page.says(format!("{} {} {}", text(file, "path"), text(file, "role"), text(file, "sha256")));
        }
    }
}

/// What is no count wherever it stands: rules, their texts, names of places and files, and names out of the data.
pub(super) fn fixed(page: &mut Page, r: &Recount<'_>, also: &[&str]) {
    day(page, r);
    page.fixed("of 100");
    page.fixed("SHA-256");
    also.iter().for_each(|words| page.fixed(words));
    let mut words: BTreeSet<String> = BTreeSet::new();
    for rule in &r.book.rules {
        for of in r.book.looked_through(rule) {
            let name = of.name.replace('_', " ");
            let many = name.strip_suffix('y').map_or_else(|| format!("{name}s"), |stem| format!("{stem}ies"));
            let noun = if of.entries == 1 { name } else { many };
            let checked = of.checked_on.map_or(String::new(), |day| format!(", last checked {}", day.in_words()));
            page.fixed(&format!("; {} {noun} looked through{checked}", number(of.entries)));
        }
        words.extend([rule.title.clone(), rule.fix.clone(), rule.id.clone(), rule.short.clone()]);
        words.extend(rule.fix.split(". ").map(str::to_owned));
    }
    for finding in list(&r.json["findings"]) {
        // Where a place has a row of its own only findings about the place tell.
        if r.table(text(finding, "rule")) == "jurisdictions" && finding["line"].is_u64() {
            let line = count(finding, "line");
            page.fixed(&format!(", line {line}: 1 blank"));
            page.fixed(&format!(", row {line}: 1 blank"));
        }
        for key in ["label", "asset", "file", "tab"] {
            words.insert(text(finding, key).to_owned());
        }
        words.insert(within(r, text(finding, "file")));
        for seen in list(&finding["seen"]) {
            words.insert(format!("{} {}", text(seen, "column"), text(seen, "value")));
            words.insert(text(seen, "from").to_owned());
            if [".system", ".advisory"].iter().any(|end| text(seen, "column").ends_with(end)) {
                words.insert(text(seen, "value").to_owned());
            }
        }
    }
    for place in r.places() {
        words.extend([
            text(place, "id").to_owned(),
            text(place, "name").to_owned(),
            text(&place["unread"], "why").to_owned(),
        ]);
        words.extend([r.full_name(place).to_uppercase(), r.full_name(place)]);
    }
    for file in list(&r.json["files"]) {
        words.extend([text(file, "path").to_owned(), within(r, text(file, "path"))]);
    }
    words.extend(list(&r.json["notices"]).iter().map(|notice| within(r, text(notice, "file"))));
    words.extend(list(&r.json["settings"]["paths"]).iter().filter_map(Value::as_str).map(str::to_owned));
    // Blanks of a place's own row: that it is one row needs no count.
    page.fixed("blank in 1 row");
    page.fixed(", for 1 row");
    // Long ones first: one may hold another.
    let mut words: Vec<String> = words.into_iter().filter(|word| word.chars().any(|c| c.is_ascii_digit())).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.iter().filter(|word| word.parse::<u64>().is_err() || word.len() >= 5).for_each(|word| page.fixed(word));
}

/// Rules that are not met or not answered somewhere, of places or of one place's rows: `(rule, met, not met, open, voters)`.
fn by_rule(r: &Recount<'_>, alone: Option<&Value>) -> Vec<(String, u64, u64, u64, u64)> {
    let sent = r.sent();
    let places: Vec<&Value> = alone.map_or(sent, |place| vec![place]);
    let mut sums: BTreeMap<String, (u64, u64, u64, u64)> = BTreeMap::new();
    for place in places {
        for result in r.results(place) {
            let sum = sums.entry(result.rule.to_owned()).or_default();
            let rows = alone.is_some() && result.rows > 0 && r.measure(result.rule) != "any";
            match result.verdict {
                "fail" | "unknown" | "pass" if rows => {
                    sum.0 += result.pass;
                    sum.1 += result.fail;
                    sum.2 += result.unknown;
                }
                "fail" => {
                    sum.1 += 1;
                    sum.3 += count(place, "voters");
                }
                "unknown" => sum.2 += 1,
                "pass" => sum.0 += 1,
                _ => {}
            }
        }
    }
    let all = sums.into_iter().filter(|(rule, sum)| sum.1 + sum.2 > 0 && (r.severity(rule) != "info" || sum.1 > 0));
    all.map(|(rule, (met, fail, open, voters))| (rule, met, fail, open, voters)).collect()
}

/// The chart and the table of rules in HTML.
fn charted_rules(page: &mut Page, r: &Recount<'_>, alone: Option<&Value>) {
    let has_voters = standings(r).iter().any(|(_, _, voters)| *voters > 0);
    for (rule, met, fail, open, voters) in by_rule(r, alone) {
        let (severity, short) = (r.severity(&rule), r.short(&rule));
        page.says(format!("{short} {} {}", number(fail), number(open)));
        let counts = match alone {
            Some(_) => format!("{} {} {} {}", number(met), number(fail), number(open), r.unit(&rule).1),
            None if has_voters => format!("{} {} {}", number(fail), number(open), number(voters)),
            None => format!("{} {}", number(fail), number(open)),
        };
        page.says(format!("{severity} {} {rule} {counts}", large(short)));
    }
}

/// Places and voters by standing.
fn standings(r: &Recount<'_>) -> Vec<(&'static str, u64, u64)> {
    let leaves = r.ends();
    ["action-needed", "not-shown", "meets-the-rules", "nothing-to-read"]
        .iter()
        .map(|standing| {
            let of: Vec<&&Value> = leaves.iter().filter(|place| text(place, "standing") == *standing).collect();
            (heading(standing), of.len() as u64, of.iter().map(|place| count(place, "voters")).sum())
        })
        .collect()
}

/// The page of many places.
pub(super) fn many(page: &mut Page, r: &Recount<'_>, kind: Kind, top: bool) {
    let (noun, html) = (r.noun(), kind == Kind::Html);
    let (sent, expected) = (r.sent(), r.expected());
    let wide = matches!(kind, Kind::Terminal(width) if width >= 96);
    let counted_places = |count: u64| counted(count, noun.0, noun.1);
    let places =
        if expected > 0 { format!("{} expected", counted_places(expected)) } else { counted_places(sent.len() as u64) };
    let states = list(&r.json["states"]);
    // What is not placed lies in no state: then the page is of no one state.
    let nowhere = list(&r.json["not_placed"]).len() as u64;
    let whole = nowhere == 0;
    let title = match states {
        [only] if whole && !text(only, "state").is_empty() => format!(": {places}"),
        _ if !whole => format!("{places}, {} of them in no known state", number(nowhere)),
        _ if noun.0 == "state" => places,
        _ => format!("{places} in {}", counted(states.len() as u64, "state", "states")),
    };
    page.says(if html { title } else { title.to_uppercase() });
    // Standings.
    let all = standings(r);
    let voters: u64 = all.iter().map(|(_, _, voters)| voters).sum();
    for (name, places, of) in all.iter().filter(|(name, _, _)| *name != "NOTHING TO READ" || expected > 0) {
        let figures = format!("{name} {}", number(*places));
        let known = r.ends().iter().any(|place| heading(text(place, "standing")) == *name && place["voters"].is_u64());
        page.says(match (voters > 0, known || *places == 0) {
            (true, true) => format!("{figures} {} {}", number(*of), percent(*of, voters)),
            (true, false) => format!("{figures} not known"),
            (false, _) => figures,
        });
    }
    calls(page, r, kind, top);
    if html {
        rule_filter(page, r, &by_rule(r, None));
        charted_rules(page, r, None);
        html_of_many(page, r, &sent);
    }
    let lead = list(&r.json["lists"]).iter().find(|of| text(of, "list") == "paper-trail");
    if let Some(of) = lead.filter(|_| !html || states.len() == 1 && whole) {
        paper_trail(page, r, of, top || html);
    }
    // The risk.
    // The highest is the one with the highest risk, wherever it stands in the order of work.
    let most = sent.iter().min_by(|a, b| {
        let key = |place: &Value| (-low(&place["risk"]), -high(&place["risk"]), text(place, "id").to_owned());
        key(a).partial_cmp(&key(b)).unwrap()
    });
    if let Some(first) = most {
        let highest = risk(low(&first["risk"]));
        match states {
            [only] if whole => {
                page.says(format!(
                    "{} of 100 on what is known, up to {},",
                    risk(low(&only["risk"])),
                    risk(high(&only["risk"]))
                ));
                if low(&first["risk"]) > 0.0 {
                    page.says(format!("highest {}, {highest}", text(first, "name")));
                }
                let ends = r.ends();
                let unknown = ends.iter().filter(|place| !place["voters"].is_u64()).count() as u64;
                if voters > 0 && unknown > 0 {
                    let gives = if unknown == 1 { "gives none and weighs" } else { "give none and weigh" };
                    page.says(format!("({} {gives} the mean", number(unknown)));
                }
                let silent = ends.iter().filter(|place| place["standing"] == "nothing-to-read").count() as u64;
                if silent > 0 {
                    let counts = if silent == 1 { "counts" } else { "count" };
                    page.says(format!("; {} sent nothing and {counts} as 0", number(silent)));
                }
            }
            _ if low(&first["risk"]) > 0.0 => {
                let of = if html { "Highest" } else { "highest" };
                page.says(format!("{of} {}, {highest} of 100", r.full_name(first)));
            }
            _ => page.says("0 of 100 everywhere on what is known"),
        }
    }
    // Rules.
    let mut rules = by_rule(r, None);
    rules.sort_by_key(|(rule, _, fail, open, _)| {
        (*fail == 0, rank(r.severity(rule)), std::cmp::Reverse((*fail, *open)))
    });
    if !rules.is_empty() {
        let read = if expected > 0 { " read" } else { "" };
        let head = format!("Rules not met or not answered, in {}{read}", counted_places(sent.len() as u64));
        page.says(if html { head } else { head.to_uppercase() });
    }
    if !html {
        let first = shown(rules.len(), top, 10);
        let dash = |count: u64| if count == 0 { "-".to_owned() } else { number(count) };
        let said = |(rule, _, fail, open, voters_there): &(String, u64, u64, u64, u64)| {
            let counts = format!("{rule} {} {}", dash(*fail), dash(*open));
            vec![if wide && voters > 0 { format!("{counts} {}", dash(*voters_there)) } else { counts }]
        };
        page.says_of(first, &rules.iter().map(said).collect::<Vec<_>>());
        if rules.len() > first {
            page.says(format!("{}: --top all", counted((rules.len() - first) as u64, "more rule", "more rules")));
        }
    }
    // States, where some has several places.
    if states.len() > 1 && sent.len() > states.len() {
        for state in &states[..shown(states.len(), top || html, 60)] {
            let of = |standing: &str| count(&state["standings"][standing], "places");
            let all: u64 =
                ["action_needed", "not_shown", "meets_the_rules", "nothing_to_read"].iter().map(|one| of(one)).sum();
            let figures = format!(
                "{} {} {} {} {}",
                text(state, "name"),
                number(all),
                risk(low(&state["risk"])),
                risk(high(&state["risk"])),
                number(of("action_needed"))
            );
            let figures = if wide || html { format!("{figures} {}", number(of("not_shown"))) } else { figures };
            page.says(figures);
            let most = risk(low(&state["max"]));
            let there: Vec<String> = sent
                .iter()
                .filter(|place| text(place, "state") == text(state, "state"))
                .map(|place| format!("{}{} {most}", text(place, "name"), if html { "" } else { "," }))
                .collect();
            page.says_one_of(&there);
        }
    }
    // Places.
    let with_state = states.len() != 1 || !whole;
    let row = |place: &&Value| {
        let (answered, applied) = r.answered(place);
        let figures = format!(
            "{} {} {} {answered} of {applied} {}",
            place["voters"].as_u64().map_or_else(|| "-".to_owned(), number),
            risk(low(&place["risk"])),
            risk(high(&place["risk"])),
            heading(text(place, "standing"))
        );
        let name = match (html, with_state && noun.0 != "state") {
            (true, true) => format!("{} {}", text(place, "name"), text(place, "state")),
            (false, true) => r.full_name(place),
            (_, false) => text(place, "name").to_owned(),
        };
        // A long name may be cut.
        if name.len() > 12 && !html {
            vec![format!("{name} {figures}"), figures]
        } else {
            vec![format!("{name} {figures}")]
        }
    };
    let of: Vec<&Value> = if html { r.ends() } else { sent.clone() };
    let (silent, speaking): (Vec<&Value>, Vec<&Value>) = of.iter().partition(|place| r.is_silent(place));
    if html {
        of.iter().for_each(|place| page.says_one_of(&row(place)));
        let unshown = silent.iter().filter(|place| text(place, "standing") != "nothing-to-read").count();
        if unshown > 0 {
            page.says(format!("Nothing shown ({unshown}) No rule is answered:"));
        }
    } else {
        for group in [&speaking, &silent] {
            let first = shown(group.len(), top, 60);
            group[..first].iter().for_each(|place| page.says_one_of(&row(place)));
            more(page, group.len(), first, "more: --top all");
        }
        if !silent.is_empty() {
            page.says(format!("NOTHING SHOWN ({}): no rule is answered", silent.len()));
        }
    }
    // Who sent nothing, or nothing that can be read.
    let absent: Vec<&Value> =
        r.ends().into_iter().filter(|place| text(place, "standing") == "nothing-to-read").collect();
    let (unread, silent): (Vec<&Value>, Vec<&Value>) =
        absent.into_iter().partition(|place| place["unread"].is_object());
    for (words, of) in [("Cannot be read", &unread), ("Sent nothing", &silent)] {
        if !of.is_empty() {
            let head = format!("{words} ({})", number(of.len() as u64));
            page.says(if html { head } else { head.to_uppercase() });
            let name = |place: &&Value| {
                let name = if with_state { r.full_name(place) } else { text(place, "name").to_owned() };
                if html { name } else { name.strip_suffix(" County").unwrap_or(&name).to_owned() }
            };
            let all: Vec<Vec<String>> = of.iter().map(|place| vec![name(place)]).collect();
            page.says_of(if html { all.len() } else { shown(all.len(), top, 60) }, &all);
            if !html {
                more(page, all.len(), shown(all.len(), top, 60), "more: --top all");
            }
        }
    }
    not_placed(page, r);
    list(&r.json["lists"]).iter().for_each(|of| not_placed_of(page, of));
    look_at(page, &notices(r, |_| true), 0, kind, top);
    foot(page, r, kind);
}

/// What HTML has more of: charts, lists, and a page for each place.
fn html_of_many(page: &mut Page, r: &Recount<'_>, sent: &[&Value]) {
    let states = list(&r.json["states"]);
    let by_state = states.len() > 1 && sent.len() > states.len();
    if by_state {
        for state in states {
            let (name, most) = (text(state, "name"), risk(high(&state["risk"])));
            page.says(format!("{name} {} to {most}", risk(low(&state["risk"]))));
        }
    } else {
        for place in sent.iter().take(32) {
            let whole = list(&r.json["not_placed"]).is_empty();
            let name = if states.len() == 1 && whole { text(place, "name").to_owned() } else { r.full_name(place) };
            let ends = format!("{} to {}", risk(low(&place["risk"])), risk(high(&place["risk"])));
            page.says_one_of(&if name.len() > 34 { vec![ends] } else { vec![format!("{name} {ends}")] });
        }
        if sent.len() > 32 {
            page.says(format!("The first 32 of {}", counted(sent.len() as u64, r.noun().0, r.noun().1)));
        }
    }
    // The legend of a map: how far each shade of a risk goes, or how many states have each.
    page.fixed("Known risk, of 100 0 1 to 20 21 to 79 80 to 95 96 to 100");
    page.fixed("nothing to read: 0 to 100");
    for place in r.ends() {
        page.fixed(&format!("{} known, {} at most;", risk(low(&place["risk"])), risk(high(&place["risk"]))));
    }
    let lists = list(&r.json["lists"]);
    let lead = lists.iter().find(|of| text(of, "list") == "paper-trail").or(lists.first());
    for of in lists {
        let is_lead = lead.is_some_and(|lead| text(lead, "list") == text(of, "list"));
        let lines: Vec<&Value> = list(&of["states"]).iter().collect();
        let lacking: Vec<&Value> = lines.iter().filter(|line| lacks(line)).copied().collect();
        if is_lead && (states.len() != 1 || !list(&r.json["not_placed"]).is_empty()) {
            let count = |status: &str| lines.iter().filter(|line| text(line, "status") == status).count();
            for (status, words) in [
                ("statewide", "everywhere"),
                ("partial", "in some places"),
                ("none", "none reported"),
                ("unknown", "not answered"),
            ] {
                if count(status) > 0 && page.text.contains(&format!("{words} (")) {
                    page.says(format!("{words} ({})", count(status)));
                }
            }
        }
        if is_lead && page.text.contains("Without a shape on this map:") {
            for line in lines.iter().filter(|line| text(line, "state").len() != 2) {
                let units = count(line, "units_lacking") + count(line, "units_lesser");
                let of = format!("; {} of {} {}", number(units), number(count(line, "units")), text(of, "unit"));
                page.fixed(&of);
            }
        }
        if is_lead {
            list_figures(page, r, of, states.len() != 1 || !list(&r.json["not_placed"]).is_empty());
            list_tables(page, r, of, Kind::Html, true);
        } else if !lacking.is_empty() {
            list_figures(page, r, of, true);
        }
    }
    for place in r.ends().iter().take(300) {
        let run = format!(" as of {}; inventory", in_words(text(&r.json, "as_of")));
        page.section(&format!("{}{run}", r.full_name(place)), &run);
        about(page, r, place, Kind::Html, true);
        page.whole();
    }
}

/// Whether a state is on a list.
fn lacks(line: &Value) -> bool {
    !["none", "unknown", "waived"].contains(&text(line, "status"))
}

/// What belongs to no place, or to one without a state.
fn not_placed(page: &mut Page, r: &Recount<'_>) {
    for why in ["no-place", "no-state"] {
        let of: Vec<&Value> = list(&r.json["not_placed"]).iter().filter(|one| text(one, "why") == why).collect();
        if of.is_empty() {
            continue;
        }
        let units: Vec<String> = pollworthy::schema::TABLES
            .iter()
            .map(|table| (table.unit, of.iter().map(|one| count(&one["tables"][table.name], "units")).sum::<u64>()))
            .filter(|(_, units)| *units > 0)
            .map(|((one, many), units)| counted(units, one, many))
            .collect();
        let files: BTreeSet<&str> = of.iter().flat_map(|one| list(&one["files"])).filter_map(Value::as_str).collect();
        let (units, places) = (row_of(&units), counted(of.len() as u64, "place", "places"));
        page.says_one_of(&if why == "no-place" {
            vec![format!("{units} in {}", counted(files.len() as u64, "file", "files")), units]
        } else {
            vec![
                format!("{units} of {places}, of which no state is known"),
                format!("{places}, of which no state is known"),
            ]
        });
    }
}

/// Of a list, what is not placed.
fn not_placed_of(page: &mut Page, of: &Value) {
    let all: Vec<&Value> = list(&of["not_placed"]).iter().collect();
    let units = sum(&all, "units_lacking") + sum(&all, "units_lesser");
    let unit = text(of, "unit");
    if units > 0 {
        page.fixed(&format!("{} that", counted(units, unit.trim_end_matches('s'), unit)));
        page.fixed(&format!("{} that", counted(units, unit.trim_end_matches('s'), unit)).to_uppercase());
    }
}

/// Who lacks paper trails, in the paragraph of the report.
fn paper_trail(page: &mut Page, r: &Recount<'_>, of: &Value, top: bool) {
    let lines: Vec<&Value> = list(&of["states"]).iter().collect();
    let (noun, unit) = (r.noun(), (text(of, "unit").trim_end_matches('s'), text(of, "unit")));
    if let [only] = lines.as_slice() {
        let lacking = count(only, "places_lacking") + count(only, "places_lesser");
        let read = counted(count(only, "places") - count(only, "places_silent"), noun.0, noun.1);
        if lacking == 0 {
            page.says(format!("None of {read} is known to use {}", unit.1));
            let unknown = count(only, "units_unknown");
            if unknown > 0 {
                page.says(format!("{} not answered", counted(unknown, unit.0, unit.1)));
            }
            let silent = count(only, "places_without_evidence") - count(only, "places_silent");
            if silent > 0 {
                page.says(format!("{} sent nothing that can be judged", counted(silent, "place", "places")));
            }
            return;
        }
        page.says(format!("{} of {read} still", number(lacking)));
        let names: Vec<String> = list(&only["lacking"])
            .iter()
            .filter_map(Value::as_str)
            .map(|id| {
                r.places()
                    .iter()
                    .find(|place| text(place, "id") == id)
                    .map_or(id, |place| text(place, "name"))
                    .to_owned()
            })
            .collect();
        let first = shown(names.len(), top, 10);
        let mut said = names[..first].to_vec();
        said.extend((names.len() > first).then(|| format!("{} more", number((names.len() - first) as u64))));
        let units = count(only, "units_lacking") + count(only, "units_lesser");
        let voters = count(only, "voters_affected");
        let voters = if voters > 0 { format!(", {} voters", number(voters)) } else { String::new() };
        let units = if units == 0 {
            "The number is not known".to_owned()
        } else {
            format!("{} of {}", number(units), counted(count(only, "units"), unit.0, unit.1))
        };
        page.says(format!(": {}. {units}{voters}.", row_of(&said)));
        return;
    }
    let lacking: Vec<&Value> = lines.iter().filter(|line| lacks(line)).copied().collect();
    if lacking.is_empty() {
        page.says(format!("None of {} is known to use", counted(lines.len() as u64, "state", "states")));
        let silent = sum(&lines, "places_without_evidence") - sum(&lines, "places_silent");
        let unknown = sum(&lines, "units_unknown");
        if unknown > 0 {
            page.says(format!("{} not answered", counted(unknown, unit.0, unit.1)));
        }
        if silent > 0 {
            page.says(format!("{} sent nothing that can be judged", counted(silent, "place", "places")));
        }
        return;
    }
    let everywhere = lacking.iter().filter(|line| text(line, "status") == "statewide").count();
    page.says(format!("{} of {} still", number(lacking.len() as u64), counted(lines.len() as u64, "state", "states")));
    if everywhere > 0 && everywhere < lacking.len() {
        page.says(format!("{everywhere} of them everywhere"));
    }
    let names: Vec<String> = lacking.iter().map(|line| text(line, "name").to_owned()).collect();
    page.says(format!(": {}.", row_of(&names)));
    let units = sum(&lacking, "units_lacking") + sum(&lacking, "units_lesser");
    if units > 0 {
        page.says(counted(units, unit.0, unit.1));
    }
}

fn rounded(count: u64) -> String {
    #[allow(clippy::cast_precision_loss)]
    if count < 1_000_000 { number(count) } else { format!("{:.1} million", count as f64 / 1_000_000.0) }
}

/// The headline of a list and the figures below it.
fn list_figures(page: &mut Page, r: &Recount<'_>, of: &Value, with_figures: bool) {
    let lines: Vec<&Value> = list(&of["states"]).iter().collect();
    let lacking: Vec<&Value> = lines.iter().filter(|line| lacks(line)).copied().collect();
    let unit = (text(of, "unit").trim_end_matches('s'), text(of, "unit"));
    let mut say = |words: String| page.says_one_of(&[words.clone(), words.to_uppercase()]);
    match (lacking.as_slice(), lines.len()) {
        ([], _) => say("No state is known to".to_owned()),
        ([only], 1) if text(only, "status") == "partial" => {
            let places = count(only, "places_lacking") + count(only, "places_lesser");
            say(format!(
                "in {} of {}",
                number(places),
                counted(count(only, "places") - count(only, "places_silent"), "place", "places")
            ));
        }
        ([only], 1) => {
            let name = text(only, "name");
            let forms = ["still", "does"].map(|verb| format!("{name} {verb}"));
            page.says_one_of(&[forms.clone(), forms.map(|form| form.to_uppercase())].concat());
        }
        (some, _) => say(counted(some.len() as u64, "state", "states")),
    }
    let everywhere = lacking.iter().filter(|line| text(line, "status") == "statewide").count();
    if with_figures && everywhere > 0 && everywhere < lacking.len() {
        page.says(format!("{everywhere} everywhere, {} in some places", lacking.len() - everywhere));
    }
    if of["unit"] != "places" && sum(&lacking, "all_without_quantity") > sum(&lacking, "rows_without_quantity") {
        let others = sum(&lacking, "all_without_quantity") - sum(&lacking, "rows_without_quantity");
        page.fixed(&format!("{} on other", counted(others, "row", "rows")));
    }
    if !with_figures {
        return;
    }
    if !lacking.is_empty() {
        let of_places = text(of, "unit") == "places";
        let units = sum(&lacking, "units_lacking") + sum(&lacking, "units_lesser");
        let places = sum(&lacking, "places_lacking") + sum(&lacking, "places_lesser");
        let voters = sum(&lacking, "voters_affected");
        let is_said = of_places && sum(&lacking, "places") == 1 && list(&lacking[0]["rules"]).len() > 1;
        if (units > 0 || sum(&lacking, "rows_without_quantity") == 0) && (!is_said || voters > 0) {
            page.says(counted(units, unit.0, unit.1));
        }
        // Of a list with several rules what each came to.
        let mut rules: BTreeMap<&str, (u64, u64, &str)> = BTreeMap::new();
        for rule in lines.iter().flat_map(|line| list(&line["rules"])) {
            let sum = rules.entry(text(rule, "rule")).or_insert((0, 0, text(rule, "unit")));
            *sum = (sum.0 + count(rule, "units_failing"), sum.1 + count(rule, "units"), sum.2);
        }
        for (_, (failing, units, noun)) in rules.iter().filter(|(_, (failing, ..))| *failing > 0) {
            page.says(format!("{} of {}", number(*failing), counted(*units, noun.trim_end_matches('s'), noun)));
        }
        let places = format!("in {}", counted(places, "place", "places"));
        let nation = sum(&lines, "voters");
        let (unknown, all) = (sum(&lines, "places_of_unknown_voters"), sum(&lines, "places"));
        let whole = if lines.len() == 1 && unknown == 0 { "the state's" } else { "the" };
        let gave = format!(" that {} of {} report", number(all - unknown), counted(all, "place", "places"));
        let gave = if unknown == 0 { "" } else { &gave };
        let least = if sum(&lacking, "places_without_voters") > 0 { " at least" } else { "" };
        let with = format!("with{least} {} of {whole} {} registered voters{gave}", rounded(voters), rounded(nation));
        page.says(match voters {
            0 if of_places => String::new(),
            _ if of_places => format!(", {with}"),
            0 => places,
            _ => format!("{places} {with}"),
        });
    }
    let silent = sum(&lines, "places_without_evidence");
    if silent > 0 {
        page.says(format!("{} sent nothing that can be judged", counted(silent, "place", "places")));
    }
    let _ = r;
}

/// What the law of a state asks of a list, in a column or in a sentence below; `None` where it tells no day.
fn law_said(line: &Value, in_column: bool) -> Option<String> {
    let law = line.get("law")?;
    let (state, since, by) = (text(line, "state"), law["since"].as_str(), law["by"].as_str());
    if !in_column {
        let since = since.map(|day| format!("{state} since {day}"));
        return since.or_else(|| {
            let known = if text(law, "status") == "none-found" { "" } else { "read " };
            Some(format!("{state} ({known}{})", by?))
        });
    }
    let asks = match text(law, "status") {
        "required" => "required",
        "asks-less" => "asks less",
        "none-found" => return Some(format!("no law found ({})", by?)),
        "not-in-force" => return Some("nothing known yet".to_owned()),
        _ => return Some("not covered".to_owned()),
    };
    let comma = if asks == "required" { "" } else { "," };
    since.map(|day| format!("{asks}{comma} since {day}")).or_else(|| Some(format!("{asks} (read {})", by?)))
}

/// The tables of a list, by status.
fn list_tables(page: &mut Page, r: &Recount<'_>, of: &Value, kind: Kind, top: bool) {
    let html = kind == Kind::Html;
    let wide = html || matches!(kind, Kind::Terminal(width) if width >= 96);
    let lines: Vec<&Value> = list(&of["states"]).iter().collect();
    let upper = |words: &str| if html { words.to_owned() } else { words.to_uppercase() };
    let of_places = text(of, "unit") == "places";
    let mut statuses: Vec<&str> = lines.iter().filter(|line| lacks(line)).map(|line| text(line, "status")).collect();
    statuses.sort_unstable();
    statuses.dedup();
    let part = |count: u64, all: u64| {
        if html {
            format!("{} {}", number(count), number(all))
        } else {
            format!("{} of {}", number(count), number(all))
        }
    };
    for status in statuses {
        let these: Vec<&Value> = lines.iter().filter(|line| text(line, "status") == status).copied().collect();
        let name = match status {
            "statewide" => "Everywhere",
            "partial" => "In some places",
            other => other,
        };
        page.says_one_of(&[format!("{} ({})", upper(name), these.len()), format!("{} ({})", large(name), these.len())]);
        let row = |name: &str, of: &[&Value], share: bool| {
            let read = sum(of, "places") - sum(of, "places_silent");
            let places = part(sum(of, "places_lacking") + sum(of, "places_lesser"), read);
            let units = if of_places {
                String::new()
            } else {
                format!(" {}", part(sum(of, "units_lacking") + sum(of, "units_lesser"), sum(of, "units")))
            };
            let voters = sum(of, "voters_affected");
            let is_known = of.iter().all(|line| line["voters_affected"].is_u64()) || voters > 0;
            let known = if is_known { number(voters) } else { "not known".to_owned() };
            let share =
                if share && is_known { format!(" {}", percent(voters, sum(of, "voters"))) } else { String::new() };
            format!("{name} {places}{units} {known}{share}").trim_end().to_owned()
        };
        for line in &these {
            page.says(row(text(line, "name"), &[line], wide));
            if let Some(said) = law_said(line, html || matches!(kind, Kind::Terminal(width) if width >= 118)) {
                page.says(said);
            }
        }
        if these.len() > 1 && wide {
            page.says(row(&format!("All {}", these.len()), &these, true));
        }
        let lesser: Vec<&&Value> = these.iter().filter(|line| count(line, "units_lesser") > 0).collect();
        if !lesser.is_empty() && ["statewide", "partial"].contains(&status) {
            let all: u64 = lesser.iter().map(|line| count(line, "units_lesser")).sum();
            page.says(format!("{} of these are", number(all)));
            let each: Vec<String> = lesser
                .iter()
                .map(|line| format!("{} {}", state_said(line), number(count(line, "units_lesser"))))
                .collect();
            page.says(format!("({})", each.join(", ")));
        }
        if status == "statewide" && !of_places {
            let unknown = sum(&these, "units_unknown");
            if unknown > 0 {
                let unit = text(of, "unit");
                page.says(format!("{} there", counted(unknown, unit.trim_end_matches('s'), unit)));
            }
            let without = sum(&these, "units_lacking") + sum(&these, "units_lesser");
            let others = sum(&these, "units").saturating_sub(without + unknown);
            if others > 0 {
                let unit = text(of, "unit");
                page.says(format!("the other {} there", counted(others, unit.trim_end_matches('s'), unit)));
            }
        }
        // The places of a state, each with what fails there: in HTML of the only one.
        for line in these.iter().filter(|_| lines.len() == 1 || top && !html) {
            let ids: Vec<&str> = list(&line["lacking"]).iter().filter_map(Value::as_str).collect();
            let first = shown(ids.len(), top, 10);
            let mut sums = (0, 0);
            for id in &ids[..first] {
                let place = r.places().iter().find(|place| text(place, "id") == *id).unwrap();
                let voters = place["voters"].as_u64().map_or_else(|| "not known".to_owned(), number);
                if of_places {
                    page.fixed(&format!("{} {voters}", text(place, "name")));
                    continue;
                }
                let counts = within_state(page, text(place, "name"), &voters, html);
                sums = (sums.0 + counts.0, sums.1 + counts.1);
            }
            // What a list counts at one place is not in the report: only their sums are.
            let (lacking, lesser) = (count(line, "units_lacking"), count(line, "units_lesser"));
            let all = first == ids.len() && ids.len() as u64 == count(line, "places");
            if !of_places && first == ids.len() && first > 0 && ![lacking, lacking + lesser].contains(&sums.0) {
                page.wrong.push(format!("its places lack {} and not {lacking}", sums.0));
            }
            if !of_places && all && sums.1 != count(line, "units") || sums.1 > count(line, "units") {
                page.wrong.push(format!("its places have {} and not {}", sums.1, count(line, "units")));
            }
            more(page, ids.len(), first, "more: --top all");
        }
    }
    let waived: Vec<&Value> = lines.iter().filter(|line| text(line, "status") == "waived").copied().collect();
    if !waived.is_empty() {
        page.says_one_of(&[upper(&format!("Not counted, with reasons ({})", waived.len()))]);
        let unit = text(of, "unit");
        for line in waived.iter().filter(|line| count(line, "units_waived") > 0) {
            page.says(counted(count(line, "units_waived"), unit.trim_end_matches('s'), unit));
        }
    }
    let bare: Vec<&Value> = lines.iter().filter(|line| count(line, "rows_without_quantity") > 0).copied().collect();
    if !bare.is_empty() {
        let places = sum(&bare, "places_without_quantity");
        let (key, noun) = if places > 0 {
            ("places_without_quantity", ("place", "places"))
        } else {
            ("rows_without_quantity", ("row", "rows"))
        };
        let all = sum(&bare, key);
        page.says(format!("{} {} such", counted(all, noun.0, noun.1), if all == 1 { "has" } else { "have" }));
        let each: Vec<String> =
            bare.iter().map(|line| format!("{} {}", state_said(line), number(count(line, key)))).collect();
        page.says(format!("({})", each.join(", ")));
    }
    for (status, words) in [("unknown", "Not answered"), ("none", "None reported")] {
        let mut names: Vec<&str> =
            lines.iter().filter(|line| text(line, "status") == status).map(|line| state_said(line)).collect();
        names.sort_unstable();
        if !names.is_empty() {
            page.says(format!("{} ({}) {}", upper(words), names.len(), names.join(" ")));
        }
    }
}

/// A place of a list: its name, two counts of its own, which are given, and its voters.
fn within_state(page: &mut Page, name: &str, voters: &str, html: bool) -> (u64, u64) {
    let text = page.text.clone();
    for (at, _) in text.match_indices(name) {
        let words: Vec<&str> = text[at + name.len()..].split_whitespace().take(if html { 2 } else { 3 }).collect();
        let counts: Vec<u64> = words.iter().filter_map(|word| word.replace(',', "").parse().ok()).collect();
        if let ([lacking, all], true) = (counts.as_slice(), page.skip(&format!("{name} {} {voters}", words.join(" "))))
        {
            return (*lacking, *all);
        }
    }
    page.wrong.push(format!("it does not say how many lack it in {name}"));
    (0, 0)
}

fn state_said(line: &Value) -> &str {
    Some(text(line, "state")).filter(|state| !state.is_empty()).unwrap_or(text(line, "name"))
}

/// The page of one list.
pub(super) fn states(page: &mut Page, r: &Recount<'_>, key: &str, kind: Kind, top: bool) {
    let of = list(&r.json["lists"]).iter().find(|of| text(of, "list") == key).unwrap();
    list_figures(page, r, of, true);
    elections(page, r);
    list_tables(page, r, of, kind, top);
    not_placed(page, r);
    not_placed_of(page, of);
    unread(page, r, top);
    let evidence = &r.json["evidence"];
    for of in ["inventory", "rules", "waivers"] {
        if let Some(digest) = evidence[of].as_str() {
            page.says(format!("{of} {}", &digest[..8]));
        }
    }
    let files = counted(files(r).len() as u64, "file", "files");
    page.says(format!("{files}, pollworthy {}", env!("CARGO_PKG_VERSION")));
}

/// The next elections, which the law sets.
pub(super) fn elections(page: &mut Page, r: &Recount<'_>) {
    let as_of = Day::parse(text(&r.json, "as_of")).unwrap();
    for day in [next_federal_election(as_of), next_presidential_election(as_of)].into_iter().flatten() {
        let days = number((day.number() - as_of.number()).unsigned_abs().into());
        page.fixed(&format!("{}, in {days} days", in_words(&day.to_string())));
    }
}

/// Where a place's score comes from.
pub(super) fn explained(page: &mut Page, r: &Recount<'_>, at: &str, kind: Kind) {
    let place = r.places().iter().find(|place| text(place, "id") == at).unwrap();
    let (known, most) = (risk(low(&place["risk"])), risk(high(&place["risk"])));
    let name = r.full_name(place).to_uppercase();
    let waived = (0..=100).flat_map(|without| {
        let said = format!("{name}: {known} of 100 with the waivers, {without} without them");
        [format!("{said}; open answers could raise it to {most}"), said]
    });
    let plain = [
        format!("{name}: {known} of 100 on what is known; open answers cannot raise it"),
        format!("{name}: {known} of 100 on what is known; open answers could hardly raise it"),
        format!("{name}: {known} of 100 on what is known; open answers could raise it to {most}"),
        format!("{name}: {known} of 100 on what is known, up to {most}"),
        format!("{name}: {known} of 100, with every answer in"),
        format!("{name}: {known} of 100 on what is known"),
    ];
    page.says_one_of(&plain.into_iter().chain(waived).collect::<Vec<_>>());
    let wide = matches!(kind, Kind::Terminal(width) if width >= 96);
    let results = r.results(place);
    let of = |verdict: &str| results.iter().filter(|of| of.verdict == verdict).collect::<Vec<_>>();
    let (fails, open, met) = (of("fail"), of("unknown"), of("pass"));
    // A rule that is not met may be open in part, and is then told among those as well.
    let in_part = fails.iter().filter(|of| !wide && of.high > of.low).map(|of| (of, false));
    for (result, is_fail) in fails.iter().map(|of| (of, true)).chain(open.iter().map(|of| (of, false))).chain(in_part) {
        let rule = result.rule;
        let counts = result.rows > 0 && r.measure(rule) != "any" && r.table(rule) != "jurisdictions";
        let share = match (is_fail, r.severity(rule)) {
            (false, _) => String::new(),
            (true, "info") => "-".to_owned(),
            (true, _) => r.share(place, rule),
        };
        let short: String = r.short(rule).chars().take(28).collect();
        if wide {
            let dash = |count: u64| if count == 0 || !counts { "-".to_owned() } else { number(count) };
            let figures = if counts {
                format!("{} {} {} {share}", dash(result.pass), dash(result.fail), dash(result.unknown))
            } else if !is_fail {
                "- - no answer".to_owned()
            } else if r.table(rule) == "jurisdictions" {
                format!("- no - {share}")
            } else {
                format!("- none does - {share}")
            };
            let said =
                [short.as_str(), r.short(rule)].map(|short| format!("{rule} {short} {figures}").trim_end().to_owned());
            let cut = format!("{rule} {}... {figures}", r.short(rule).chars().take(29).collect::<String>().trim_end());
            page.says_one_of(&[said.to_vec(), vec![cut.trim_end().to_owned()]].concat());
        } else {
            let part = if is_fail { result.fail } else { result.unknown };
            let figures = match () {
                () if result.rows == 0 && r.table(rule) == "jurisdictions" => "no answer".to_owned(),
                () if result.rows == 0 => "none listed".to_owned(),
                () if r.table(rule) == "jurisdictions" => (if is_fail { "no" } else { "no answer" }).to_owned(),
                () if r.measure(rule) == "any" => "none of them".to_owned(),
                () => format!("{} of {}", number(part), number(result.judged())),
            };
            let cut = format!("{}...", r.short(rule).chars().take(29).collect::<String>().trim_end());
            let tails =
                [r.short(rule), &cut].map(|short| format!("{rule} {short} {figures} {share}").trim_end().to_owned());
            // What holds no count may be broken anywhere.
            let begun: String = r.short(rule).chars().take(16).collect();
            let begun = figures.starts_with("no").then(|| format!("{rule} {begun}"));
            // A narrow column breaks the rule's name, whose first words stand beside its figures.
            let words: Vec<&str> = r.short(rule).split(' ').collect();
            let broken = (1..words.len()).rev().map(|many| words[..many].join(" "));
            let broken = broken.map(|short| format!("{rule} {short} {figures} {share}").trim_end().to_owned());
            page.says_one_of(&tails.into_iter().chain(broken).chain(begun).collect::<Vec<_>>());
        }
    }
    if !wide && !fails.is_empty() {
        page.says(format!("WHERE THE {known} COMES FROM"));
    }
    if !wide && (!open.is_empty() || fails.iter().any(|of| of.high > of.low)) {
        page.says(format!("WHAT COULD STILL RAISE IT: UP TO {most}"));
    }
    if fails.iter().filter(|result| r.severity(result.rule) != "info").count() > 1 {
        let tenths = (low(&place["risk"]) * 10.0).round().clamp(1.0, 999.0);
        page.says(format!("together {:.1}", tenths / 10.0));
    }
    if !met.is_empty() {
        page.says(format!("MET ({})", met.len()));
    }
    for result in &met {
        let whole = result.rows == 0 || r.table(result.rule) == "jurisdictions" || r.measure(result.rule) == "any";
        let part =
            if whole { String::new() } else { format!(" {} of {}", number(result.pass), number(result.judged())) };
        page.says(format!("{} ({}){part}", r.short(result.rule), result.rule));
    }
    let off = of("not-applicable");
    let (due, off): (Vec<&&Result<'_>>, Vec<&&Result<'_>>) = off.iter().partition(|result| result.due.is_some());
    for (words, of) in [("NOT DUE YET", &due), ("DOES NOT APPLY", &off)] {
        if !of.is_empty() {
            page.says(format!("{words} ({})", of.len()));
        }
    }
    due.iter().filter_map(|result| result.due).for_each(|due| page.fixed(due));
    let own = list(&r.json["findings"]).iter().filter(|finding| text(finding, "jurisdiction") == at);
    let covered: BTreeSet<&str> = own.filter_map(|finding| finding["waiver"].as_str()).collect();
    if !covered.is_empty() {
        page.says(format!("WAIVED ({})", covered.len()));
    }
    page.fixed("0 is best");
    page.fixed("what the others leave of 100");
    let files = counted(files(r).len() as u64, "file", "files");
    page.says(format!("{files}, pollworthy {}", env!("CARGO_PKG_VERSION")));
    let evidence = &r.json["evidence"];
    for of in ["inventory", "rules", "waivers"] {
        if let Some(digest) = evidence[of].as_str() {
            page.says(format!("{of} {}", &digest[..8]));
        }
    }
    unread(page, r, false);
}

/// The page in Markdown.
pub(super) fn markdown(page: &mut Page, r: &Recount<'_>, top: bool) {
    let places = r.places();
    calls(page, r, Kind::Markdown, top);
    if let [only] = places {
        page.says(format!("{}, {}", heading(text(only, "standing")), r.full_name(only)));
    } else {
        let said: Vec<String> = standings(r)
            .iter()
            .filter(|(_, places, _)| *places > 0)
            .map(|(name, places, _)| format!("{} {name}", number(*places)))
            .collect();
        page.says(format!("{} of {}", said.join(", "), counted(r.ends().len() as u64, "place", "places")));
    }
    let (silent, speaking): (Vec<&Value>, Vec<&Value>) = places.iter().partition(|place| r.is_silent(place));
    if !silent.is_empty() {
        page.says(format!("Nothing shown ({}): no rule is answered", silent.len()));
    }
    for group in [&speaking, &silent] {
        let first = shown(group.len(), top, 10);
        if group.len() > first {
            let noun = if group.len() - first == 1 { "place" } else { "places" };
            page.says(format!("{} more {noun}", number((group.len() - first) as u64)));
        }
    }
    for place in speaking[..shown(speaking.len(), top, 10)].iter().chain(&silent[..shown(silent.len(), top, 10)]) {
        let (answered, applied) = r.answered(place);
        page.says(format!(
            "{} {} {} {} {answered} of {applied} rules",
            r.full_name(place),
            heading(text(place, "standing")),
            risk(low(&place["risk"])),
            risk(high(&place["risk"]))
        ));
    }
    let findings: Vec<&Value> = list(&r.json["findings"]).iter().collect();
    let first = shown(findings.len(), top, 10);
    let of = |verdict: &str| findings.iter().filter(|finding| text(finding, "verdict") == verdict).count() as u64;
    let dropped = count(&r.json, "dropped");
    let dropped = if dropped > 0 { format!(", and {} counted and not kept", number(dropped)) } else { String::new() };
    page.says(format!(
        "{}: {} not met, {} not answered, {} waived{dropped}.",
        counted(findings.len() as u64, "finding", "findings"),
        number(of("fail")),
        number(of("unknown")),
        number(of("waived"))
    ));
    if findings.len() > first {
        page.says(format!(
            "{} more {}",
            number((findings.len() - first) as u64),
            if findings.len() - first == 1 { "finding" } else { "findings" }
        ));
    }
    let errors = notices(r, |level| level == "error");
    if !errors.is_empty() {
        page.says(format!("Not read ({})", number(sum(&errors, "count"))));
        errors.iter().for_each(|error| error_said(page, error));
    }
    not_placed(page, r);
    look_at(page, &notices(r, |level| level == "notice"), sum(&errors, "count"), Kind::Markdown, top);
    let rows: Vec<Vec<String>> = findings
        .iter()
        .filter(|finding| finding["asset"].is_string() && text(finding, "verdict") == "fail")
        .filter(|finding| count(finding, "units") != 1 && finding["units"].is_u64())
        .map(|finding| {
            let unit = r.unit(text(finding, "rule"));
            vec![counted(count(finding, "units"), unit.0, unit.1)]
        })
        .collect();
    if top {
        page.says_of(rows.len(), &rows);
    }
    for finding in &findings {
        let unit = r.unit(text(finding, "rule"));
        page.fixed(&format!(": {}", counted(count(finding, "units"), unit.0, unit.1)));
        page.fixed(&counted(count(finding, "units"), unit.0, unit.1));
        let blanks =
            list(&finding["seen"]).iter().filter(|seen| seen["value"].is_null() && seen["from"].is_null()).count();
        if blanks > 4 {
            page.fixed(&format!("and {} more", blanks - 4));
        }
    }
    for (finding, whole) in findings.iter().map(|of| (of, true)).chain(findings.iter().map(|of| (of, false))) {
        let file = text(finding, "file");
        let (line, column) = (count(finding, "line"), count(finding, "character"));
        match finding["tab"].as_str() {
            Some(tab) => {
                page.fixed(&format!("{file}, {tab}, cell {}", pollworthy::words::position::cell_name(line, column)));
                page.fixed(&format!("{file}, {tab}, row {line}"));
            }
            None if whole => page.fixed(&format!("{file}:{line}:{column}")),
            None => page.fixed(&format!("{file}:{line}")),
        }
    }
    foot(page, r, Kind::Markdown);
}
