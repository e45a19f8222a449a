//! A file of law as it is written: every key read or refused, every mistake kept with its place.

use super::{Clause, Compared, InForce, NoLaw, StateLaw, Subject, keys};
use crate::digest::sha256;
use crate::place::{STATES, State};
use crate::spelling::nearest;
use crate::value::Day;
use crate::written::{Error, Item, Keys, Mistake, Reader, Text};

/// The largest file of law, in bytes.
const LARGEST: usize = 1 << 20;

/// The two letters that a file is called by: `law/TX.toml`.
pub(super) fn state_of(name: &str) -> Option<&str> {
    let last = name.rsplit(['/', '\\']).next()?;
    last.strip_suffix(".toml")
}

impl StateLaw {
    /// Reads a file's text; clauses must attach to one of some rules, where those are told.
    ///
    /// # Errors
    /// Every mistake in the file, with its place.
    pub fn read(origin: &str, text: &str, rules: Option<&[&str]>) -> Result<Self, Error> {
        let mut mistakes = Vec::new();
        if text.len() > LARGEST {
            let message = "is larger than 1 MB; a file of law is small".to_owned();
            return Err(Error(vec![Mistake::of_argument(origin, message)]));
        }
        let law = read(origin, text, rules, &mut mistakes);
        match law {
            Some(law) if mistakes.is_empty() => Ok(law),
            _ => {
                mistakes.sort_by_key(|mistake| mistake.at);
                mistakes.dedup();
                Err(Error(mistakes))
            }
        }
    }
}

fn read(origin: &str, text: &str, rules: Option<&[&str]>, mistakes: &mut Vec<Mistake>) -> Option<StateLaw> {
    let (mut reader, root) = Reader::open(origin, text, 0, mistakes);
    let mut keys = reader.keys(root.get_ref(), 0..1, &keys::LAW_FILE);
    let state = reader.needed(&mut keys, "state");
    if let Some(state) = &state {
        reader.state(state, origin);
    }
    let checked_on = reader.day(&mut keys, "checked_on");
    let covered = reader.subjects(&mut keys);
    let mut clauses: Vec<Clause> = Vec::new();
    // What lacks too much to be given may be what a subject is covered by.
    let mut is_whole = true;
    for item in keys.take("clause").map_or(&[][..], |item| reader.list(item, "clause")) {
        let Some(clause) = reader.clause(item, rules) else {
            is_whole = false;
            continue;
        };
        let same = |known: &&Clause| {
            (&known.rule, &known.code, known.in_force) == (&clause.rule, &clause.code, clause.in_force)
        };
        if clauses.iter().any(|known| same(&known)) {
            let message = format!("{} is attached to {} twice from one day", clause.code, clause.rule);
            reader.say(item.span(), message);
            continue;
        }
        clauses.push(clause);
    }
    let mut none: Vec<NoLaw> = Vec::new();
    for item in keys.take("none").map_or(&[][..], |item| reader.list(item, "none")) {
        let Some(one) = reader.no_law(item) else {
            is_whole = false;
            continue;
        };
        if !covered.iter().any(|(subject, _)| *subject == one.subject) {
            let message = format!("a none settles its subject, and covered does not name \"{}\"", one.subject.name());
            reader.say(item.span(), message);
        }
        none.push(one);
    }
    for (at, (subject, text)) in covered.iter().enumerate() {
        if covered[..at].iter().any(|(known, _)| known == subject) {
            reader.say_of(text, format!("covered names \"{}\" twice", subject.name()));
        }
        let is_settled = clauses.iter().any(|clause| Subject::of_rule(&clause.rule) == Some(*subject))
            || none.iter().any(|none| none.subject == *subject);
        if is_whole && !is_settled {
            let message = format!(
                "\"{}\" is covered, and neither a clause nor a [[none]] speaks of it: what cannot be cited is not covered",
                subject.name()
            );
            reader.say_of(text, message);
        }
    }
    Some(StateLaw {
        state: state?.words,
        checked_on: checked_on?,
        covered: covered.into_iter().map(|(subject, _)| subject).collect(),
        clauses,
        none,
        origin: origin.to_owned(),
        sha256: sha256(text.as_bytes()),
    })
}

impl Reader<'_> {
    /// A state is told by its two letters, and the file is called by them.
    fn state(&mut self, state: &Text, origin: &str) {
        let letters = state.words.as_str();
        // A state of the user's own has two letters that no other has.
        let is_own = letters.len() == 2 && letters.starts_with('X') && letters.bytes().all(|b| b.is_ascii_uppercase());
        if !is_own && STATES.iter().all(|known| known.code != letters) {
            let known = State::named(letters).map(|known| known.code);
            let fix = match known.or_else(|| nearest(letters, STATES.iter().map(|state| state.code))) {
                Some(code) => format!("did you mean \"{code}\"?"),
                None => "write two capital letters, such as \"TX\"".to_owned(),
            };
            self.say_of(state, format!("there is no state \"{letters}\"; {fix}"));
            return;
        }
        if state_of(origin) != Some(letters) {
            let message = format!("the law of {letters} stands in a file called {letters}.toml, and this is {origin}");
            self.say_of(state, message);
        }
    }

    fn subjects(&mut self, keys: &mut Keys<'_, '_>) -> Vec<(Subject, Text)> {
        let mut subjects = Vec::new();
        for item in keys.take("covered").map_or(&[][..], |item| self.list(item, "covered")) {
            let Some(text) = self.text(item, "a subject") else { continue };
            let subject = self.one_of(&text, "subject", Subject::named, &keys::subjects());
            subjects.extend(subject.map(|subject| (subject, text)));
        }
        subjects
    }

    fn clause(&mut self, item: &Item<'_>, rules: Option<&[&str]>) -> Option<Clause> {
        let table = self.table(item, "a clause")?;
        let mut keys = self.keys(table, item.span(), &keys::CLAUSE);
        let rule = self.needed(&mut keys, "rule");
        if let (Some(rule), Some(rules)) = (&rule, rules)
            && !rules.contains(&rule.words.as_str())
        {
            let near = nearest(&rule.words, rules.iter().copied());
            let fix = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            self.say_of(rule, format!("there is no rule {}{fix}", rule.words));
        }
        let code = self.needed(&mut keys, "code");
        let in_force = keys.take("in_force").and_then(|item| self.in_force(item));
        let until = keys.take("until").and_then(|item| self.until(item, in_force));
        let asks = self.needed(&mut keys, "asks");
        let compared = self.word(&mut keys, "compared", Compared::named);
        let url = self.address(&mut keys);
        let source = self.needed(&mut keys, "source");
        Some(Clause {
            rule: rule?.words,
            code: code?.words,
            in_force: in_force?,
            until,
            asks: asks?.words,
            compared: compared?,
            url: url?,
            source: source?.words,
        })
    }

    fn in_force(&mut self, item: &Item<'_>) -> Option<InForce> {
        let table = self.table(item, "in_force")?;
        let mut keys = self.keys(table, item.span(), &keys::IN_FORCE);
        let since = self.day(&mut keys, "since");
        let by = self.day(&mut keys, "by");
        since.map(InForce::Since).or(by.map(InForce::By))
    }

    /// The last day: not before the first.
    fn until(&mut self, item: &Item<'_>, in_force: Option<InForce>) -> Option<Day> {
        let day = item.get_ref().as_datetime().and_then(|date| Day::parse(&date.to_string()));
        let Some(day) = day else {
            self.say(item.span(), "until is a date without quotes, such as 2026-11-01");
            return None;
        };
        if let Some(first) = in_force.map(InForce::day).filter(|first| day < *first) {
            self.say(item.span(), format!("until is before the day it is in force, {first}"));
        }
        Some(day)
    }

    fn no_law(&mut self, item: &Item<'_>) -> Option<NoLaw> {
        let table = self.table(item, "a none")?;
        let mut keys = self.keys(table, item.span(), &keys::NONE);
        let subject = self.word(&mut keys, "subject", Subject::named);
        let by = self.day(&mut keys, "by");
        let url = self.address(&mut keys);
        let source = self.needed(&mut keys, "source");
        Some(NoLaw { subject: subject?, by: by?, url: url?, source: source?.words })
    }

    /// Where something can be read.
    fn address(&mut self, keys: &mut Keys<'_, '_>) -> Option<String> {
        let url = self.needed(keys, "url")?;
        let host = url.words.strip_prefix("https://").and_then(|rest| rest.split('/').next());
        let is_plain = !url.words.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>".contains(c));
        if !is_plain || !host.is_some_and(|host| host.contains('.')) {
            self.say_of(&url, "url is an address that begins with https://".to_owned());
        }
        Some(url.words)
    }
}
