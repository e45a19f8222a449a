//! The declarations: every table, every column, every allowed word.

use super::{Choice, Column, End, Table};
use crate::value::Kind;

const fn column(name: &'static str, kind: Kind, synonyms: &'static [&'static str], meaning: &'static str) -> Column {
    Column { name, kind, synonyms, choices: &[], meaning, partial: End::First, future: false }
}

const fn text(name: &'static str, synonyms: &'static [&'static str], meaning: &'static str) -> Column {
    column(name, Kind::Text, synonyms, meaning)
}

const fn whole(name: &'static str, synonyms: &'static [&'static str], meaning: &'static str) -> Column {
    column(name, Kind::Integer, synonyms, meaning)
}

const fn number(name: &'static str, synonyms: &'static [&'static str], meaning: &'static str) -> Column {
    column(name, Kind::Number, synonyms, meaning)
}

const fn yes_no(name: &'static str, synonyms: &'static [&'static str], meaning: &'static str) -> Column {
    column(name, Kind::Boolean, synonyms, meaning)
}

const fn version(name: &'static str, synonyms: &'static [&'static str], meaning: &'static str) -> Column {
    column(name, Kind::Version, synonyms, meaning)
}

const fn date(name: &'static str, synonyms: &'static [&'static str], meaning: &'static str) -> Column {
    column(name, Kind::Date, synonyms, meaning)
}

const fn category(
    name: &'static str,
    choices: &'static [Choice],
    synonyms: &'static [&'static str],
    meaning: &'static str,
) -> Column {
    Column { choices, ..column(name, Kind::Category, synonyms, meaning) }
}

/// A date whose last day is the cautious reading of a partial one.
const fn late(column: Column) -> Column {
    Column { partial: End::Last, ..column }
}

/// A date that may lie after the day of the audit.
const fn future(column: Column) -> Column {
    Column { future: true, ..column }
}

const fn word(name: &'static str, synonyms: &'static [&'static str]) -> Choice {
    Choice { name, synonyms }
}

const ASSET_ID: Column =
    text("asset_id", &["asset", "asset tag", "asset number", "asset #", "tag"], "the asset's own id");
const JURISDICTION: Column = text(
    "jurisdiction",
    &["jurisdiction id", "jurisdiction_id", "fips", "fips code", "county fips", "county", "place"],
    "the place it belongs to: FIPS (2, 5 or 10 digits) or an id of your own",
);
const QUANTITY: Column = whole(
    "quantity",
    &["qty", "count", "number", "units", "how many", "#"],
    "how many like it this row stands for; 0 says there are none",
);
const OPERATING_SYSTEM: Column = text("operating_system", &["os", "windows version"], "the operating system it runs");
const SUPPORT_ENDS_ON: Column = future(date(
    "support_ends_on",
    &["end of support", "eol", "eos", "support ends", "end of life"],
    "the last day of security fixes for its operating system",
));
const CONNECTIVITY: Column = category(
    "connectivity",
    &[
        word("air-gapped", &["none", "standalone", "offline", "not connected", "air gap"]),
        word("isolated-lan", &["isolated", "isolated network", "closed network", "private lan"]),
        word("county-lan", &["lan", "county network", "office network"]),
        word("internet", &["online", "web", "cloud"]),
    ],
    &["network connection", "connected to", "connection"],
    "the widest network it can reach",
);
const PUBLICLY_EXPOSED: Column =
    yes_no("publicly_exposed", &["internet facing", "public facing", "exposed"], "whether the internet can reach it");

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "jurisdictions",
        unit: ("place", "places"),
        meaning: "the places: states, counties, municipalities, and what each office says of itself",
        synonyms: &["jurisdiction", "places", "place", "counties", "county", "office", "offices"],
        keys: &[&["id"]],
        alike: &["name"],
        labels: &[&["name"]],
        columns: &[
            text(
                "id",
                &["fips", "fips code", "jurisdiction", "jurisdiction id", "geoid", "code"],
                "the place: FIPS (2, 5 or 10 digits) or an id of your own",
            ),
            text("ocd_id", &["ocd", "ocd division", "ocd division id"], "its Open Civic Data id"),
            text("state", &["state abbr", "state code", "st"], "its state, two letters"),
            text("name", &["jurisdiction name", "county name", "place name", "county"], "its name"),
            category(
                "level",
                &[
                    word("state", &["territory"]),
                    word("county", &["parish", "borough", "independent city"]),
                    word("municipality", &["city", "town", "township", "village", "mcd"]),
                ],
                &["kind", "type"],
                "state, county or municipality",
            ),
            whole(
                "registered_voters",
                &["voters", "registered", "registration", "total registered voters"],
                "registered voters",
            ),
            whole("precincts", &[], "precincts"),
            whole("polling_places", &["polling locations", "vote centers"], "polling places"),
            whole("places_total", &["jurisdictions total"], "places it sums up, for a row that stands for many"),
            future(date("next_election", &["next election on", "election date"], "its next election of its own")),
            text("marking_method", &["election day marking method"], "how voters mark their ballots"),
            yes_no(
                "segmented_network",
                &["segmented", "network segmented", "separate network"],
                "whether the election network is kept apart",
            ),
            yes_no(
                "admin_mfa",
                &["mfa", "multi factor", "two factor"],
                "whether all who administer elections sign in with a second factor",
            ),
            date("ir_plan_on", &["incident response plan", "incident plan"], "the day of its incident response plan"),
            date("ir_exercised_on", &["incident exercise", "tabletop"], "when that plan was last exercised"),
            yes_no("backup_offline", &["offline backup"], "whether a backup is kept offline"),
            date("restore_tested_on", &["restore test", "backup tested"], "when a backup was last restored in a test"),
            date("last_audit_on", &["last audit", "post election audit"], "the last post-election audit of the paper"),
            category(
                "audit_kind",
                &[
                    word("risk-limiting", &["rla", "risk limiting audit"]),
                    word("fixed-percentage", &["percentage", "sample"]),
                    word("hand-count", &["full hand count", "hand recount"]),
                    word("procedural", &["process"]),
                    word("none", &["no audit"]),
                ],
                &["audit type"],
                "how that audit was made",
            ),
            text(
                "situational_awareness_channel",
                &["awareness channel", "situation room"],
                "the election-day channel it has joined, or none",
            ),
            number(
                "security_funds_received",
                &["funds received", "hava received"],
                "federal security funds received, in dollars",
            ),
            number("security_funds_spent", &["funds spent", "hava spent"], "federal security funds spent, in dollars"),
            text("contact_name", &["contact", "clerk"], "who to call"),
            text("contact_title", &["title"], "that person's office"),
            text("contact_phone", &["phone", "telephone"], "that person's telephone"),
            text("contact_email", &["email", "e-mail"], "that person's e-mail"),
            text("it_contact", &["it", "it support"], "who looks after the computers"),
            late(date(
                "reported_on",
                &["report date", "as reported on", "updated"],
                "the day these records were reported",
            )),
            text("reported_by", &["reporter", "source"], "who reported them"),
        ],
    },
    Table {
        name: "equipment",
        unit: ("machine", "machines"),
        meaning: "voting equipment: machines, scanners, e-pollbooks, election management systems",
        synonyms: &["voting equipment", "voting equip", "machines", "voting machines", "devices", "hardware"],
        keys: &[&["asset_id"], &["serial_number"]],
        alike: &[
            "equipment_type",
            "manufacturer",
            "model",
            "used_standard",
            "used_accessible",
            "used_mail",
            "first_used_on",
        ],
        labels: &[&["manufacturer", "model"], &["equipment_type"]],
        columns: &[
            ASSET_ID,
            JURISDICTION,
            category(
                "equipment_type",
                &[
                    word("hand-counted-paper", &["hand count", "hand counted", "hand counted paper ballots"]),
                    word("scanner", &["optical scanner", "optical scan", "tabulator", "scan"]),
                    word("hand-fed-scanner", &["hand-fed optical scanner", "precinct scanner", "hand fed"]),
                    word(
                        "batch-scanner",
                        &["batch-fed optical scanner", "central scanner", "high-speed scanner", "batch fed scanner"],
                    ),
                    word("bmd", &["ballot marking device", "ballot marker"]),
                    word(
                        "dre",
                        &[
                            "touch screen",
                            "touchscreen",
                            "direct recording electronic",
                            "dre-touchscreen",
                            "dre-push button",
                            "dre-dial",
                        ],
                    ),
                    word("hybrid-bmd-tabulator", &["hybrid bmd/tabulator"]),
                    word("hybrid-scanner-bmd", &["hybrid optical scan/bmd"]),
                    word("hybrid-scanner-dre", &["hybrid optical scan/dre"]),
                    word("lever", &["mechanical lever machine", "lever machine"]),
                    word("punch-card", &["punch card voting system", "punchcard"]),
                    word(
                        "electronic-pollbook",
                        &["e-pollbook", "epollbook", "pollbook", "electronic poll book", "epb"],
                    ),
                    word("election-management-system", &["ems", "election management"]),
                    word("remote-ballot-marking", &["remote ballot marking system", "rbm"]),
                    word("electronic-ballot-return", &["internet voting", "ballot return"]),
                ],
                &["type", "kind", "equipment", "device type", "machine type"],
                "what it is",
            ),
            text("manufacturer", &["mfr", "make", "maker", "vendor", "brand"], "who made it"),
            text("model", &["model #", "model name", "model number", "product"], "its model"),
            QUANTITY,
            yes_no(
                "in_service",
                &["in use", "active", "used"],
                "whether it is in service; a row out of service is judged by no rule",
            ),
            date(
                "first_used_on",
                &[
                    "first year in use",
                    "first used",
                    "yr purchased",
                    "year purchased",
                    "purchase date",
                    "purchased",
                    "year",
                ],
                "when it was first used",
            ),
            yes_no(
                "used_standard",
                &["standard use", "election day standard"],
                "whether voters in general cast on it in person, on election day or early; a scanner that only counts mail ballots is not",
            ),
            yes_no(
                "used_accessible",
                &["accessible", "accessible use", "ada", "election day accessible"],
                "whether it serves voters with disabilities",
            ),
            yes_no("used_mail", &["mail", "absentee", "mail ballots"], "whether it counts mail ballots"),
            category(
                "paper_record",
                &[
                    word("ballot", &["paper ballot", "hand-marked ballot", "voter-marked ballot"]),
                    word("marked", &["printed ballot", "machine-marked ballot", "summary card"]),
                    word("vvpat", &["paper trail", "paper tape", "vvpat printer"]),
                    word("none", &["no", "no paper", "paperless"]),
                ],
                &["paper trail", "paper trail?", "paper", "paper record?"],
                "the paper record that the voter can check",
            ),
            yes_no(
                "vvpat",
                &["vvpat?", "paper printer"],
                "whether a direct-recording machine prints a record the voter can check",
            ),
            category(
                "tabulates_from",
                &[
                    word("text", &["ovals", "marks", "human readable"]),
                    word("barcode", &["qr", "qr code", "bar code"]),
                    word("hand", &["hand count"]),
                ],
                &["qr/barcode", "tabulation"],
                "what is counted from the paper",
            ),
            version(
                "system_version",
                &["version", "software version", "firmware", "firmware version"],
                "the version installed",
            ),
            version("certified_version", &["certified", "version certified"], "the version that is certified"),
            text("certification_standard", &["standard", "vvsg"], "the standard it is certified to"),
            category(
                "certification_status",
                &[
                    word("certified", &["active", "current", "valid", "in force"]),
                    word("withdrawn", &["decertified", "revoked", "terminated"]),
                    word("end-of-life", &["eol", "end of life"]),
                    word("not-certified", &["none", "uncertified", "never"]),
                ],
                &["certification", "certificate", "eac status", "cert status"],
                "the state of its federal certificate",
            ),
            yes_no("state_certified", &["state certification", "state certificate"], "whether its state certifies it"),
            OPERATING_SYSTEM,
            SUPPORT_ENDS_ON,
            CONNECTIVITY,
            category(
                "wireless",
                &[
                    word("absent", &["none", "no", "not present", "no wifi"]),
                    word("disabled", &["off", "turned off"]),
                    word("active", &["on", "yes", "enabled", "modem"]),
                ],
                &["wifi", "wi-fi", "modem", "radio"],
                "its radio or modem",
            ),
            date(
                "la_tested_on",
                &["l&a", "l&a test", "l&a tested", "logic and accuracy", "la test"],
                "its last logic-and-accuracy test",
            ),
            date(
                "hash_verified_on",
                &["hash check", "hash verified", "hash validation"],
                "when its software was last checked against the known hash",
            ),
            yes_no("sealed", &["seals", "seal", "tamper seal"], "whether it is under tamper-evident seal"),
            text("location", &["whse", "warehouse", "stored at", "where"], "where it is kept"),
            text("owner", &["owned by"], "who owns it"),
            late(future(date(
                "replacement_planned_on",
                &["replacement", "replace by", "planned replacement"],
                "when its replacement is planned",
            ))),
            yes_no("replacement_funded", &["funded"], "whether that replacement is paid for"),
            text("serial_number", &["serial", "serial #", "s/n", "sn", "serial no"], "its serial number"),
            whole(
                "places_using",
                &["jurisdictions using"],
                "for a row that sums up many places: how many use such machines",
            ),
            whole(
                "voters_served",
                &["registered voters served"],
                "for a row that sums up many places: the registered voters in them",
            ),
            text("notes", &["note", "comments", "remarks", "notes on usage"], "anything else"),
        ],
    },
    Table {
        name: "network",
        unit: ("computer", "computers"),
        meaning: "computers and network gear that elections run on",
        synonyms: &["computers", "networks", "it", "servers", "workstations", "pcs"],
        keys: &[&["asset_id"], &["hostname"]],
        alike: &["role", "carries", "segment", "operating_system"],
        labels: &[&["hostname"], &["role"]],
        columns: &[
            ASSET_ID,
            JURISDICTION,
            category(
                "role",
                &[
                    word("workstation", &["desktop", "pc", "office pc"]),
                    word("laptop", &["notebook"]),
                    word("tablet", &["ipad"]),
                    word("electronic-pollbook", &["e-pollbook", "epollbook", "pollbook"]),
                    word("server", &["file server", "application server", "domain controller"]),
                    word("web-server", &["web", "website", "results site"]),
                    word("mail-server", &["mail", "email server"]),
                    word("database-server", &["database", "db"]),
                    word("election-management-system", &["ems", "ems server", "ems workstation"]),
                    word("network-device", &["firewall", "router", "switch", "vpn", "access point", "modem"]),
                    word("network-segment", &["segment", "vlan", "subnet"]),
                    word("other", &[]),
                ],
                &["type", "kind", "device type", "function"],
                "what it does",
            ),
            category(
                "carries",
                &[
                    word("registration", &["voter registration", "vr"]),
                    word("results", &["election night results", "enr"]),
                    word("pollbook", &["e-pollbook", "poll book"]),
                    word("mail", &["email", "office"]),
                    word("web", &["website"]),
                ],
                &["election function", "data"],
                "which election data it carries",
            ),
            text("hostname", &["host", "computer name", "name"], "its name on the network"),
            text("segment", &["vlan", "subnet", "network"], "the network segment it is on"),
            QUANTITY,
            OPERATING_SYSTEM,
            SUPPORT_ENDS_ON,
            date("patched_on", &["patched", "last patched", "last update", "updated"], "when it was last patched"),
            CONNECTIVITY,
            PUBLICLY_EXPOSED,
            text(
                "sensor",
                &["ids", "albert", "network sensor"],
                "the intrusion sensor that watches it: a brand, or none",
            ),
            future(late(date("sensor_from", &["sensor planned", "sensor date"], "from when that sensor watches it"))),
            yes_no(
                "edr",
                &["endpoint protection", "threat protection", "endpoint detection"],
                "whether endpoint detection runs on it",
            ),
            yes_no("mfa", &["multi factor", "two factor", "2fa"], "whether signing in takes a second factor"),
        ],
    },
    Table {
        name: "vulnerabilities",
        unit: ("vulnerability", "vulnerabilities"),
        meaning: "known vulnerabilities found on assets, open or fixed",
        synonyms: &["vulnerability", "vulns", "cves", "scan findings"],
        keys: &[&["asset_id", "cve"]],
        alike: &["cve", "found_on", "due_on"],
        labels: &[&["cve"]],
        columns: &[
            ASSET_ID,
            JURISDICTION,
            text("cve", &["cve id", "vulnerability"], "its CVE number"),
            date("found_on", &["found", "first seen", "detected"], "when it was found"),
            future(date("due_on", &["due", "due date"], "when it must be fixed by")),
            yes_no("known_exploited", &["kev", "exploited"], "whether it is known to be exploited"),
            PUBLICLY_EXPOSED,
            yes_no("automatable", &["automated"], "whether an attack on it can be automated"),
            category(
                "technical_impact",
                &[word("partial", &[]), word("total", &["full"])],
                &["impact"],
                "what an attack gains",
            ),
            late(date("fixed_on", &["fixed", "closed", "remediated"], "when it was fixed")),
        ],
    },
    Table {
        name: "services",
        unit: ("service", "services"),
        meaning: "help asked for and received: scans, assessments, sensors, clearances",
        synonyms: &["service", "assessments", "scans", "assistance"],
        keys: &[&["service", "provider", "requested_on"], &["service", "provider"], &["service"]],
        alike: &["requested_on", "delivered_on"],
        labels: &[&["service"]],
        columns: &[
            JURISDICTION,
            category(
                "service",
                &[
                    word("vulnerability-scan", &["vulnerability scanning", "cyber hygiene", "external scan", "scan"]),
                    word("risk-and-vulnerability-assessment", &["rva", "risk assessment"]),
                    word("penetration-test", &["pen test", "pentest", "remote penetration test"]),
                    word("phishing-assessment", &["phishing campaign assessment", "pca", "phishing test"]),
                    word("tabletop-exercise", &["tabletop", "exercise"]),
                    word("network-sensor", &["sensor", "albert sensor"]),
                    word("security-clearance", &["clearance"]),
                    word("architecture-review", &["network architecture review"]),
                    word("incident-response", &["incident help"]),
                    word("training", &[]),
                    word("other", &[]),
                ],
                &["kind", "type"],
                "what was asked for",
            ),
            text("provider", &["by", "vendor", "who"], "who provides it; any provider counts"),
            QUANTITY,
            late(date("requested_on", &["requested", "asked on"], "when it was asked for")),
            late(future(date("planned_for", &["planned", "scheduled"], "when it is planned"))),
            late(date("started_on", &["started", "enrolled"], "when it began")),
            date(
                "delivered_on",
                &["delivered", "received", "last delivered", "completed"],
                "when it was last delivered",
            ),
            future(date("ended_on", &["ended", "expires"], "when it ended or will end")),
        ],
    },
    Table {
        name: "incidents",
        unit: ("incident", "incidents"),
        meaning: "incidents, what they touched and how they ended",
        synonyms: &["incident", "events"],
        keys: &[&["incident_id"]],
        alike: &["kind", "occurred_on"],
        labels: &[&["incident_id"], &["kind"]],
        columns: &[
            JURISDICTION,
            text("incident_id", &["incident", "id", "ticket"], "the incident's own id"),
            date("occurred_on", &["occurred", "date"], "when it happened"),
            date("reported_on", &["reported"], "when it was reported"),
            category(
                "kind",
                &[
                    word("malware", &["virus", "trojan"]),
                    word("ransomware", &[]),
                    word("phishing", &["email"]),
                    word("intrusion", &["breach", "unauthorized access"]),
                    word("denial-of-service", &["dos", "ddos"]),
                    word("defacement", &[]),
                    word("data-breach", &["data leak"]),
                    word("outage", &["failure"]),
                    word("theft", &["loss"]),
                    word("misconfiguration", &["mistake"]),
                    word("other", &[]),
                ],
                &["type"],
                "what kind it was",
            ),
            yes_no(
                "election_systems_affected",
                &["election systems", "elections affected"],
                "whether election systems were affected",
            ),
            late(date("contained_on", &["contained"], "when it was contained")),
            late(date("restored_on", &["restored", "recovered"], "when work was restored")),
            text("helped_by", &["help", "assisted by"], "who helped"),
        ],
    },
];
