//! Words of the program, and days, as texts of the JSON report.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::finding::{Severity, Verdict};
use crate::place::Level;
use crate::report::Standing;
use crate::schema::TableId;
use crate::value::Day;

/// What is written as one of a few words.
pub(super) trait Word: Copy {
    /// What the word names, for messages.
    const WHAT: &'static str;

    fn word(self) -> impl Serialize;

    fn named(word: &str) -> Option<Self>;
}

macro_rules! word {
    ($of:ty, $what:literal, $word:expr, $named:expr) => {
        impl Word for $of {
            const WHAT: &'static str = $what;

            fn word(self) -> impl Serialize {
                $word(self)
            }

            fn named(word: &str) -> Option<Self> {
                $named(word)
            }
        }
    };
}

word!(Verdict, "verdict", Verdict::name, Verdict::named);
word!(Severity, "severity", Severity::name, Severity::named);
word!(Level, "level of a place", Level::name, Level::named);
word!(Standing, "standing", Standing::name, |word: &str| Standing::ALL.into_iter().find(|one| one.name() == word));
word!(TableId, "table", |table: TableId| table.table().name, TableId::named);
word!(Day, "day", |day: Day| day.to_string(), Day::parse);

pub(super) fn serialize<W: Word, S: Serializer>(word: &W, to: S) -> Result<S::Ok, S::Error> {
    word.word().serialize(to)
}

pub(super) fn deserialize<'de, W: Word, D: Deserializer<'de>>(from: D) -> Result<W, D::Error> {
    struct Named<W>(PhantomData<W>);

    impl<W: Word> Visitor<'_> for Named<W> {
        type Value = W;

        fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(to, "a {}", W::WHAT)
        }

        fn visit_str<E: Error>(self, word: &str) -> Result<W, E> {
            W::named(word).ok_or_else(|| E::custom(format_args!("it says \"{word}\", which is no {}", W::WHAT)))
        }
    }
    from.deserialize_str(Named(PhantomData))
}
