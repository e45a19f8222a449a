//! The table of operating systems, from the releases that endoflife.date knows.

use std::collections::BTreeMap;

use super::{records, written};

/// A release of a product, as endoflife.date has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Release {
    product: String,
    cycle: String,
    codename: String,
    released_on: String,
    /// The last day of fixes that cost nothing; `False` while none is announced, `True` where they ended on a day that is not known.
    security: String,
    /// The last day of fixes that are paid for, or given by others.
    extended: String,
    latest: String,
    link: String,
}

/// The header of the table.
const HEADER: [&str; 9] = [
    "system",
    "product",
    "versions",
    "builds",
    "editions",
    "fixed_at_least_until",
    "fixed_at_most_until",
    "extended_fixes_end_on",
    "source",
];

/// One row of the table.
pub(super) type Row = [String; 9];

/// The products that are taken, with what a release of theirs is called.
const PRODUCTS: [(&str, &str); 22] = [
    ("windows", "Windows"),
    ("windows-server", "Windows Server"),
    ("windows-embedded", "Windows Embedded"),
    ("macos", "macOS"),
    ("ios", "iOS"),
    ("ipados", "iPadOS"),
    ("android", "Android"),
    ("ubuntu", "Ubuntu"),
    ("debian", "Debian"),
    ("rhel", "Red Hat Enterprise Linux"),
    ("centos", "CentOS Linux"),
    ("centos-stream", "CentOS Stream"),
    ("rocky-linux", "Rocky Linux"),
    ("almalinux", "AlmaLinux"),
    ("oracle-linux", "Oracle Linux"),
    ("sles", "SUSE Linux Enterprise Server"),
    ("opensuse", "openSUSE"),
    ("fedora", "Fedora"),
    ("linuxmint", "Linux Mint"),
    ("fortios", "FortiOS"),
    ("pan-os", "PAN-OS"),
    ("cisco-ios-xe", "Cisco IOS XE"),
];

/// The years that Microsoft gives the long-term releases, by the version of Windows that they are.
const LONG_TERM: [(&str, &str); 5] =
    [("1507", "2015"), ("1607", "2016"), ("1809", "2019"), ("21h2", "2021"), ("24h2", "2024")];

/// The table of some rows, with those of the old one that were not from endoflife.date.
pub(super) fn table(old: &str, mut rows: Vec<Row>) -> Result<String, String> {
    for row in records(old)? {
        let cells = HEADER.map(|column| row.get(column).cloned().unwrap_or_default());
        if !cells[8].starts_with("endoflife.date") {
            rows.push(cells);
        }
    }
    written(&HEADER, rows.iter().map(|row| row.iter().map(String::as_str).collect()))
}

/// The rows of the table, in the order of the products and, within one, of the releases; and the products that were left out.
pub(super) fn rows(releases: &[Release], checked_on: &str) -> Result<(Vec<Row>, Vec<String>), String> {
    let mut all = Vec::new();
    for (product, called) in PRODUCTS {
        for release in releases.iter().filter(|release| release.product == product) {
            all.push(row(release, called, checked_on)?);
        }
    }
    let mut left: Vec<String> = releases
        .iter()
        .map(|release| release.product.clone())
        .filter(|product| PRODUCTS.iter().all(|(known, _)| known != product))
        .collect();
    left.sort();
    left.dedup();
    Ok((all, left))
}

fn row(release: &Release, called: &str, checked_on: &str) -> Result<Row, String> {
    let named = match release.product.as_str() {
        "windows" => windows(release),
        "windows-server" => server(release),
        "windows-embedded" => embedded(release),
        "macos" => macos(release),
        "sles" => suse(release, called),
        _ => other(release, called),
    };
    let what = format!("{} {}", release.product, release.cycle);
    let (least, mut most) = days(release, checked_on).ok_or_else(|| format!("{what}: when do its fixes end?"))?;
    let extended =
        if is_day(&release.extended) && release.extended > most { release.extended.clone() } else { String::new() };
    // After the project's own security team others go on, for everybody and free of charge; a name does not tell whether a computer takes
    // what they give.
    if release.product == "debian" && !extended.is_empty() {
        most.clone_from(&extended);
    }
    let link = if release.link.is_empty() { String::new() } else { format!("; {}", release.link) };
    let source = format!("endoflife.date, {what}, as of {checked_on}{link}");
    Ok([
        named.system,
        named.product,
        named.versions.join(";"),
        named.builds.join(";"),
        named.editions.join(";"),
        least,
        most,
        extended,
        source,
    ])
}

/// The first and the last day that the end of fixes may have: no end announced, no last day.
fn days(release: &Release, checked_on: &str) -> Option<(String, String)> {
    match release.security.as_str() {
        "False" | "false" => Some((checked_on.to_owned(), String::new())),
        "True" | "true" => Some((release.released_on.clone(), checked_on.to_owned())),
        day if is_day(day) => Some((day.to_owned(), day.to_owned())),
        _ => None,
    }
}

fn is_day(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}

/// How names speak of a release.
#[derive(Default)]
struct Named {
    system: String,
    product: String,
    versions: Vec<String>,
    builds: Vec<String>,
    editions: Vec<&'static str>,
}

/// Versions of a release with service packs: `7`, `sp1` and `service pack 1`.
fn with_pack(cycle: &str) -> (String, Vec<String>) {
    match cycle.rsplit_once("-sp") {
        Some((base, pack)) => (base.to_owned(), vec![format!("sp{pack}"), format!("service pack {pack}")]),
        None => (cycle.to_owned(), Vec::new()),
    }
}

fn builds(latest: &str) -> Vec<String> {
    if latest.is_empty() { Vec::new() } else { vec![latest.to_owned()] }
}

/// The names of older systems, by the number that endoflife.date gives them.
fn old_windows(number: &str) -> Option<(&'static str, &'static [&'static str])> {
    match number {
        "6" => Some(("Windows Vista", &["vista"])),
        "5" => Some(("Windows XP", &["xp", "2002"])),
        _ => None,
    }
}

fn windows(release: &Release) -> Named {
    let mut named = Named { product: "windows".to_owned(), builds: builds(&release.latest), ..Named::default() };
    let (base, pack) = with_pack(&release.cycle);
    let mut parts = base.split('-');
    let number = parts.next().unwrap_or_default();
    let version = parts.next().unwrap_or_default();
    let kind: Vec<&str> = parts.collect();
    if version.is_empty() {
        let old = old_windows(number);
        let plain = format!("Windows {number}");
        let called = old.map_or(plain.as_str(), |(name, _)| name);
        let pack_name = pack.first().map(|pack| format!(" {}", pack.to_uppercase())).unwrap_or_default();
        named.system = format!("{called}{pack_name}");
        named.versions = match old {
            Some((_, words)) => words.iter().map(|word| (*word).to_owned()).collect(),
            None => vec![number.to_owned()],
        };
        named.versions.extend(pack);
        // Its last build, which the table has without its last figure.
        if number == "6" {
            named.builds.push("6.0.6002".to_owned());
        }
        named.editions = vec!["home-pro", "enterprise", "education"];
        return named;
    }
    named.versions = vec![number.to_owned(), version.to_owned()];
    if version == "20h2" {
        named.versions.push("2009".to_owned());
    }
    let year = LONG_TERM.iter().find(|(of, _)| *of == version).map(|(_, year)| *year);
    let upper = version.to_uppercase();
    match (kind.as_slice(), year) {
        (["e", "lts"], Some(year)) => {
            let word = if year < "2019" { "LTSB" } else { "LTSC" };
            named.system = format!("Windows {number} Enterprise {word} {year}");
            named.versions.push(format!("{year}@ltsc"));
            named.versions.extend((year < "2019").then(|| format!("{year}@ltsb")));
            // The one for single-purpose devices has a row of its own where it is served longer.
            named.editions = match year {
                "2015" | "2016" => vec!["enterprise", "ltsc", "ltsb", "iot"],
                "2019" => vec!["enterprise", "ltsc", "iot"],
                _ => vec!["enterprise", "ltsc"],
            };
        }
        (["iot", "lts"], Some(year)) => {
            named.system = format!("Windows {number} IoT Enterprise LTSC {year}");
            named.versions.push(format!("{year}@ltsc"));
            named.editions = vec!["enterprise", "ltsc", "!iot"];
        }
        (["iot"], _) => {
            named.system = format!("Windows {number} {upper} IoT");
            named.editions = vec!["enterprise", "!iot"];
        }
        (["e"], _) => {
            named.system = format!("Windows {number} {upper} Enterprise/Education");
            named.editions = vec!["enterprise", "education", "multi-session", "iot"];
        }
        (["w"], _) => {
            named.system = format!("Windows {number} {upper} Home/Pro");
            named.editions = vec!["home-pro"];
        }
        _ => {
            named.system = format!("Windows {number} {upper}");
            named.editions = vec!["home-pro", "enterprise", "education", "multi-session", "iot"];
        }
    }
    named
}

fn server(release: &Release) -> Named {
    let (base, pack) = with_pack(&release.cycle);
    let base = base.trim_end_matches("-sac").trim_end_matches("-ac");
    let is_yearly = base.starts_with("20") && !base.contains('h') && release.cycle != "2004-sac";
    let plain = base.replace("-r2", " r2");
    let mut versions = vec![plain.clone()];
    if plain.contains(' ') {
        versions.push(plain.replace(' ', ""));
    }
    // The second release of 2003 came with these service packs.
    if base == "2003" && !pack.is_empty() {
        versions.extend(["2003 r2".to_owned(), "2003r2".to_owned()]);
    }
    let version_of = [("2016", "1607"), ("2019", "1809"), ("2022", "21h2"), ("2025", "24h2")];
    // The yearly channel's release of 2023 goes by the name of Server 2022.
    versions.extend((base == "23h2").then(|| "2022 23h2".to_owned()));
    versions.extend(version_of.iter().find(|(year, _)| *year == base).map(|(_, version)| (*version).to_owned()));
    let pack_name = pack.first().map(|pack| format!(" {}", pack.to_uppercase())).unwrap_or_default();
    versions.extend(pack);
    let called = plain.to_uppercase();
    let system = if is_yearly {
        format!("Windows Server {called}{pack_name}")
    } else {
        format!("Windows Server, version {called}")
    };
    Named {
        system,
        product: "windows-server".to_owned(),
        versions,
        builds: builds(&release.latest),
        editions: vec!["server", "enterprise"],
    }
}

fn embedded(release: &Release) -> Named {
    let (base, pack) = with_pack(&release.cycle);
    let (product, version, system) = match base.as_str() {
        "8.1-industry" => ("embedded-industry", "8.1", "Windows Embedded 8.1 Industry"),
        "8.1-pro" => ("embedded-pro", "8.1", "Windows Embedded 8.1 Pro"),
        "compact-2013" => ("embedded-compact", "2013", "Windows Embedded Compact 2013"),
        "compact-7" => ("embedded-compact", "7", "Windows Embedded Compact 7"),
        "posready-7" => ("embedded-posready", "7", "Windows Embedded POSReady 7"),
        "standard-7" => ("embedded-standard", "7", "Windows Embedded Standard 7"),
        other => ("windows-embedded", other, "Windows Embedded"),
    };
    let mut versions = vec![version.to_owned()];
    versions.extend(pack);
    Named {
        system: system.to_owned(),
        product: product.to_owned(),
        versions,
        builds: Vec::new(),
        editions: vec!["home-pro", "enterprise"],
    }
}

fn macos(release: &Release) -> Named {
    let number = release.cycle.as_str();
    let called = match number.split_once('.') {
        Some(("10", minor)) if minor.parse::<u32>().is_ok_and(|minor| minor < 8) => "Mac OS X",
        Some(("10", minor)) if minor.parse::<u32>().is_ok_and(|minor| minor < 12) => "OS X",
        _ => "macOS",
    };
    Named {
        system: format!("{called} {number} ({})", release.codename),
        product: "macos".to_owned(),
        versions: vec![number.to_owned(), release.codename.to_lowercase()],
        ..Named::default()
    }
}

fn suse(release: &Release, called: &str) -> Named {
    let (number, pack) = release.cycle.split_once('.').unwrap_or((&release.cycle, "0"));
    let mut versions = vec![release.cycle.clone()];
    if pack != "0" && number.parse::<u32>().is_ok_and(|number| number < 16) {
        versions.extend([format!("{number} sp{pack}"), format!("{number}sp{pack}"), format!("{number}-sp{pack}")]);
        versions.push(format!("{number} service pack {pack}"));
    }
    let system = match (number, pack) {
        ("16", _) => format!("{called} {}", release.cycle),
        (_, "0") => format!("{called} {number}"),
        _ => format!("{called} {number} SP{pack}"),
    };
    Named { system, product: "sles".to_owned(), versions, ..Named::default() }
}

fn other(release: &Release, called: &str) -> Named {
    let mut versions = vec![release.cycle.to_lowercase()];
    let codename = release.codename.to_lowercase();
    let counted = ["ubuntu", "debian", "android", "linuxmint"].contains(&release.product.as_str());
    if counted && !codename.is_empty() {
        // Ubuntu's are known by their first word as well.
        versions.extend(
            codename.split_once(' ').filter(|_| release.product == "ubuntu").map(|(first, _)| first.to_owned()),
        );
        versions.push(codename.clone());
    }
    let aside = if codename.is_empty() || !counted { String::new() } else { format!(" ({})", release.codename) };
    Named {
        system: format!("{called} {}{aside}", release.cycle),
        product: release.product.clone(),
        versions,
        ..Named::default()
    }
}

/// The releases of the CSV file in which endoflife.date's files are put together.
pub(super) fn from_csv(text: &str) -> Result<Vec<Release>, String> {
    let cell = |row: &BTreeMap<String, String>, name: &str| {
        row.get(name).map(|cell| cell.trim().to_owned()).ok_or_else(|| format!("it has no column {name}"))
    };
    let release = |row: &BTreeMap<String, String>| {
        Ok(Release {
            product: cell(row, "product")?,
            cycle: cell(row, "cycle")?,
            codename: cell(row, "codename")?,
            released_on: cell(row, "released_on")?,
            security: cell(row, "security_fixes_end_on")?,
            extended: cell(row, "extended_fixes_end_on")?,
            latest: cell(row, "latest")?,
            link: cell(row, "link")?,
        })
    };
    records(text)?.iter().map(release).collect()
}
