//! Which law goes with a book: the files its rules files name, and with the baseline those inside the binary.

use std::sync::Arc;

use super::{LAWS, Laws, StateLaw};
use crate::rules::BUILT_IN;
use crate::rules::bind::Binder;
use crate::rules::file::RawFile;
use crate::rules::layers::{Fetch, Layer};
use crate::rules::rule::Rule;
use crate::toml_file::Error;

impl Binder<'_> {
    /// Reads the files of law that the rules files name; their clauses attach to any rule of the book.
    pub(in crate::rules) fn laws(&mut self, raw: &RawFile, rules: &[Rule], layers: &[Layer], fetch: Fetch<'_>) -> Laws {
        // A rule that lacks too much to be given has a mistake of its own.
        let broken = raw.broken.iter().map(String::as_str);
        let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).chain(broken).collect();
        let mut own = Vec::new();
        for file in &raw.law {
            match fetch(&file.words) {
                Err(why) => {
                    self.say(file.span.clone(), format!("the law in \"{}\" cannot be read: {why}", file.words));
                }
                Ok((name, text)) => match StateLaw::read(&name, &text, Some(&ids)) {
                    Ok(law) => own.push(Arc::new(law)),
                    Err(error) => self.mistakes.extend(error.0),
                },
            }
        }
        let inside = BUILT_IN.first().is_some_and(|(name, _)| layers.iter().any(|layer| layer.origin == *name));
        Laws { inside, own }
    }
}

impl Laws {
    /// Holds the clauses of every file against some rules; those that rules files name were when they were read.
    ///
    /// # Errors
    /// Every mistake in the files inside the binary.
    pub fn check(&self, rules: &[Rule]) -> Result<(), Error> {
        let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
        let read = LAWS.iter().filter(|_| self.inside).map(|(name, text)| StateLaw::read(name, text, Some(&ids)));
        let mistakes: Vec<_> = read.filter_map(Result::err).flat_map(|error| error.0).collect();
        if mistakes.is_empty() { Ok(()) } else { Err(Error(mistakes)) }
    }
}
