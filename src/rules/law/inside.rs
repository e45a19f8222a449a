//! The law inside the binary: one list of files, each read when its state is first asked about.

use std::sync::{Arc, OnceLock};

use super::StateLaw;
use super::file::state_of;

/// The files of law inside the binary, by the names that a rules file may give them.
pub const LAWS: &[(&str, &str)] = &[
    ("law/OH.toml", include_str!("../../../rules/law/OH.toml")),
    ("law/TN.toml", include_str!("../../../rules/law/TN.toml")),
    ("law/TX.toml", include_str!("../../../rules/law/TX.toml")),
];

/// The law of a state, where there is a file of it.
pub(super) fn of(state: &str) -> Option<Arc<StateLaw>> {
    static TAKEN: [OnceLock<Option<Arc<StateLaw>>>; LAWS.len()] = [const { OnceLock::new() }; LAWS.len()];
    let at = LAWS.iter().position(|(name, _)| state_of(name) == Some(state))?;
    let (name, text) = LAWS.get(at)?;
    TAKEN.get(at)?.get_or_init(|| StateLaw::read(name, text, None).ok().map(Arc::new)).clone()
}
