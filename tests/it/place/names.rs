//! Names of counties: the table, every way to write one, and what is never guessed.

use pollworthy::place::names::words;
use pollworthy::place::{County, Level, PlaceId, STATES, State, in_file_name, state_of_path};
use proptest::prelude::*;

use crate::for_all;
use crate::support::folder::{Folder, Told};

fn id(text: &str) -> String {
    PlaceId::understand(text, None).id.to_string()
}

fn note(text: &str) -> Option<String> {
    PlaceId::understand(text, None).note.map(|note| note.to_string())
}

// The table

#[test]
fn the_table_has_every_county_and_equivalent_once() {
    let now = County::all().iter().filter(|county| !county.former);
    assert_eq!(now.clone().filter(|county| county.code < "60").count(), 3_144, "the 50 states and DC");
    assert_eq!(now.filter(|county| county.code >= "60").count(), 91, "the territories");
    assert!(County::all().windows(2).all(|pair| pair[0].code < pair[1].code), "in the order of codes");
    for state in STATES {
        assert!(County::of_state(state).next().is_some(), "{}", state.name);
    }
    for county in County::all() {
        assert!(county.code.len() == 5 && county.state().is_some() && !county.name.is_empty(), "{county:?}");
        assert_eq!(County::of(county.code), Some(county));
    }
    let of = |code| County::of(code).map(County::in_full);
    assert_eq!(of("09110").as_deref(), Some("Capitol Planning Region, CT"));
    assert_eq!((of("09999"), of(""), of("0900")), (None, None, None));
    assert_eq!(County::of_state(State::named("CT").unwrap()).count(), 9);
}

#[test]
fn the_table_agrees_with_the_list_of_the_census() {
    let Some(data) = std::env::var_os("POLLWORTHY_DATA") else { return };
    let path = std::path::Path::new(&data).join("reference/counties_fips_population.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let mut rows = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let county = County::of(&record[0]).unwrap_or_else(|| panic!("{} is missing", &record[0]));
        let plain = county.full_name().replace('ñ', "n");
        assert_eq!((plain.as_str(), county.state().unwrap().code), (&record[3], &record[1]), "{}", &record[0]);
        rows += 1;
    }
    assert_eq!(rows, 3_142);
}

#[test]
fn every_county_is_found_by_its_full_name_and_state() {
    for county in County::all() {
        let state = county.state().unwrap();
        for written in [
            county.in_full(),
            county.in_full().to_uppercase(),
            county.in_full().to_lowercase(),
            format!("  {}  ,{}. ", county.full_name(), state.name),
            format!("{} {}", words(&county.full_name()).join(" "), format_args!("({})", state.code)),
        ] {
            let understood = PlaceId::understand(&written, None);
            assert_eq!((understood.id.as_str(), understood.note), (county.code, None), "{written}");
        }
        let beside = PlaceId::understand(&county.full_name(), Some(state.code));
        let as_state = State::named(&county.full_name()) == Some(state);
        assert_eq!(beside.id.as_str(), if as_state { state.fips } else { county.code }, "{county:?}");
    }
}

#[test]
fn every_county_is_found_by_its_ocd_id() {
    for county in County::all() {
        let kind = match county.kind {
            "city" => "place",
            "City and Borough" => "borough",
            "" if county.code == "32510" => "place",
            "" => continue,
            kind => &kind.to_lowercase().replace(' ', "_"),
        };
        let name = words(county.name).join("_");
        let code = county.state().unwrap().code.to_lowercase();
        let ocd = format!("ocd-division/country:us/state:{code}/{kind}:{name}");
        assert_eq!(id(&ocd), county.code, "{ocd}");
    }
}

// Ways to write one

#[test]
fn a_county_is_found_however_it_is_written() {
    for (written, code) in [
        ("Adams County, OH", "39001"),
        ("Adams, OH", "39001"),
        ("Adams County, Ohio", "39001"),
        ("ADAMS CO., OHIO", "39001"),
        ("adams county oh", "39001"),
        ("Adams County West Virginia", "WV:Adams County"),
        ("Adams (Ohio)", "39001"),
        ("County of Adams, OH", "39001"),
        ("Adams County, Ohio, USA", "39001"),
        ("0500000US39001", "39001"),
        ("St. Louis city, MO", "29510"),
        ("City of St. Louis, MO", "29510"),
        ("Saint Louis County, Missouri", "29189"),
        ("St Louis County, MO", "29189"),
        ("Ste. Genevieve, MO", "29186"),
        ("Sainte Genevieve County, MO", "29186"),
        ("De Kalb County, GA", "13089"),
        ("DEKALB, IL", "17037"),
        ("La Salle County, IL", "17099"),
        ("LaSalle Parish, LA", "22059"),
        ("Dona Ana, NM", "35013"),
        ("Doña Ana County, New Mexico", "35013"),
        ("Don\u{303}a Ana County, NM", "35013"),
        ("Prince Georges County, MD", "24033"),
        ("Prince George\u{2019}s County, MD", "24033"),
        ("King & Queen County, VA", "51097"),
        ("Baltimore City, MD", "24510"),
        ("Baltimore County, MD", "24005"),
        ("Carson City, NV", "32510"),
        ("James City County, VA", "51095"),
        ("Charles City, VA", "51036"),
        ("Virginia Beach, VA", "51810"),
        ("City and County of San Francisco, CA", "06075"),
        ("Municipality of Anchorage, AK", "02020"),
        ("Juneau City and Borough, AK", "02110"),
        ("Orleans Parish, Louisiana", "22071"),
        ("Bayamon Municipio, PR", "72021"),
        ("Capitol Planning Region, CT", "09110"),
        ("Hartford County, CT", "09003"),
        ("Iowa County, IA", "19095"),
        ("Washington County, OR", "41067"),
        ("Ohio", "39"),
        ("State of Ohio", "39"),
        ("Washington, D.C.", "11"),
        ("ocd-division/country:us/state:tx/county:collin", "48085"),
        ("OCD-DIVISION/country:us/state:la/parish:st_mary", "22101"),
        ("ocd-division/country:us/state:md/county:prince_george~s", "24033"),
        ("ocd-division/country:us/state:md/place:baltimore", "24510"),
        ("ocd-division/country:us/state:ak/borough:kenai_peninsula", "02122"),
        ("ocd-division/country:us/district:dc", "11"),
        ("ocd-division/country:us/state:tx", "48"),
    ] {
        assert_eq!(id(written), code, "{written}");
        assert_eq!(note(written), None, "{written}");
    }
}

#[test]
fn what_is_assumed_is_reported() {
    assert_eq!(id("DOÃ±A ANA COUNTY, NM"), "35013");
    assert_eq!(
        note("DOÃ±A ANA COUNTY, NM").unwrap(),
        "\"DOÃ±A ANA COUNTY, NM\" is read as 35013 (Doña Ana County, NM)"
    );
    assert_eq!(id("DOÃ‘A ANA COUNTY, NM"), "35013");
    assert_eq!(note("Caddo County, LA").unwrap(), "\"Caddo County, LA\" is read as 22017 (Caddo Parish, LA)");
    assert_eq!(
        note("Maricopa County").unwrap(),
        "\"Maricopa County\" is read as 04013 (Maricopa County, AZ); no other county has this name"
    );
    assert_eq!(id("Maricopa County"), "04013");
}

#[test]
fn a_row_names_its_county_next_to_its_state() {
    let beside = |text, state| PlaceId::understand(text, Some(state));
    assert_eq!(beside("Adams", "OH").id.as_str(), "39001");
    assert_eq!(beside("Washington", "Ohio").id.as_str(), "39167");
    assert_eq!(beside("Delaware", "OH").id.as_str(), "39041");
    assert_eq!(beside("Ohio", "OH").id.as_str(), "39");
    assert_eq!(beside("Prairie County", "XE").id.as_str(), "XE:Prairie County");
    let contradicts = beside("Adams County, OH", "IN");
    assert_eq!(contradicts.id.as_str(), "IN:Adams County, OH");
    assert_eq!(
        contradicts.note.unwrap().to_string(),
        "\"Adams County, OH\" is in Ohio, and its row says IN; read as an id of IN"
    );
    assert_eq!(beside("ocd-division/country:us/state:oh/county:adams", "WI").id.state(), Some("WI"));
    let town = PlaceId::understand_as("Worcester", Some("MA"), Some(Level::Municipality));
    assert_eq!(town.id.as_str(), "MA:Worcester");
    let county = PlaceId::understand_as("Worcester", Some("MA"), Some(Level::County));
    assert_eq!(county.id.as_str(), "25027");
}

// What is never guessed

#[test]
fn a_name_of_several_counties_is_left_and_reported() {
    for (written, said) in [
        (
            "Adams",
            "\"Adams\" is a county of 12 states; add a column State, name the folder after the state, or use --state, or write Adams County, CO, or 08001",
        ),
        (
            "Adams County",
            "\"Adams County\" is a county of 12 states; add a column State, name the folder after the state, or use --state, or write Adams County, CO, or 08001",
        ),
        ("Maricopa", "\"Maricopa\" is a county of AZ; write Maricopa County, AZ, or 04013"),
        (
            "St. Louis, MO",
            "\"St. Louis, MO\" may be St. Louis County (29189) or St. Louis city (29510); write one of them",
        ),
        (
            "Worcester, MA",
            "\"Worcester, MA\" may be Worcester County or another place of that name; write Worcester County, MA, or 25027",
        ),
        ("Utah, UT", "\"Utah, UT\" may be Utah County or another place of that name; write Utah County, UT, or 49049"),
    ] {
        assert_eq!((id(written).as_str(), note(written).as_deref()), (written, Some(said)), "{written}");
    }
}

#[test]
fn a_place_below_counties_keeps_its_state_and_the_county_it_tells() {
    let of = |text| {
        let understood = PlaceId::understand(text, None);
        let level = understood.level.or(understood.id.level());
        (understood.id.to_string(), understood.id.state().map(str::to_owned), level, understood.note)
    };
    let municipality = |id: &str, state: &str| (id.to_owned(), Some(state.to_owned()), Some(Level::Municipality), None);
    assert_eq!(of("Adams Township, OH"), municipality("OH:Adams Township", "OH"));
    assert_eq!(of("City of Springfield, IL"), municipality("IL:City of Springfield", "IL"));
    assert_eq!(of("Scott Township, Adams County, OH"), municipality("39001:Scott Township", "OH"));
    assert_eq!(of("ocd-division/country:us/state:mi/county:wayne/place:detroit"), municipality("26163:detroit", "MI"));
    let above = PlaceId::understand("Scott Township, Adams County, OH", None).id.above();
    assert_eq!(above.iter().map(PlaceId::as_str).collect::<Vec<_>>(), ["39001", "39"]);
}

#[test]
fn ids_and_states_of_the_users_own_are_left_alone() {
    for own in ["XE:001", "Prairie County, XE", "north", "OH:Adams", "WI:00100", "Adams County, ZZ", "12 Main St"] {
        assert_eq!((id(own).as_str(), note(own)), (own, None));
    }
}

#[test]
fn hostile_names_are_left_alone_in_no_time() {
    let long = "Adams County, OH ".repeat(1_000);
    assert_eq!(id(&long), long.trim());
    assert_eq!(id(&"ocd-division/country:us/state:oh/".repeat(1_000)).len(), 33_000);
    assert_eq!(id("Adams\0 County, OH"), "39001", "what cannot be seen changes no name");
    assert_eq!(id("\u{202e}Adams County, OH"), "39001");
    for text in [
        "",
        ",",
        ", OH",
        "()",
        "(OH)",
        "County",
        "County, OH",
        "of",
        "ocd-division/country:us",
        "ocd-division/country:us//::",
        "\u{0}",
    ] {
        let _ = PlaceId::understand(text, None);
        let _ = PlaceId::understand(text, Some("OH"));
        let _ = in_file_name(text, State::named("OH"), true);
    }
    for_all(4, (any::<String>(), prop::option::of("[A-Z]{2}|.{0,12}")), |(text, state)| {
        let understood = PlaceId::understand(&text, state.as_deref());
        let again = PlaceId::understand(understood.id.as_str(), None);
        if understood.id.is_fips() {
            prop_assert_eq!(again.id, understood.id);
        }
        let _ = in_file_name(&text, State::named("TX"), true);
        Ok(())
    });
}

// Names of files and folders

#[test]
fn a_files_name_tells_just_one_place() {
    let ohio = State::named("OH");
    for (name, state, code) in [
        ("adams", ohio, Some("39001")),
        ("adams", None, None),
        ("039_adams", ohio, Some("39001")),
        ("39001-adams", None, Some("39001")),
        ("39001", None, Some("39001")),
        ("Adams County inventory FINAL (2)", ohio, Some("39001")),
        ("Adams County inventory FINAL (2)", None, None),
        ("adams-county-oh", None, Some("39001")),
        ("Adams_OH_2026", None, Some("39001")),
        ("maricopa-county", None, Some("04013")),
        ("adams and allen", ohio, None),
        ("van wert", ohio, Some("39161")),
        ("equipment", ohio, None),
        ("Ohio", None, Some("39")),
        ("39001 39003", None, None),
    ] {
        assert_eq!(in_file_name(name, state, false), code, "{name}");
    }
    let of = |path| state_of_path(path).map(|state| state.code);
    assert_eq!(of("here/ohio/adams.csv"), Some("OH"));
    assert_eq!(of("OH/adams/equipment.csv"), Some("OH"));
    assert_eq!(of("new-york/kings.csv"), Some("NY"));
    assert_eq!((of("in/adams.csv"), of("IN/adams.csv"), of("ohio.csv")), (None, Some("IN"), None));
}

const MACHINES: &str = "asset_id,equipment_type\na,dre\n";

fn places(told: &Told) -> Vec<&str> {
    told.rows.iter().map(|row| row.place.as_str()).collect()
}

#[test]
fn a_file_in_a_folder_of_a_state_is_its_countys() {
    let told = Folder::of("ohio/adams.csv", MACHINES).with("MO/St. Louis County inventory.csv", MACHINES).read();
    assert_eq!(
        told.notices(),
        [
            "here/MO/St. Louis County inventory.csv: notice: rows name no place; assigned to 29189 (St. Louis County) from the \
             name of the file or its folder",
            "here/ohio/adams.csv: notice: rows name no place; assigned to 39001 (Adams County) from the name of the file or its \
             folder",
        ]
    );
    assert_eq!(places(&told), ["29189", "39001"]);
}

#[test]
fn a_declared_place_wins_over_the_table() {
    let told = Folder::of("jurisdictions.csv", "id,state,name\nXE:007,XE,Hickory County\n")
        .with("hickory.csv", MACHINES)
        .with("cells.csv", "table,jurisdiction,equipment_type\nequipment,Hickory,dre\nequipment,\"Hickory, XE\",dre\n")
        .read();
    assert_eq!(places(&told), ["XE:007", "XE:007", "XE:007"]);
    // And where all is in a state of the user's own, no county of another is looked for.
    let told = Folder::of("jurisdictions.csv", "id,state,name\nXE:001,XE,Prairie County\n")
        .with("equipment.csv", "jurisdiction,equipment_type\nMaricopa County,dre\n")
        .read();
    assert_eq!(places(&told), ["Maricopa County"]);
}

// Cells

fn cells(jurisdictions: Option<&str>, folder: &str, cells: &[&str]) -> Told {
    let rows: String = cells.iter().map(|cell| format!("\"{cell}\",dre\n")).collect();
    let name = format!("{folder}equipment.csv");
    let folder = Folder::of(&name, format!("jurisdiction,equipment_type\n{rows}"));
    match jurisdictions {
        Some(text) => folder.with("jurisdictions.csv", text).read(),
        None => folder.read(),
    }
}

#[test]
fn a_bare_name_is_looked_for_in_the_state_of_its_folder() {
    let told = cells(None, "ohio/", &["Adams", "Washington", "OH", "north", "Maricopa County", "Hamiltn"]);
    assert_eq!(places(&told), ["39001", "39167", "39", "north", "Maricopa County", "Hamiltn"]);
    assert_eq!(
        told.notices(),
        [
            "here/ohio/equipment.csv:2:1: notice: \"Adams\" is read as 39001 (Adams County, OH): the file is in a folder of Ohio",
            "here/ohio/equipment.csv:3:1: notice: \"Washington\" is read as 39167 (Washington County, OH): the file is in a \
             folder of Ohio",
            "here/ohio/equipment.csv:5:1: notice: \"north\" is not a known county, state or FIPS code; it is kept as a place of \
             its own",
            "here/ohio/equipment.csv:6:1: notice: \"Maricopa County\" may be 04013 (Maricopa County, AZ); no other county has \
             this name, which is not in Ohio",
            "here/ohio/equipment.csv:7:1: notice: no county is called \"Hamiltn\"; did you mean Hamilton County, OH?",
        ]
    );
}

#[test]
fn a_bare_name_is_looked_for_among_the_declared_places_and_in_their_state() {
    let declared = "id,state\n39001,OH\n39003,OH\n";
    let told = cells(Some(declared), "", &["Adams", "adams county", "Athens", "Alen"]);
    assert_eq!(places(&told), ["39001", "39001", "39009", "Alen"]);
    assert_eq!(
        told.notices(),
        [
            "here/equipment.csv:4:1: notice: \"Athens\" is read as 39009 (Athens County, OH): all jurisdictions are in Ohio",
            "here/equipment.csv:5:1: notice: place \"Alen\" is not among the jurisdictions; did you mean Allen County, OH?",
        ]
    );
    // One of two counties of that name in a state is not taken for the other.
    let told = cells(Some("id,state\n29189,MO\n"), "", &["St. Louis"]);
    assert_eq!(places(&told), ["St. Louis"]);
    assert!(told.notices()[0].contains("St. Louis County"), "{:?}", told.notices());
}

#[test]
fn places_are_named_by_the_table_where_nobody_names_them() {
    let told = cells(None, "", &["22071", "51510", "32510", "Adams Township, OH"]);
    told.says_nothing();
    let of = |id| (told.place(id).name.to_string(), told.place(id).level);
    assert_eq!(of("22071"), ("Orleans Parish".to_owned(), Level::County));
    assert_eq!(of("51510"), ("Alexandria city".to_owned(), Level::County));
    assert_eq!(of("32510"), ("Carson City".to_owned(), Level::County));
    assert_eq!(of("OH:Adams Township"), ("Adams Township".to_owned(), Level::Municipality));
}

#[test]
fn only_so_many_names_that_nobody_knows_are_compared_with_all_others() {
    let letters = || 'a'..='t';
    let rows: String = letters().flat_map(|a| letters().map(move |b| format!("Maricopa{a}{b} County,dre\n"))).collect();
    let told = Folder::of("equipment.csv", format!("jurisdiction,equipment_type\n{rows}")).read();
    let compared = told.notices().iter().filter(|notice| notice.contains("did you mean Maricopa County, AZ?")).count();
    assert_eq!((told.rows.len(), compared), (400, 300));
}
