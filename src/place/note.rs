//! What a person should know of how an id or a name of a place was understood.

use super::County;

/// A note on what was written for a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PlaceNote {
    /// What was written, shortened.
    pub(crate) written: String,
    pub(crate) reading: Reading,
}

impl PlaceNote {
    pub(crate) fn new(written: impl Into<String>, reading: Reading) -> Self {
        Self { written: written.into(), reading }
    }
}

/// What was written for a place taken as something, or left as it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Reading {
    LostZero(String),
    CodeOfOtherState {
        state: &'static str,
        own: String,
        id: String,
    },
    NoFipsCode(String),
    /// In another state than the row says: taken as an id, or as one of the row's state.
    InOtherState {
        state: &'static str,
        own: String,
        id: Option<String>,
    },
    CodeDisputed(&'static County),
    /// A part of an OCD id that its state does not have.
    NoSuchPart {
        kind: String,
        state: &'static str,
    },
    /// `only`: no other state has a county of this name, and the row says no state.
    TakenAs {
        county: &'static County,
        only: bool,
    },
    /// The only county of the name, which is in another state than all else.
    NotIn {
        county: &'static County,
        state: &'static str,
    },
    LeftAsIs,
    CountyOrOther(&'static County),
    CountyOf(&'static County),
    SeveralInState(Vec<&'static County>),
    InStates {
        states: usize,
        first: &'static County,
    },
    /// A county of the state that something else gives.
    TakenAround {
        id: String,
        name: String,
        because: Because,
    },
    SeveralDeclared(Vec<String>),
    SeveralCounties {
        counties: Vec<&'static County>,
        more: bool,
    },
    NotDeclared(Option<String>),
    UnknownCode,
    NoCounty(String),
    Unknown,
    /// The state next to it is none; and what else there is to know.
    NoState {
        state: String,
        note: Option<Box<PlaceNote>>,
    },
}

/// How the state is known in which a bare name is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Because {
    Folder(&'static str),
    Expected(&'static str),
    AskedAbout(&'static str),
    Declared(String),
}
