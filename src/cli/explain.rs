//! `explain`: a rule, a place, the score, the rule language, the limits.

use anyhow::{Result, anyhow};
use pollworthy::pages::{Findings, Needs, breakdown, explain, limits};
use pollworthy::place::{PlaceId, State};
use pollworthy::request::{Limits, Records, Request};

use super::exit_code::{Nothing, Outcome, of_records};
use super::flags::RecordsArgs;
use super::output::Count;
use super::pages::print;
use super::report::{Scope, report};
use super::request::states;
use super::rules_files;

/// Arguments of `explain`.
#[derive(clap::Args, Debug)]
pub(super) struct ExplainArgs {
    /// A rule's id, a topic, a word such as wireless, a place's id or name, or one of: score, rules, limits
    #[arg(value_name = "RULE|PLACE")]
    subject: String,
    #[command(flatten)]
    records: RecordsArgs,
    /// How many places of a state to show, or all
    #[arg(long, value_name = "N|all")]
    top: Option<Count>,
}

pub(super) fn run(args: &ExplainArgs) -> Result<Outcome> {
    match args.subject.as_str() {
        "score" | "risk" => return print(args.top, |paper, to| explain::score(paper, to)).map(|()| Outcome::Clean),
        "limits" => return print(args.top, |paper, to| limits::write(paper, to)).map(|()| Outcome::Clean),
        "rules" => return print(args.top, |paper, to| explain::language(paper, to)).map(|()| Outcome::Clean),
        _ => {}
    }
    let mut request = args.records.over(&args.records.rules.defaults()?)?;
    let book = rules_files::open(&request.rules, request.as_of)?;
    if let Some(rule) = book.rule(&args.subject).or_else(|| book.rule_written(&args.subject)) {
        let states = states_of(&request.records)?;
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
    request.focus = Some(args.subject.clone());
    request.limits = Limits { each: Some(100), in_report: None };
    let scope = |findings| Scope::of(Needs { findings, ..Needs::NONE });
    let audited = match (report(request.clone(), &scope(Findings::Always)), State::code(&args.subject)) {
        // A state without a row of its own is all its places.
        (Err(error), Some(state)) if !error.is::<Nothing>() => {
            let records = Records { states: vec![state], ..request.records };
            report(Request { records, focus: None, ..request }, &scope(Findings::OfOnePlace))
        }
        (Err(error), None) if !error.is::<Nothing>() => Err(anyhow!("{error}{near}")),
        (audited, _) => audited,
    };
    let report = match audited {
        Ok(report) => report,
        Err(error) => {
            // What is no place may be a word of some rules.
            let of_words = book.of_words(&args.subject);
            if !of_words.is_empty() {
                print(args.top, |paper, to| explain::words(&book, &args.subject, &of_words, paper, to))?;
                return Ok(Outcome::Clean);
            }
            return Err(match error.downcast() {
                Ok(Nothing(why)) => Nothing(format!("{why}{near}")).into(),
                Err(error) => error,
            });
        }
    };
    print(args.top, |paper, to| breakdown::write(&report, paper, to))?;
    Ok(of_records(&report, false))
}

/// The states whose law is asked about: those named, and the one of the place named.
fn states_of(records: &Records) -> Result<Vec<String>> {
    let mut states = states(&records.states)?;
    let place = records.place.as_deref().map(|place| PlaceId::understand(place, None).id);
    if let Some(state) = place.as_ref().and_then(PlaceId::state).filter(|state| !states.iter().any(|own| own == state))
    {
        states.push(state.to_owned());
    }
    Ok(states)
}
