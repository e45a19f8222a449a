//! The JSON Schema of plans.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

/// Writes the JSON Schema of `pollworthy.plan/1`.
///
/// # Errors
/// Where the writer fails.
pub fn write_schema(to: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, &schema())?;
    writeln!(to)
}

/// An object of which every key is there; more may be added some day.
fn object(meaning: &str, keys: &[(&str, Value)]) -> Value {
    let required: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
    let properties: Map<String, Value> = keys.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    json!({ "description": meaning, "type": "object", "properties": properties, "required": required })
}

fn list(of: &Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn maybe(of: &Value) -> Value {
    json!({ "anyOf": [of, { "type": "null" }] })
}

fn said(meaning: &str, of: &Value) -> Value {
    let mut of = of.clone();
    of["description"] = meaning.into();
    of
}

fn schema() -> Value {
    let (text, number) = (json!({ "type": "string" }), json!({ "type": "number" }));
    let count = json!({ "type": "integer", "minimum": 0 });
    let dollars = json!({ "type": "number", "minimum": 0 });
    let day = json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" });
    let one_of = |words: &[&str]| json!({ "enum": words });
    let ends = |meaning: &str, of: &Value| object(meaning, &[("low", of.clone()), ("high", of.clone())]);
    let money = ends("dollars at low prices and at high ones", &dollars);
    let risk = ends("risk from 0 to 100: what is known, and what cannot be ruled out", &number);
    let gained = |meaning: &str| object(meaning, &[("low_prices", number.clone()), ("high_prices", number.clone())]);
    let point = object(
        "a point of the curve",
        &[
            ("cost", said("dollars", &dollars)),
            ("removed", said("registered voters times points of risk that so much money takes away", &number)),
        ],
    );
    let kind = object(
        "an action of the rules, and how it stands in the plan",
        &[
            ("id", text.clone()),
            ("title", text.clone()),
            ("standing", one_of(&["free", "priced", "unpriced", "late", "off"])),
            ("off", maybe(&text)),
            ("per", one_of(&["unit", "polling-place", "place"])),
            ("unit", said("what the price is for", &text)),
            ("price", maybe(&money)),
            ("upkeep_a_year", maybe(&money)),
            ("price_of", said("the year of the price", &maybe(&json!({ "type": "integer" })))),
            ("source", said("where the price can be looked up", &text)),
            ("arrives_on", day.clone()),
        ],
    );
    let action = object(
        "an action at a place",
        &[
            ("jurisdiction", text.clone()),
            ("action", said("the id of its kind", &text)),
            ("when", one_of(&["free", "always", "if-cheap", "if-dear", "not-reached"])),
            ("units", ends("how many, at the fewest and at the most", &count)),
            ("cost", money.clone()),
            ("upkeep_a_year", maybe(&money)),
        ],
    );
    let place = object(
        "a place where something is done or could be",
        &[
            ("id", text.clone()),
            ("name", text.clone()),
            ("state", maybe(&text)),
            ("voters", maybe(&count)),
            ("spent", money.clone()),
            ("before", risk.clone()),
            ("after", said("once what is bought at high prices is there", &risk)),
            ("after_low_prices", said("once what is bought at low prices is there", &risk)),
        ],
    );
    let bounded = object(
        "what could not be counted or priced, or only within bounds",
        &[
            (
                "kind",
                one_of(&["no-price", "late", "no-quantity", "no-polling-places", "no-voters", "not-said", "paid-for"]),
            ),
            ("action", maybe(&text)),
            ("jurisdictions", count.clone()),
            ("voters", maybe(&count)),
            ("rows", count.clone()),
            ("units", count.clone()),
            ("rows_without_quantity", count.clone()),
        ],
    );
    let fund = object(
        "a fund and what became of it",
        &[
            ("of", text.clone()),
            ("available", said("dollars", &dollars)),
            ("spent", money.clone()),
            ("spend_by", maybe(&day)),
            ("is_over", json!({ "type": "boolean" })),
            (
                "places_with_own_fund",
                said("places that have a fund of their own, so that this one does not pay there", &count),
            ),
        ],
    );
    let file = object(
        "a file that the plan rests on",
        &[("role", text.clone()), ("path", text.clone()), ("sha256", text.clone())],
    );
    let notice = object(
        "something that could not be read as meant",
        &[
            ("level", one_of(&["error", "notice"])),
            ("code", text.clone()),
            ("file", text.clone()),
            ("count", count.clone()),
            ("message", text.clone()),
        ],
    );
    let risks = object(
        "what places weigh times points of known risk, over all places",
        &[
            ("voters", count.clone()),
            ("weight", said("the registered voters, or 1 for an only place that states none", &count)),
            ("before", number.clone()),
            ("after_low_prices", number.clone()),
            ("after_high_prices", number.clone()),
        ],
    );
    let curves =
        object("what every sum would take away", &[("low_prices", list(&point)), ("high_prices", list(&point))]);
    let mut whole = object(
        "what a budget should buy first",
        &[
            ("schema", json!({ "const": crate::plan::v1::FORMAT })),
            ("tool", object("the program", &[("name", text.clone()), ("version", text.clone())])),
            ("as_of", day.clone()),
            ("until", maybe(&day)),
            ("ruleset", text),
            ("upkeep_years", count),
            ("budget", said("dollars", &dollars)),
            ("spent", money),
            ("risk", risks),
            ("kinds", list(&kind)),
            ("actions", list(&action)),
            ("jurisdictions", list(&place)),
            ("frontier", curves),
            ("next_10000", gained("what the next 10,000 dollars would take away")),
            ("unproved", gained("by how much a better plan might beat this one; 0 where it is proved the best")),
            ("bounded", list(&bounded)),
            ("funds", list(&fund)),
            ("files", list(&file)),
            ("notices", list(&notice)),
        ],
    );
    whole["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    whole["title"] = "pollworthy: a plan".into();
    whole
}
