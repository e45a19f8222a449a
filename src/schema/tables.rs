//! The declarations: every table, every column, every allowed word.

use super::{Choice, Column, End, Table};
use crate::words::value::Kind;

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

/// A date of which the day itself counts.
const fn to_the_day(column: Column) -> Column {
    Column { partial: End::Neither, ..column }
}

/// A date that may be after the day of the audit.
const fn future(column: Column) -> Column {
    Column { future: true, ..column }
}

const fn word(name: &'static str, synonyms: &'static [&'static str]) -> Choice {
    Choice { name, synonyms }
}

#[rustfmt::skip]
const ASSET_ID: Column =
    text("asset_id", &["asset", "asset tag", "asset number", "asset #", "tag", "asset no", "tag #", "tag number",
        "tag no", "inventory #", "inventory number", "inventory no", "inventory id", "inventory tag", "property tag",
        "property #", "equipment id", "device id", "machine id", "machine #", "machine number", "unit id", "unit #"],
        "the asset's own id");
#[rustfmt::skip]
const JURISDICTION: Column = text(
    "jurisdiction",
    &["jurisdiction id", "fips", "fips code", "county fips", "county", "place", "fips #", "fips id",
        "geoid", "county name", "county code", "county id", "jurisdiction name", "jurisdiction code", "place name",
        "place id", "parish", "juris name", "cnty", "cnty name", "cty name", "county or equivalent",
        "county equivalent", "county parish", "county/city", "locality", "parish/county", "county or parish"],
    "the place it belongs to: FIPS (2, 5 or 10 digits) or an id of your own",
);
#[rustfmt::skip]
const QUANTITY: Column = whole(
    "quantity",
    &["qty", "count", "number", "units", "how many", "#", "quant", "# of units", "no. of units", "number of units",
        "# units", "unit count", "total units", "# of machines", "number of machines", "# machines", "machines",
        "# of devices", "number of devices", "# of computers", "number of computers", "# on hand", "on hand",
        "qty on hand", "number deployed", "# deployed", "units deployed", "quantity deployed", "qty deployed",
        "no. deployed", "machines deployed", "deployed units", "number of units deployed"],
    "how many like it this row stands for; 0 means that there are none",
);
#[rustfmt::skip]
const OS_VERSION: Column = text("os_version", &["os build", "operating system version", "os version number"],
                "the version of its operating system, as its tools report it");
const OPERATING_SYSTEM: Column = text(
    "operating_system",
    &["os", "windows version", "op sys", "operating sys", "os name"],
    "the operating system it runs",
);
#[rustfmt::skip]
const SUPPORT_ENDS_ON: Column = future(date(
    "support_ends_on",
    &["end of support", "eol", "eos", "support ends", "end of life", "support end", "support end date",
        "end of support date", "os end of support", "os support ends", "eol date", "eos date",
        "end of life date", "supported until", "support until"],
    "the last day of security fixes for its operating system",
));
#[rustfmt::skip]
const CONNECTIVITY: Column = category(
    "connectivity",
    &[
        word("air-gapped", &["none", "standalone", "offline", "not connected", "air gap", "stand alone pc",
            "not networked", "no network", "no network connection", "never connected", "no", "n"]),
        word("isolated-lan", &["isolated", "isolated network", "closed network", "private lan",
            "isolated network only", "closed lan"]),
        word("county-lan", &["lan", "county network", "office network", "county wan", "city network",
            "government network", "courthouse network"]),
        word("internet", &["online", "web", "cloud", "the internet", "public internet", "internet connected",
            "connected to internet"]),
    ],
    &["network connection", "connected to", "connection", "networked", "network connected", "on network",
        "on the network", "network connectivity", "network access", "connected", "connects to"],
    "the widest network it can reach",
);
#[rustfmt::skip]
const PUBLICLY_EXPOSED: Column =
    yes_no("publicly_exposed", &["internet facing", "public facing", "exposed", 
        "exposed to internet", "reachable from internet", "internet accessible"], "whether the internet can reach it");

/// Always the last column of its table.
const ROW_KEY: Column =
    text("row_key", &[], "what findings call the row, as an export writes it; leave it out of lists of your own");

// Lists of words are packed: one a line would hide the columns.
#[rustfmt::skip]
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
                &["fips", "fips code", "jurisdiction", "jurisdiction id", "geoid", "code", "fips #", "fips id",
                    "county fips", "place id", "county id", "county code", "jurisdiction code"],
                "the place: FIPS (2, 5 or 10 digits) or an id of your own",
            ),
            text("ocd_id", &["ocd", "ocd division", "ocd division id", "open civic data id"], "its Open Civic Data id"),
            text("state", &["state abbr", "state code", "st", "state abbreviation", "state name", "state postal code", "state po", "state/territory",
                "commonwealth", "state abbrev"],
                "its state, two letters"),
            text("name", &["jurisdiction name", "county name", "place name", "county", "place", "municipality name", "juris name"],
                "its name"),
            category(
                "level",
                &[
                    word("state", &["territory"]),
                    word("county", &["parish", "borough", "independent city"]),
                    word("municipality", &["city", "town", "township", "village", "mcd"]),
                ],
                &["kind", "type", "jurisdiction type", "place type"],
                "state, county or municipality",
            ),
            whole(
                "registered_voters",
                &["voters", "registered", "registration", "total registered voters", "reg voters", "# of voters",
                    "# registered voters", "number of registered voters", "voter registration"],
                "registered voters",
            ),
            whole("precincts", &["# of precincts", "# precincts", "number of precincts", "precinct count"],
                "precincts"),
            whole("polling_places", &["polling locations", "vote centers", "polling sites", "# of polling places",
                "# polling places", "number of polling places", "voting locations", "polls"], "polling places"),
            whole("places_total", &["jurisdictions total"], "places it sums up, for a row that stands for many"),
            to_the_day(future(date("next_election", &["next election on", "election date", "next election date",
                "date of next election"], "the day of its own next election"))),
            text("marking_method", &["election day marking method", "how voters mark", "ballot marking method"],
                "how voters mark their ballots"),
            yes_no(
                "segmented_network",
                &["segmented", "network segmented", "separate network", "network segmentation",
                    "election network separate", "separate election network"],
                "whether the election network is kept separate",
            ),
            yes_no(
                "admin_mfa",
                &["mfa", "multi factor", "two factor", "multifactor authentication", "multi-factor sign-in",
                    "two-factor authentication", "2fa", "admin multi factor"],
                "whether all who administer elections sign in with a second factor",
            ),
            date("ir_plan_on", &["incident response plan", "incident plan", "ir plan", "ir plan date",
                "incident response plan date", "date of incident response plan"],
                "the day of its incident response plan"),
            date("ir_exercised_on", &["incident exercise", "tabletop", "ir exercise", "ir plan exercised",
                "tabletop exercise", "last tabletop", "last tabletop exercise", "plan last exercised"],
                "when that plan was last exercised"),
            yes_no("backup_offline", &["offline backup", "offline backups", "backups offline", "backup kept offline"],
                "whether a backup is kept offline"),
            date("restore_tested_on", &["restore test", "backup tested", "restore tested", "last restore test",
                "backup restore tested", "backup last tested", "last backup test"],
                "when a backup was last restored in a test"),
            to_the_day(date("last_audit_on", &["last audit", "post election audit", "last audit date",
                "last post-election audit", "post-election audit date", "audit date"],
                "the day of the last post-election audit of the paper")),
            category(
                "audit_kind",
                &[
                    word("risk-limiting", &["rla", "risk limiting audit"]),
                    word("fixed-percentage", &["percentage", "sample"]),
                    word("hand-count", &["full hand count", "hand recount"]),
                    word("procedural", &["process"]),
                    word("none", &["no audit"]),
                ],
                &["audit type", "kind of audit", "type of audit", "audit method"],
                "how that audit was made",
            ),
            text(
                "situational_awareness_channel",
                &["awareness channel", "situation room", "situational awareness", "situational awareness room"],
                "the election-day channel it has joined, or none",
            ),
            number(
                "security_funds_received",
                &["funds received", "hava received"],
                "federal security funds received, in dollars",
            ),
            number("security_funds_spent", &["funds spent", "hava spent"], "federal security funds spent, in dollars"),
            text("contact_name", &["contact", "clerk", "contact person", "county clerk", "election official",
                "election director", "point of contact", "poc"], "who to call"),
            text("contact_title", &["title"], "that person's office"),
            text("contact_phone", &["phone", "telephone", "phone #", "phone number", "telephone number",
                "contact phone number", "tel"], "that person's telephone"),
            text("contact_email", &["email", "email address", "contact email address"],
                "that person's e-mail"),
            text("it_contact", &["it", "it support", "it contact name", "it vendor", "it provider", "it person"],
                "who looks after the computers"),
            yes_no(
                "list_complete",
                &["lists complete", "list is complete", "lists are complete", "complete list", "complete lists",
                    "inventory complete", "inventory is complete", "complete inventory", "everything listed",
                    "everything is listed", "lists whole"],
                "whether its lists are complete: the office has nothing that is missing from a list it sent",
            ),
            late(date(
                "reported_on",
                &["report date", "as reported on", "updated", "date reported", "last updated", "as of", "as of date",
                    "date updated"],
                "the day these records were reported",
            )),
            text("reported_by", &["reporter", "source", "reported by whom", "completed by", "prepared by",
                "submitted by"], "who reported them"),
        ],
    },
    Table {
        name: "equipment",
        unit: ("machine", "machines"),
        meaning: "voting equipment: machines, scanners, e-pollbooks, election management systems",
        synonyms: &["voting equipment", "voting equip", "machines", "voting machines", "devices", "hardware"],
        keys: &[&["asset_id"], &["serial_number"]],
        alike: &["equipment_type", "manufacturer", "model", "used_standard", "used_accessible", "used_mail",
            "first_used_on"],
        labels: &[&["manufacturer", "model"], &["equipment_type"]],
        columns: &[
            ASSET_ID,
            JURISDICTION,
            category(
                "equipment_type",
                &[
                    word("hand-counted-paper", &["hand count", "hand counted", "hand counted paper ballots",
                        "hand counting", "paper ballots counted by hand"]),
                    word("scanner", &["optical scanner", "optical scan", "tabulator", "scan", "scanners", "opscan",
                        "optical scanners", "optical scan tabulator", "ballot scanner", "ballot tabulator",
                        "tabulators", "digital scanner", "digital scan", "scanner/tabulator"]),
                    word("hand-fed-scanner", &["hand-fed optical scanner", "precinct scanner", "hand fed",
                        "hand-fed scanners", "precinct tabulator", "precinct count scanner",
                        "precinct optical scanner", "precinct count optical scan", "precinct scanner/tabulator",
                        "precinct count", "polling place scanner", "pcos"]),
                    word(
                        "batch-scanner",
                        &["batch-fed optical scanner", "central scanner", "high-speed scanner", "batch fed scanner",
                            "batch-fed", "batch scan", "batch scanners", "central count", "central count scanner",
                            "central count tabulator", "central tabulator", "high speed", "absentee scanner",
                            "mail ballot scanner", "ccos"],
                    ),
                    word("bmd", &["ballot marking device", "ballot marker", "bmds", "ballot marking devices",
                        "ballot-marking", "accessible ballot marking device", "electronic ballot marker"]),
                    word(
                        "dre",
                        &["touch screen", "direct recording electronic", "dre-touchscreen",
                            "dre-push button", "dre-dial", "dres", "touch screens", "touch screen dre",
                            "touch screen voting machine", "direct recording",
                            "direct record electronic", "direct-recording machine"],
                    ),
                    // Lists of equipment often say in one cell what a machine is and whether it prints.
                    word("dre-with-vvpat", &["vvpat dre"]),
                    word("dre-without-vvpat", &["non-vvpat dre"]),
                    word("hybrid-bmd-tabulator", &[]),
                    word("hybrid-scanner-bmd", &["hybrid optical scan/bmd"]),
                    word("hybrid-scanner-dre", &["hybrid optical scan/dre"]),
                    word("lever", &["mechanical lever machine", "lever machine"]),
                    word("punch-card", &["punch card voting system"]),
                    word(
                        "electronic-pollbook",
                        &["e-pollbook", "pollbook", "epb", "e-pollbooks",
                            "pollbooks", "electronic pollbooks"],
                    ),
                    word("election-management-system", &["ems", "election management", "ems server", "ems workstation",
                        "ems computer", "ems pc", "election mgmt system", "ems system"]),
                    word("remote-ballot-marking", &["remote ballot marking system", "rbm"]),
                    word("electronic-ballot-return", &["internet voting", "ballot return"]),
                ],
                &["type", "kind", "equipment", "device type", "machine type", "equip type", "type of equipment",
                    "equipment kind", "voting equipment", "voting machine", "voting system type", "type of voting equipment",
                    "kind of equipment", "voting equipment type", "equipment category", "type of machine",
                    "kind of machine", "type of voting machine", "voting machine type", "type of voting system",
                    "equip", "typ", "equip. kind", "machine kind", "election equipment type", "voting equipment category",
                    "machine category"],
                "what it is",
            ),
            text("manufacturer", &["mfr", "make", "maker", "vendor", "brand", "mfg", "mfgr", "manuf",
                "manufacturer name", "manufactured by", "made by", "vendor name"], "who made it"),
            text("model", &["model #", "model name", "model number", "product", "model no", "model/version",
                "product name", "make/model", "make and model", "machine model", "equipment model", "voting system",
                "system"], "its model"),
            QUANTITY,
            yes_no(
                "in_service",
                &["in use", "active", "used", "still in use", "currently in use", "in use now"],
                "whether it is in service; a row out of service is judged by no rule",
            ),
            date(
                "first_used_on",
                &["first year in use", "first used", "yr purchased", "year purchased", "purchase date", "purchased",
                    "year", "yr", "yr bought", "year bought", "bought", "date purchased", "date of purchase",
                    "purchase year", "purchase yr", "year acquired", "yr acquired", "date acquired", "acquired",
                    "acquisition date", "acquisition year", "first use", "year first used", "yr first used",
                    "date first used", "in use since", "in service since", "in service date", "date in service",
                    "placed in service", "year placed in service", "year in service", "date placed in service"],
                "when it was first used",
            ),
            yes_no(
                "used_standard",
                &["standard use", "election day standard", "used by all voters", "general use", "regular use",
                    "regular balloting"],
                "whether voters in general vote on it in person, on election day or early; no for a scanner that only counts mail ballots",
            ),
            yes_no(
                "used_accessible",
                &["accessible", "accessible use", "ada", "election day accessible", "ada accessible", "ada compliant",
                    "ada unit", "used by voters with disabilities"],
                "whether it serves voters with disabilities",
            ),
            yes_no("used_mail", &["mail", "absentee", "mail ballots", "by mail", "absentee ballots", "used for mail",
                "used for absentee", "mail/absentee"], "whether it counts mail ballots"),
            category(
                "paper_record",
                &[
                    word("ballot", &["paper ballot", "hand-marked ballot", "voter-marked ballot", "paper ballots",
                        "hand-marked", "hand marked paper ballot", "hand marked paper ballots", "hmpb",
                        "marked by hand"]),
                    word("marked", &["printed ballot", "machine-marked ballot", "summary card", "machine-marked",
                        "machine marked paper ballot", "bmd ballot", "ballot card", "ballot summary card",
                        "printed summary"]),
                    word("vvpat", &["paper trail", "paper tape", "vvpat printer", "voter verified paper audit trail",
                        "voter-verifiable paper audit trail", "paper roll", "rtal"]),
                    // Some paper, of a kind that is not said.
                    word("yes", &["y", "true", "x", "paper", "has paper", "with paper", "has paper trail", "paper record",
                        "has paper record", "with paper trail"]),
                    word("none", &["no", "no paper", "paperless", "n", "no paper trail", "no paper record",
                        "without paper", "false", "without paper trail"]),
                ],
                &["paper trail", "paper", "paper trail type", "paper record type",
                    "paper audit trail", "paper backup", "type of paper trail", "has paper trail",
                    "voter verified paper", "voter verifiable paper record"],
                "the paper record that the voter can check; yes if its kind is not known",
            ),
            yes_no(
                "vvpat",
                &["paper printer", "has vvpat", "vvpat printer", "vvpat installed", "with vvpat",
                    "voter-verified paper audit trail", "voter verifiable paper audit trail", "vvpat equipped"],
                "whether a direct-recording machine prints a record the voter can check",
            ),
            category(
                "tabulates_from",
                &[
                    word("text", &["ovals", "marks", "human readable"]),
                    word("barcode", &["qr", "qr code"]),
                    word("hand", &["hand count"]),
                ],
                &["qr/barcode", "tabulation", "counted from", "tabulated from", "tabulation method", "counts from"],
                "what on the paper is counted",
            ),
            version(
                "system_version",
                &["version", "software version", "firmware", "firmware version", "sw version", "fw version",
                    "version #", "version number", "version no", "ver", "software ver", "version installed",
                    "installed version", "system ver", "firmware ver", "firmware/software version",
                    "software/firmware version"],
                "the version installed",
            ),
            version("certified_version", &["certified", "version certified", "cert version", "certified ver",
                "eac certified version"], "the version that is certified"),
            text("certification_standard", &["standard", "vvsg", "vvsg version", "cert standard", "certified to",
                "testing standard"], "the standard it is certified to"),
            category(
                "certification_status",
                &[
                    word("certified", &["active", "current", "valid", "in force", "yes", "y", "eac certified"]),
                    word("withdrawn", &["decertified", "revoked", "terminated"]),
                    word("end-of-life", &["eol", "final end-of-life"]),
                    word("end-of-life-proposed", &["proposed end-of-life", "eol proposed", "proposed eol"]),
                    word("not-certified", &["none", "uncertified", "never", "no", "n", "not eac certified"]),
                ],
                &["certification", "certificate", "eac status", "cert status", "cert", "eac certification",
                    "eac certification status", "federal certification", "eac certificate", "eac cert", "eac certified"],
                "the status of its federal certificate",
            ),
            yes_no("state_certified", &["state certification", "state certificate", "state cert", 
                "certified by state", "state approved"], "whether its state has certified it"),
            OPERATING_SYSTEM,
            OS_VERSION,
            SUPPORT_ENDS_ON,
            CONNECTIVITY,
            category(
                "wireless",
                &[
                    word("absent", &["none", "no", "not present", "no wifi", "n", "not installed", "not equipped",
                        "removed", "no modem", "no wireless", "no radio"]),
                    word("disabled", &["off", "turned off", "switched off", "not enabled", "disabled in bios"]),
                    word("active", &["on", "yes", "enabled", "modem", "y", "present", "installed", "turned on", "wifi",
                        "cellular modem"]),
                ],
                &["wifi", "modem", "radio", "wireless modem", "wifi/modem", "cellular modem",
                    "wireless status"],
                "its radio or modem",
            ),
            date(
                "la_tested_on",
                &["l&a", "l&a test", "l&a tested", "logic and accuracy", "l&a date", "l&a test date",
                    "last l&a", "last l&a test", "l and a test", "l&a testing", "logic & accuracy",
                    "logic & accuracy test", "logic and accuracy test", "last logic and accuracy test"],
                "its last logic-and-accuracy test",
            ),
            date(
                "hash_verified_on",
                &["hash check", "hash verified", "hash validation", "hash validated", "hash verification", "hash test",
                    "last hash check", "hash check date", "hash verified date"],
                "when its software was last checked against the known hash",
            ),
            yes_no("sealed", &["seals", "seal", "tamper seal", "tamper-evident seal",
                "tamper evident seals", "seal intact", "seals intact"], "whether it is under tamper-evident seal"),
            text("location", &["whse", "warehouse", "stored at", "where", "loc", "storage", "storage location",
                "where stored", "where kept", "kept at"], "where it is kept"),
            text("owner", &["owned by", "owner name"], "who owns it"),
            late(future(date(
                "replacement_planned_on",
                &["replacement", "replace by", "planned replacement", "replacement date", "replacement year",
                    "planned replacement date", "replacement planned"],
                "when its replacement is planned",
            ))),
            yes_no("replacement_funded", &["funded", "replacement budgeted", "budgeted"],
                "whether that replacement is paid for"),
            yes_no("still_made", &["still manufactured", "still in production", "model still made"],
                "whether its maker still makes this model"),
            text("serial_number", &["serial", "serial #", "s/n", "serial no", "serial num", "ser #", "ser no",
                "ser. number", "s/n #", "serial id", "serial number(s)", "serials", "mfr serial #", "machine serial #",
                "unit serial #"], "its serial number"),
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
            text("notes", &["note", "comments", "remarks", "notes on usage", "comment", "remark", "misc"],
                "anything else"),
            ROW_KEY,
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
                    word("workstation", &["desktop", "pc", "office pc", "desktop pc", "desktop computer", "computer",
                        "office computer", "tower", "front counter pc"]),
                    word("laptop", &["notebook", "laptops", "laptop computer", "laptop pc", "notebook computer"]),
                    word("tablet", &["ipad", "tablets", "tablet computer"]),
                    word("electronic-pollbook", &["e-pollbook", "pollbook", "e-pollbooks"]),
                    word("server", &["file server", "application server", "domain controller", "servers", "dc",
                        "app server", "print server", "voter registration server"]),
                    word("web-server", &["web", "website", "results site"]),
                    word("mail-server", &["mail", "email server", "exchange server"]),
                    word("database-server", &["database", "db", "sql server", "db server"]),
                    word("election-management-system", &["ems", "ems server", "ems workstation"]),
                    word("network-device", &["firewall", "router", "switch", "vpn", "access point", "modem",
                        "network switch", "wireless access point", "wap", "gateway", "network gear", "vpn appliance"]),
                    word("network-segment", &["segment", "vlan", "subnet"]),
                    word("other", &[]),
                ],
                &["type", "kind", "device type", "function", "computer type", "machine type", "type of computer",
                    "type of device", "device role"],
                "what it does",
            ),
            category(
                "carries",
                &[
                    word("registration", &["voter registration", "vr"]),
                    word("results", &["election night results", "enr"]),
                    word("pollbook", &["e-pollbook"]),
                    word("mail", &["email", "office"]),
                    word("web", &["website"]),
                ],
                &["election function", "data", "election data", "data carried", "what it carries"],
                "which election data it carries",
            ),
            text("hostname", &["host", "computer name", "name", "computer", "pc name", "machine name",
                "device name", "server name", "workstation name", "system name"], "its name on the network"),
            text("segment", &["vlan", "subnet", "network", "network segment", "network name", "vlan id", "vlan #",
                "network zone", "zone"], "the network segment it is on"),
            QUANTITY,
            OPERATING_SYSTEM,
            SUPPORT_ENDS_ON,
            date("patched_on", &["patched", "last patched", "last update", "updated", "patch date", "last patch",
                "last patch date", "date patched", "date last patched", "last updated", "last windows update",
                "last security update", "patched through"], "when it was last patched"),
            CONNECTIVITY,
            PUBLICLY_EXPOSED,
            text(
                "sensor",
                &["ids", "albert", "network sensor", "albert sensor", "ids sensor", "intrusion sensor",
                    "intrusion detection", "network monitoring", "network monitor", "monitored by", "sensor brand"],
                "the intrusion sensor that watches it: a brand, or none",
            ),
            future(late(date("sensor_from", &["sensor planned", "sensor date", "sensor start",
                "sensor start date", "sensor install date", "sensor since"], "the day from which that sensor watches it"))),
            yes_no(
                "edr",
                &["endpoint protection", "threat protection", "endpoint detection", 
                    "endpoint detection and response", "edr installed", "endpoint security", "crowdstrike",
                    "crowdstrike falcon"],
                "whether endpoint detection runs on it",
            ),
            yes_no("mfa", &["multi factor", "two factor", "2fa", "mfa enabled", "multi-factor authentication",
                "multi-factor sign-in", "two-factor authentication", "two-step sign-in"],
                "whether signing in takes a second factor"),
            OS_VERSION,
            text("serial_number", &["serial", "serial #", "s/n", "serial no", "serial num", "serial id"],
                "its serial number"),
            date("last_seen_on", &["last seen", "last check-in", "last logon", "last logon date",
                "last contact", "last online"], "when it was last on the network; this says nothing about patches"),
            ROW_KEY,
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
            text("cve", &["cve id", "vulnerability", "cve #", "cve number", "cves", "vulnerability id"],
                "its CVE number"),
            date("found_on", &["found", "first seen", "detected", "date found", "found date", "first found",
                "first detected", "date detected", "discovered", "date discovered", "detected on"],
                "when it was found"),
            future(date("due_on", &["due", "due date", "fix by", "fix due", "remediate by", "remediation due",
                "date due", "deadline"], "when it must be fixed by")),
            yes_no("known_exploited", &["kev", "exploited", "in kev", 
                "known exploited vulnerability"], "whether it is known to be exploited"),
            PUBLICLY_EXPOSED,
            yes_no("automatable", &["automated"], "whether an attack on it can be automated"),
            category(
                "technical_impact",
                &[word("partial", &[]), word("total", &["full"])],
                &["impact", "tech impact"],
                "what an attack gains",
            ),
            late(date("fixed_on", &["fixed", "closed", "remediated", "date fixed", "fixed date", "fix date",
                "date closed", "closed on", "closed date", "remediated on", "remediation date", "patched on",
                "patched", "resolved", "date resolved", "resolved on"], "when it was fixed")),
            ROW_KEY,
        ],
    },
    Table {
        name: "services",
        unit: ("service", "services"),
        meaning: "help requested and received: scans, assessments, sensors, clearances",
        synonyms: &["service", "assessments", "scans", "assistance"],
        keys: &[&["service", "provider", "requested_on"], &["service", "provider"], &["service"]],
        alike: &["requested_on", "delivered_on"],
        labels: &[&["service"]],
        columns: &[
            JURISDICTION,
            category(
                "service",
                &[
                    word("vulnerability-scan", &["vulnerability scanning", "cyber hygiene", "external scan", "scan",
                        "vulnerability scans", "vuln scan", "vuln scanning", "weekly scan", "cyber hygiene scan",
                        "cyber hygiene scanning", "cyhy"]),
                    word("risk-and-vulnerability-assessment", &["rva", "risk assessment",
                        "risk & vulnerability assessment", "risk and vulnerability"]),
                    word("penetration-test", &["pen test", "remote penetration test", "penetration testing",
                        "pen testing", "rpt"]),
                    word("phishing-assessment", &["phishing campaign assessment", "pca", "phishing test", "phishing",
                        "phishing campaign", "phishing exercise", "phishing simulation"]),
                    word("tabletop-exercise", &["tabletop", "exercise", "ttx", "tabletop drill"]),
                    word("network-sensor", &["sensor", "albert sensor", "albert", "albert monitoring",
                        "intrusion sensor", "intrusion detection", "ids"]),
                    word("security-clearance", &["clearance", "security clearances", "secret clearance", "clearances"]),
                    word("architecture-review", &["network architecture review", "architecture assessment",
                        "design review", "validated architecture design review", "vadr"]),
                    word("incident-response", &["incident help", "incident response help", "incident response team",
                        "ir"]),
                    word("training", &["security training", "cyber training", "awareness training",
                        "phishing training"]),
                    word("other", &[]),
                ],
                &["kind", "type", "service type", "type of service", "service name", "kind of service", "assessment",
                    "assessment type"],
                "what was requested",
            ),
            text("provider", &["by", "vendor", "who", "provided by", "provider name", "performed by", "done by",
                "company", "agency", "from whom"], "who provides it; any provider counts"),
            QUANTITY,
            late(date("requested_on", &["requested", "asked on", "date requested", "request date", "requested date",
                "asked", "asked for", "asked for on", "date asked"], "when it was requested")),
            late(future(date("planned_for", &["planned", "scheduled", "planned date", "date planned", "scheduled for",
                "scheduled date", "date scheduled", "planned on"], "when it is planned"))),
            late(date("started_on", &["started", "enrolled", "start date", "date started", "start", "began",
                "began on", "enrolled on", "date enrolled", "since"], "when it began")),
            date(
                "delivered_on",
                &["delivered", "received", "last delivered", "completed", "date delivered", "delivery date",
                    "last done", "last performed", "date performed", "performed", "performed on", "done", "done on",
                    "date done", "date completed", "completed on", "completion date", "date received", "received on"],
                "when it was last delivered",
            ),
            future(date("ended_on", &["ended", "expires", "end date", "date ended", "ends", "ends on", "expires on",
                "expiration", "expiration date", "expiry", "expiry date"], "when it ended or will end")),
            ROW_KEY,
        ],
    },
    Table {
        name: "incidents",
        unit: ("incident", "incidents"),
        meaning: "incidents, what they affected and how they ended",
        synonyms: &["incident", "events"],
        keys: &[&["incident_id"]],
        alike: &["kind", "occurred_on"],
        labels: &[&["incident_id"], &["kind"]],
        columns: &[
            JURISDICTION,
            text("incident_id", &["incident", "id", "ticket", "incident #", "incident number", "incident no", "case #",
                "case number", "ticket #", "ticket number"], "the incident's own id"),
            date("occurred_on", &["occurred", "date", "date occurred", "incident date", "date of incident", "when",
                "happened", "happened on"], "when it happened"),
            date("reported_on", &["reported", "date reported", "report date", "reported date", "when reported"],
                "when it was reported"),
            category(
                "kind",
                &[
                    word("malware", &["virus", "trojan", "spyware", "worm", "infection"]),
                    word("ransomware", &[]),
                    word("phishing", &["email", "phish", "spear phishing", "phishing email"]),
                    word("intrusion", &["breach", "unauthorized access", "hack", "hacked", "hacking", "break-in",
                        "compromise", "account compromise"]),
                    word("denial-of-service", &["dos", "ddos"]),
                    word("defacement", &[]),
                    word("data-breach", &["data leak"]),
                    word("outage", &["failure", "system outage", "downtime", "power outage", "network outage"]),
                    word("theft", &["loss", "stolen", "lost", "stolen device", "lost device"]),
                    word("misconfiguration", &["mistake", "misconfigured", "human error"]),
                    word("other", &[]),
                ],
                &["type"],
                "what kind of incident it was",
            ),
            yes_no(
                "election_systems_affected",
                &["election systems", "elections affected", "election systems involved",
                    "affected election systems", "election impact"],
                "whether election systems were affected",
            ),
            late(date("contained_on", &["contained", "date contained", "contained date", "containment date"],
                "when it was contained")),
            late(date("restored_on", &["restored", "recovered", "date restored", "restored date", "recovery date",
                "date recovered", "recovered on", "back in service"], "when work was restored")),
            text("helped_by", &["help", "assisted by", "helped by whom", "assisted", "assistance", "who helped",
                "responder", "help from"], "who helped"),
            ROW_KEY,
        ],
    },
];
