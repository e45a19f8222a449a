//! `explain`: a rule, a place, the score, the rule language.

use anyhow::{Result, bail};
use pollworthy::place::{PlaceId, State};
use pollworthy::render::{Findings, Needs, breakdown, explain};

use super::args::{Explain, Input, Limits};
use super::config;
use super::outcome::Outcome;
use super::run::{Audited, Shown, audit_of, book, nothing, of_records, print, states};

pub(super) fn run(args: &Explain) -> Result<Outcome> {
    match args.subject.as_str() {
        "score" => return print(args.top, |paper, to| explain::score(paper, to)).map(|()| Outcome::Clean),
        "rules" => return print(args.top, |paper, to| explain::language(paper, to)).map(|()| Outcome::Clean),
        _ => {}
    }
    let input = &config::applied_to_input(&args.input)?;
    let book = book(&input.law)?;
    if let Some(rule) = book.rule(&args.subject).or_else(|| book.rule_written(&args.subject)) {
        let states = states_of(input)?;
        print(args.top, |paper, to| explain::rule(&book, rule, &states, paper, to))?;
        return Ok(Outcome::Clean);
    }
    let of_topic = book.of_topic(&args.subject);
    if !of_topic.is_empty() {
        print(args.top, |paper, to| explain::topic(&book, &of_topic, paper, to))?;
        return Ok(Outcome::Clean);
    }
    let near = book.nearest(&args.subject).map(|near| format!("\n  or did you mean the rule or topic {near}?"));
    let near = near.unwrap_or_default();
    let limits = Limits { each: Some(100), in_report: None };
    let shown = Shown { limits, ..Shown::EVERY_FINDING };
    let audited = match (audit_of(input, Some(&args.subject), shown), State::code(&args.subject)) {
        // A state without a row of its own is all its places.
        (Err(_), Some(state)) => {
            let input = Input { state: vec![state], ..input.clone() };
            audit_of(&input, None, Shown { needs: Needs { findings: Findings::OfOnePlace, ..Needs::NONE }, ..shown })?
        }
        (Err(error), None) => bail!("{error}{near}"),
        (audited, _) => audited?,
    };
    match audited {
        Audited::Report(report) => {
            print(args.top, |paper, to| breakdown::write(&report, paper, to))?;
            Ok(of_records(&report, false))
        }
        Audited::Nothing(why) => Ok(nothing(&format!("{why}{near}"))),
    }
}

/// The states whose law is asked about: those named, and the one of the place named.
fn states_of(input: &Input) -> Result<Vec<String>> {
    let mut states = states(&input.state)?;
    let place = input.place.as_deref().map(|place| PlaceId::understand(place, None).id);
    if let Some(state) = place.as_ref().and_then(PlaceId::state).filter(|state| !states.iter().any(|own| own == state))
    {
        states.push(state.to_owned());
    }
    Ok(states)
}
