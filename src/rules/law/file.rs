//! Reads a file of law: its clauses, and the subjects that they settle.

use super::{Clause, Compared, InForce, NoLaw, StateLaw, Subject, keys};
use crate::limits::rules::LAW_FILE;
use crate::place::{STATES, State};
use crate::toml_file::{Error, Fields, Item, Mistake, Reader, Text};
use crate::words::digest::sha256;
use crate::words::spelling::{did_you_mean, nearest};

/// The two letters that a file is called by: `law/TX.toml`.
pub(super) fn state_of(name: &str) -> Option<&str> {
    let last = name.rsplit(['/', '\\']).next()?;
    last.strip_suffix(".toml")
}

impl StateLaw {
    /// Reads a file's text; clauses must attach to one of `rules`, where they are given.
    ///
    /// # Errors
    /// Every mistake in the file, with its place.
    pub fn read(origin: &str, text: &str, rules: Option<&[&str]>) -> Result<Self, Error> {
        let mut mistakes = Vec::new();
        if text.len() > LAW_FILE.size() {
            let message = LAW_FILE.to_string();
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
    let file = reader.read(&root, &keys::LAW_FILE);
    let state = file.text("state");
    if let Some(state) = &state {
        reader.state(state, origin);
    }
    let mut covered = Vec::new();
    for text in file.texts("covered") {
        let subject = reader.one_of(&text, "subject", Subject::named, &keys::subjects());
        covered.extend(subject.map(|subject| (subject, text)));
    }
    let mut clauses: Vec<Clause> = Vec::new();
    // What lacks too much to be given may be what a subject is covered by.
    let mut is_whole = true;
    for item in file.items("clause") {
        let Some(clause) = reader.clause(&file, item, rules) else {
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
    for item in file.items("none") {
        let Some(one) = reader.no_law(&file, item) else {
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
                "\"{}\" is covered, but no clause and no [[none]] is about it: what cannot be cited is not covered",
                subject.name()
            );
            reader.say_of(text, message);
        }
    }
    Some(StateLaw {
        state: state?.words,
        checked_on: file.day("checked_on")?,
        covered: covered.into_iter().map(|(subject, _)| subject).collect(),
        clauses,
        none,
        origin: origin.to_owned(),
        sha256: sha256(text.as_bytes()),
    })
}

impl Reader<'_> {
    /// A state is named by its two letters, and the file is called by them.
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
            let message = format!("the law of {letters} belongs in a file called {letters}.toml, and this is {origin}");
            self.say_of(state, message);
        }
    }

    fn clause(&mut self, file: &Fields<'_, '_>, item: &Item<'_>, rules: Option<&[&str]>) -> Option<Clause> {
        let clause = file.within("clause", item)?;
        let rule = clause.text("rule");
        if let (Some(rule), Some(rules)) = (&rule, rules)
            && !rules.contains(&rule.words.as_str())
        {
            let fix = did_you_mean(nearest(&rule.words, rules.iter().copied()));
            self.say_of(rule, format!("there is no rule {}{fix}", rule.words));
        }
        let in_force = clause.table("in_force").and_then(|in_force| {
            let (since, by) = (in_force.day("since"), in_force.day("by"));
            since.map(InForce::Since).or(by.map(InForce::By))
        });
        let until = clause.day("until");
        if let (Some(first), Some(last), Some(item)) = (in_force.map(InForce::day), until, clause.get("until"))
            && last < first
        {
            self.say(item.span(), format!("until is before the day it is in force, {first}"));
        }
        let url = self.address(&clause);
        Some(Clause {
            rule: rule?.words,
            code: clause.words("code")?,
            in_force: in_force?,
            until,
            asks: clause.words("asks")?,
            compared: clause.word("compared", Compared::named)?,
            url: url?,
            source: clause.words("source")?,
        })
    }

    fn no_law(&mut self, file: &Fields<'_, '_>, item: &Item<'_>) -> Option<NoLaw> {
        let none = file.within("none", item)?;
        let url = self.address(&none);
        Some(NoLaw {
            subject: none.word("subject", Subject::named)?,
            by: none.day("by")?,
            url: url?,
            source: none.words("source")?,
        })
    }

    /// Where something can be read.
    fn address(&mut self, of: &Fields<'_, '_>) -> Option<String> {
        let url = of.text("url")?;
        let host = url.words.strip_prefix("https://").and_then(|rest| rest.split('/').next());
        let is_plain = !url.words.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>".contains(c));
        if !is_plain || !host.is_some_and(|host| host.contains('.')) {
            self.say_of(&url, "url is an address that begins with https://".to_owned());
        }
        Some(url.words)
    }
}
