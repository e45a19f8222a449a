//! The English of notes on places.

use std::fmt;

use super::message::{Parts, Subject};
use crate::place::{Because, County, PlaceNote, Reading};
use crate::schema::Fix;

fn full_and_code(county: &County) -> String {
    format!("{}, or {}", county.in_full(), county.code)
}

fn code_and_full(county: &County) -> String {
    format!("{} ({})", county.code, county.in_full())
}

impl fmt::Display for PlaceNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (subject, rest) = self.parts();
        write!(f, "{subject}{rest}")?;
        self.fix().map_or(Ok(()), |fix| fix.fmt(f))
    }
}

impl PlaceNote {
    /// What would put it right.
    pub(super) fn fix(&self) -> Option<Fix> {
        if let Reading::NotDeclared(Some(near)) | Reading::NoCounty(near) = &self.reading {
            Some(Fix::DidYouMean(near.clone().into()))
        } else if let Reading::CountyOrOther(county) | Reading::CountyOf(county) = &self.reading {
            Some(Fix::Write(full_and_code(county).into()))
        } else if let Reading::InStates { first, .. } = &self.reading {
            Some(Fix::OrWrite(full_and_code(first).into()))
        } else if let Reading::SeveralDeclared(ids) = &self.reading {
            let ids = if ids.is_empty() { String::new() } else { format!(": {}", ids.join(" or ")) };
            Some(Fix::Write(format!("the id of one{ids}").into()))
        } else if let Reading::CodeDisputed(_) | Reading::SeveralInState(_) | Reading::SeveralCounties { .. } =
            &self.reading
        {
            Some(Fix::Write("one of them".into()))
        } else {
            None
        }
    }

    pub(super) fn parts(&self) -> Parts<'_> {
        let listed = |name: fn(&County) -> String, counties: &[&County]| {
            let each = counties.iter().map(|county| format!("{} ({})", name(county), county.code));
            each.collect::<Vec<_>>().join(" or ")
        };
        let rest = match &self.reading {
            Reading::LostZero(code) => format!("has lost a leading zero; read as {code}"),
            Reading::CodeOfOtherState { state, own, id } => {
                format!("is a code of {state}, and its row says {own}; read as {id}")
            }
            Reading::NoFipsCode(id) => format!("is not a FIPS code; read as {id}"),
            Reading::InOtherState { state, own, id } => {
                let id = id.clone().unwrap_or_else(|| format!("an id of {own}"));
                format!("is in {state}, and its row says {own}; read as {id}")
            }
            Reading::CodeDisputed(county) => {
                format!("names a different place than its code, {}", code_and_full(county))
            }
            Reading::NoSuchPart { kind, state } => format!("names no {kind} of {state}"),
            Reading::TakenAs { county, only } => {
                let only = if *only { "; no other county has this name" } else { "" };
                format!("is read as {}{only}", code_and_full(county))
            }
            Reading::NotIn { county, state } => {
                format!("may be {}; no other county has this name, which is not in {state}", code_and_full(county))
            }
            Reading::LeftAsIs => "is left as it is".to_owned(),
            Reading::CountyOrOther(county) => {
                format!("may be {} or another place of that name", county.full_name())
            }
            Reading::CountyOf(county) => {
                format!("is a county of {}", county.state().map_or("", |state| state.code))
            }
            Reading::SeveralInState(counties) => format!("may be {}", listed(County::full_name, counties)),
            Reading::InStates { states, .. } => {
                let of = match states {
                    1 => "several counties".to_owned(),
                    states => format!("a county of {states} states"),
                };
                format!("is {of}; add a column State, name the folder after the state, or use --state")
            }
            Reading::TakenAround { id, name, because } => {
                let why = match because {
                    Because::Folder(state) => format!("the file is in a folder of {state}"),
                    Because::Expected(state) => format!("{state} is expected"),
                    Because::AskedAbout(state) => format!("{state} is asked about"),
                    Because::Declared(state) => format!("all jurisdictions are in {state}"),
                };
                format!("is read as {id} ({name}): {why}")
            }
            Reading::SeveralDeclared(_) => "is the name of several jurisdictions".to_owned(),
            Reading::SeveralCounties { counties, more } => {
                format!("may be {}{}", listed(County::in_full, counties), if *more { " or others" } else { "" })
            }
            Reading::NotDeclared(_) => {
                return (
                    Subject::default(),
                    format!("place \"{}\" is not among the jurisdictions", self.written).into(),
                );
            }
            Reading::UnknownCode => "is not the code of a known county; it is kept as a place of its own".to_owned(),
            Reading::NoCounty(_) => {
                return (Subject::default(), format!("no county is called \"{}\"", self.written).into());
            }
            Reading::Unknown => {
                "is not a known county, state or FIPS code; it is kept as a place of its own".to_owned()
            }
            Reading::NoState { state, note } => {
                let before = note.as_ref().map(|note| format!("{note}; ")).unwrap_or_default();
                let said = format!("{before}\"{state}\" is not a state; the place was looked up without it");
                return (Subject::default(), said.into());
            }
        };
        (Subject::value(&self.written), rest.into())
    }
}
