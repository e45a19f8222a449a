//! Names of operating systems as people and tools write them, against tables made by hand from endoflife.date.

use pollworthy::rules::{BUILT_IN, Made, Reference, RuleBook};
use pollworthy::words::value::{Day, Value};

/// The day on which the tables say `out`, `supported` or `open`.
const TODAY: &str = "2026-11-30";

fn book() -> RuleBook {
    RuleBook::read("baseline", BUILT_IN[0].1, &[], Day::parse(TODAY).unwrap()).unwrap()
}

fn systems(book: &RuleBook) -> &Reference {
    book.references.iter().find(|reference| reference.name == "os").unwrap()
}

/// The first and the last day that the end of fixes may have, and all that the name may stand for.
fn read(systems: &Reference, name: &str) -> Option<(Option<Day>, Option<Day>, String)> {
    let mut made = Made::default();
    let at = systems.find(&[&Value::text(name)], &[], &mut made) as usize;
    let own = systems.entries();
    let entry = own.get(at).unwrap_or_else(|| &made.entries()[at - own.len()]);
    let column = |name: &str| systems.columns.list.iter().position(|named| &*named.name == name).unwrap();
    let day = |name: &str| match &entry.values[column(name)] {
        Value::Date(day) => Some(*day),
        _ => None,
    };
    (at > 0)
        .then(|| (day("fixed_at_least_until"), day("fixed_at_most_until"), entry.values[column("system")].to_string()))
}

/// What the days of a name say on the day of the tables.
fn standing(found: Option<&(Option<Day>, Option<Day>, String)>) -> &'static str {
    let today = Day::parse(TODAY).unwrap();
    match found {
        None => "not-known",
        Some((_, Some(most), _)) if *most < today => "out",
        Some((Some(least), ..)) if *least >= today => "supported",
        Some(_) => "open",
    }
}

/// Holds every name of a table against what is read; gives how many were read, and all that differs.
fn held(text: &str) -> (usize, usize, Vec<String>) {
    let book = book();
    let systems = systems(&book);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|known| known == name).unwrap();
    let [name, earliest, latest, said] = ["name", "earliest", "latest", "today"].map(column);
    let (mut resolved, mut all, mut wrong) = (0, 0, Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        all += 1;
        let found = read(systems, &record[name]);
        resolved += usize::from(found.is_some());
        let now = standing(found.as_ref());
        let (least, most) = found.as_ref().map_or((None, None), |found| (found.0, found.1));
        let wanted = (Day::parse(&record[earliest]), Day::parse(&record[latest]));
        if now != &record[said] || (least, most) != wanted {
            let days = |(a, b): (Option<Day>, Option<Day>)| {
                format!(
                    "{}..{}",
                    a.map_or(String::new(), |d| d.to_string()),
                    b.map_or(String::new(), |d| d.to_string())
                )
            };
            let what = found.map_or(String::new(), |found| found.2);
            wrong.push(format!(
                "{:50} read {now} {} wanted {} {} ({what})",
                &record[name],
                days((least, most)),
                &record[said],
                days(wanted)
            ));
        }
    }
    (resolved, all, wrong)
}

/// The names of an asset list and those that had been read wrongly, each with its reason.
#[test]
fn names_are_certain_where_the_source_is_and_open_where_it_is_not() {
    let (resolved, all, wrong) = held(include_str!("../../fixtures/system-names.csv"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!((resolved, all), (84, 86), "Cisco IOS and Windows CE are in no table");
}

/// Spellings of public asset lists, scanners and inventory tools, each with where it was found: none may be read wrongly, and of those whose
/// release the table has, nearly all are read.
#[test]
#[allow(clippy::print_stdout, reason = "how many are read is worth saying")]
fn spellings_of_public_lists_are_read_and_none_wrongly() {
    let text = include_str!("../../fixtures/system-names-found.csv");
    let book = book();
    let systems = systems(&book);
    let (mut known, mut read_of_them, mut wrong, mut unread) = (0_u32, 0_u32, Vec::new(), Vec::new());
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let header = rows.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|known| known == name).unwrap();
    let [name, latest, said, found_at] = ["name", "latest", "today", "found_at"].map(column);
    for record in rows.records() {
        let record = record.unwrap();
        assert!(!record[found_at].is_empty(), "{record:?}");
        let found = read(systems, &record[name]);
        let now = standing(found.as_ref());
        if &record[said] != "not-known" {
            known += 1;
            read_of_them += u32::from(found.is_some());
            unread.extend(found.is_none().then(|| record[name].to_owned()));
        }
        // Where the end decides, it is the day of the table.
        let ends = found.as_ref().and_then(|(_, most, _)| *most);
        let differs = &record[said] == "out" && !record[latest].is_empty() && ends != Day::parse(&record[latest]);
        if found.is_some() && (now != &record[said] || differs) {
            wrong.push(format!(
                "{}: read {now} {ends:?}, and it is {} {}",
                &record[name], &record[said], &record[latest]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{read_of_them} of {known} spellings read, of {} in all", rows.position().line() - 1);
    assert!(
        known >= 300 && f64::from(read_of_them) >= 0.95 * f64::from(known),
        "{read_of_them} of {known}: {unread:#?}"
    );
}
