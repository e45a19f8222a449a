//! An office that means harm: a place, its contacts, machines, computers and waivers, in files of any name.

use arbitrary::Arbitrary;
use pollworthy::audit::audit;
use pollworthy::inventory::{Inventory, Options};
use pollworthy::report::Report;
use pollworthy::report::reading::Reading;
use pollworthy::request::Request;
use pollworthy::rules::{BUILT_IN, RuleBook};
use std::cell::OnceCell;

use super::super::shared::{Files, as_of};

#[derive(Arbitrary, Debug)]
pub(super) struct Office<'a> {
    name: &'a str,
    id: &'a str,
    contact: [&'a str; 4],
    file: &'a str,
    machines: Vec<Machine<'a>>,
    computers: Vec<Computer<'a>>,
    waivers: Vec<Waiver<'a>>,
    rule: Option<Rule<'a>>,
    in_toml: bool,
}

#[derive(Arbitrary, Debug)]
struct Machine<'a> {
    asset: &'a str,
    kind: u8,
    model: &'a str,
    maker: &'a str,
    version: &'a str,
    paper: u8,
    extra: &'a str,
}

#[derive(Arbitrary, Debug)]
struct Computer<'a> {
    host: &'a str,
    system: &'a str,
    role: &'a str,
}

#[derive(Arbitrary, Debug)]
struct Waiver<'a> {
    asset: Option<&'a str>,
    reason: &'a str,
    owner: &'a str,
}

/// A rule of the state's own, below the baseline, whose words are no less strange.
#[derive(Arbitrary, Debug)]
struct Rule<'a> {
    title: &'a str,
    why: &'a str,
    fix: &'a str,
}

thread_local! {
    static BASELINE: OnceCell<RuleBook> = const { OnceCell::new() };
}

/// A text as TOML quotes it: JSON does it the same way, but for one character.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap().replace('\u{7f}', "\\u007f")
}

fn request(options: &Options) -> Request {
    let mut request = Request::new(as_of());
    request.records = options.records.clone();
    request
}

fn filled(text: &str) -> String {
    quoted(if text.trim().is_empty() { "x" } else { text })
}

impl Office<'_> {
    /// What an audit of it says; nothing, where its own rules are no rules.
    pub(super) fn report(&self) -> Option<Report> {
        let book = self.book()?;
        let options = self.options();
        let request = request(&options);
        let (ledger, read) = audit(Inventory::open(options), &book, 3);
        Some(Report::new(&book, &ledger, read, request))
    }

    /// How its files are read.
    pub(super) fn reading(&self) -> Reading {
        let options = self.options();
        let request = request(&options);
        Reading::with_sheets(Inventory::open(options), request, |_| true)
    }

    fn options(&self) -> Options {
        let (toml, sheet) = (self.toml(), self.sheet());
        Files(&[("office.toml", toml.as_bytes()), (&self.sheet_name(), &sheet)]).options(1 << 18)
    }

    fn book(&self) -> Option<RuleBook> {
        let mut book = match &self.rule {
            None => BASELINE.with(|book| {
                let read = || RuleBook::read(BUILT_IN[0].0, BUILT_IN[0].1, &[], as_of()).unwrap();
                book.get_or_init(read).clone()
            }),
            Some(rule) => {
                let text = format!(
                    "[ruleset]\nname = \"ours\"\nversion = \"1\"\n[[rule]]\nid = \"PT-001\"\ntopic = \"paper\"\n\
                     title = {}\nwhy = {}\nfix = {}\ntable = \"equipment\"\nrequire = \"vvpat\"\nseverity = \"critical\"\n",
                    filled(rule.title),
                    filled(rule.why),
                    filled(rule.fix),
                );
                RuleBook::read("ours.toml", &text, &[], as_of()).ok()?
            }
        };
        let mut waivers = String::new();
        for Waiver { asset, reason, owner } in self.waivers.iter().take(4) {
            let asset = asset.map_or_else(String::new, |asset| format!("asset = {}\n", filled(asset)));
            waivers.push_str(&format!(
                "[[waiver]]\nrule = \"PT-001\"\nplace = \"XE:001\"\n{asset}kind = \"accepted-risk\"\nreason = {}\n\
                 owner = {}\nexpires = 2027-06-30\n",
                filled(reason),
                filled(owner),
            ));
        }
        if !waivers.is_empty() {
            book.add_waivers("waivers.toml", &waivers).ok()?;
        }
        Some(book)
    }

    fn toml(&self) -> String {
        let mut toml = format!("[[jurisdictions]]\nid = \"XE:001\"\nname = {}\n", filled(self.name));
        for (key, text) in ["contact_name", "contact_title", "contact_phone", "contact_email"].iter().zip(self.contact)
        {
            if !text.trim().is_empty() {
                toml.push_str(&format!("{key} = {}\n", quoted(text)));
            }
        }
        for Computer { host, system, role } in self.computers.iter().take(4) {
            toml.push_str(&format!(
                "[[network]]\njurisdiction = \"XE:001\"\nhostname = {}\noperating_system = {}\nrole = {}\n",
                filled(host),
                filled(system),
                filled(role),
            ));
        }
        if self.in_toml {
            for (at, machine) in self.machines.iter().take(6).enumerate() {
                toml.push_str(&format!(
                    "[[equipment]]\njurisdiction = \"XE:001\"\nasset_id = {}\n",
                    filled(machine.asset)
                ));
                for (key, text) in COLUMNS.iter().zip(machine.cells(at)).skip(2) {
                    if !text.trim().is_empty() {
                        toml.push_str(&format!("{key} = {}\n", quoted(&text)));
                    }
                }
            }
        }
        toml
    }

    /// The machines as CSV, some of them in a place whose id is as strange.
    fn sheet(&self) -> Vec<u8> {
        let mut sheet = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        sheet.write_record(COLUMNS).unwrap();
        sheet.write_record(["machine", "XE:001", "dre", "no", "", "", "", ""]).unwrap();
        for (at, machine) in self.machines.iter().take(6).enumerate() {
            let mut cells = machine.cells(at);
            if at % 3 == 2 && !self.id.trim().is_empty() {
                cells[1] = self.id.to_owned();
            }
            sheet.write_record(&cells).unwrap();
        }
        sheet.into_inner().unwrap()
    }

    /// A name that a file system takes.
    fn sheet_name(&self) -> String {
        let name: String = self.file.chars().filter(|c| !matches!(c, '/' | '\0')).take(40).collect();
        format!("e{name}.csv")
    }
}

const COLUMNS: [&str; 8] =
    ["asset_id", "jurisdiction", "equipment_type", "vvpat", "model", "manufacturer", "system_version", "extra"];

impl Machine<'_> {
    fn cells(&self, at: usize) -> [String; 8] {
        let kind = ["dre", "hand-fed-scanner", "bmd", "epollbook", "no such thing"][usize::from(self.kind) % 5];
        let paper = ["no", "yes", "", self.extra][usize::from(self.paper) % 4];
        let asset = format!("{}{at}", self.asset);
        [&asset, "XE:001", kind, paper, self.model, self.maker, self.version, self.extra].map(str::to_owned)
    }
}
