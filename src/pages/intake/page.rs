//! The page's markup: the office's questions, a list for each table, what to look at, and the bar with the button that saves.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::table::PageTable;
use crate::pages::html::frame::head;
use crate::phrases::names::{label, tab};
use crate::phrases::wording::{counted, first_large};
use crate::schema::{Column, JURISDICTIONS, folded};

const STYLE: &str = concat!(include_str!("../html/base.css"), include_str!("page.css"));
const SCRIPT: &str = concat!(
    include_str!("cells.js"),
    include_str!("sheets.js"),
    include_str!("toml.js"),
    include_str!("records.js"),
    include_str!("checks.js"),
    include_str!("paper.js"),
    include_str!("grid.js"),
    include_str!("office.js"),
    include_str!("draft.js"),
    include_str!("page.js"),
);

/// Who the office is, in the order in which it is shown.
const WHO: [&str; 10] = [
    "state",
    "name",
    "id",
    "level",
    "registered_voters",
    "contact_name",
    "contact_phone",
    "contact_email",
    "reported_by",
    "reported_on",
];

/// How the office's place is asked for; the schema speaks of any place.
const OWN: [(&str, &str); 3] = [
    ("state", "Your state."),
    ("name", "Your county, town or city."),
    ("id", "FIPS (2, 5 or 10 digits) or an id of your own. A county's fills in by itself."),
];

/// A question that is shown with those that rules ask: it says whether a row that is missing counts.
const COMPLETE: &str = "list_complete";

/// The whole page.
pub(super) fn page(tables: &[PageTable], description: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head("Election office inventory", &[STYLE], SCRIPT))
            body {
                a.skip href="#tool" { "Skip to the lists" }
                header.top {
                    p { strong { "pollworthy" } span.apart { "inventory of an election office" } }
                    p #office-name {}
                }
                main {
                    (intro())
                    noscript {
                        p.wrong {
                            "This page needs JavaScript, which is turned off here. Ask your IT office, or ask your state office for \
                             the Excel workbook instead."
                        }
                    }
                    div #tool hidden { (tool(tables)) }
                }
                (bar())
                section #paper {}
                script type="application/json" id="description" { (PreEscaped(description)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

fn intro() -> Markup {
    html! {
        h1 { "Your inventory" }
        p.lead {
            "List what your office has, save it as one file, and send that file to your state office. This page sends nothing: what \
             you type stays in this browser until you save it."
        }
        p {
            "Leave empty what you do not know. A blank counts neither for you nor against you."
        }
    }
}

fn tool(tables: &[PageTable]) -> Markup {
    let lists = || tables.iter().filter(|shown| shown.table != JURISDICTIONS);
    html! {
        div.tools {
            p { label for="file" { "Open a file that you saved here, or a CSV file:" } " " input #file type="file" accept=".toml,.csv,.tsv,.txt" multiple; }
            p { button #print type="button" { "Print" } " " button #new type="button" { "Start again" } }
        }
        p #draft { "The browser keeps a draft on this computer. Save the file to be sure." }
        nav.contents aria-label="On this page" {
            ul {
                li { a href="#jurisdictions" { (tab(JURISDICTIONS)) } }
                @for shown in lists() {
                    li { a href=(format!("#{}", shown.table.table().name)) { (tab(shown.table)) span id=(format!("count-{}", shown.table.table().name)) {} } }
                }
                li { a href="#problems" { "What to look at" span #count-problems {} } }
            }
        }
        @for shown in tables.iter().filter(|shown| shown.table == JURISDICTIONS) { (office(shown)) }
        @for (at, shown) in lists().enumerate() { (list(shown, at == 0)) }
        section #problems {
            h2 tabindex="-1" { "What to look at" span #problem-count {} }
            p #no-problems { "Nothing to correct: an audit understands every cell." }
            ul #problem-list {}
        }
        datalist #counties {}
        dialog #ask aria-labelledby="ask-text" { form method="dialog" { p #ask-text {} div {} } }
    }
}

/// The office's own questions: who it is, what rules ask, and the rest.
fn office(shown: &PageTable) -> Markup {
    let columns = &shown.columns;
    let at = |name: &&str| columns.iter().position(|column| column.name == *name);
    let who: Vec<usize> = WHO.iter().filter_map(at).collect();
    let is_ruled = |at: &usize| !who.contains(at) && (!shown.rules[*at].is_empty() || columns[*at].name == COMPLETE);
    let ruled: Vec<usize> = (0..columns.len()).filter(is_ruled).collect();
    let rest: Vec<usize> = (0..columns.len()).filter(|at| !who.contains(at) && !ruled.contains(at)).collect();
    let questions = |these: &[usize]| {
        html! { div.questions { @for at in these { (question(*at, columns[*at])) } } }
    };
    html! {
        section #jurisdictions {
            h2 { (tab(JURISDICTIONS)) }
            fieldset { legend { "Who you are" } (questions(&who)) }
            fieldset { legend { "What rules ask of the office" } (questions(&ruled)) }
            details { summary { (counted(rest.len() as u64, ("more question", "more questions"))) } (questions(&rest)) }
            div.buttons { button type="button" data-action="csv" { "Save as CSV" } }
            (blank(JURISDICTIONS.table().name, None))
        }
    }
}

fn question(at: usize, column: &Column) -> Markup {
    let id = format!("answer-{}", column.name.replace('_', "-"));
    html! {
        div.question data-answer=(at) {
            label for=(id) { (label(column)) }
            p.meaning id=(format!("{id}-meaning")) { (meaning(column)) }
            div.answer {
                input type="text" id=(id);
                @if column.name == "reported_on" { " " button type="button" data-action="today" { "Today" } }
            }
        }
    }
}

/// What a question asks for; of the office's place in words for whoever sits in it.
fn meaning(column: &Column) -> String {
    match OWN.iter().find(|(name, _)| *name == column.name) {
        Some((_, own)) => (*own).to_owned(),
        None if folded(column.meaning) == folded(&label(column)) => String::new(),
        None => format!("{}.", first_large(column.meaning)),
    }
}

/// A list: a header from the schema, and rows that the script adds.
fn list(shown: &PageTable, with_help: bool) -> Markup {
    let (declared, columns) = (shown.table.table(), &shown.columns);
    let heading = format!("{}-heading", declared.name);
    let head = |at: usize, is_more: bool| {
        html! {
            th scope="col" class=[is_more.then_some("more")] data-name=(columns[at].name) {
                (label(columns[at])) span.meaning { (columns[at].meaning) }
            }
        }
    };
    html! {
        section.list id=(declared.name) {
            h2 id=(heading) { (tab(shown.table)) }
            p { (first_large(declared.meaning)) ". One row for each " (declared.unit.0) "." }
            @if with_help {
                p.note {
                    "To paste from Excel, copy the rows with their header, click a cell here and press Ctrl+V. Columns are found by their \
                     names, in any order; without a header they go from the cell you clicked to the right. Enter goes to the next row."
                }
            }
            div.buttons {
                button type="button" data-action="add" { "Add a row" }
                " " button.more-columns type="button" data-action="unfold" aria-expanded="false" { (counted(shown.more.len() as u64, ("more column", "more columns"))) }
                " " button type="button" data-action="csv" { "Save as CSV" }
                " " button type="button" data-action="clear" { "Delete all rows" }
            }
            div.wide {
                table.grid aria-labelledby=(heading) {
                    thead {
                        tr {
                            th scope="col" { "Row" }
                            @for at in &shown.first { (head(*at, false)) }
                            @for at in &shown.more { (head(*at, true)) }
                            th scope="col" { span.quiet { "Copy or delete" } }
                        }
                    }
                    tbody {}
                }
            }
            div.pager hidden {
                button type="button" data-action="back" { "Earlier rows" }
                " " span.where {}
                " " button type="button" data-action="on" { "Later rows" }
            }
            (blank(declared.name, Some("Not every row needs all of them: a rule may not be about it, or another cell may answer it.")))
        }
    }
}

/// What is blank and which rules ask for it, as the script finds it.
fn blank(name: &str, note: Option<&str>) -> Markup {
    html! {
        details.blank id=(format!("blank-{name}")) hidden {
            summary {}
            @if let Some(note) = note { p.note { (note) } }
            ul {}
        }
    }
}

fn bar() -> Markup {
    html! {
        footer.bar {
            div {
                p { span #state role="status" {} " " a #show href="#problems" hidden { "Show" } }
                p #message role="status" {}
            }
            div.buttons { button #undo type="button" hidden {} " " button.main #save type="button" { "Save the file" } }
        }
    }
}
