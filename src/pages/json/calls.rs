//! Whom to call first, as the JSON report has it: written for programs that call or write, and not read back.

use serde::Serialize;

use crate::phrases::calls::why;
use crate::report::calls::Call;
use crate::report::{Contact, Report};
use crate::words::value::Day;

/// A place to call.
#[derive(Serialize)]
pub(super) struct CallLine<'a> {
    jurisdiction: &'a str,
    why: String,
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Contact::is_empty")]
    contact: &'a Contact,
    /// The day of the earlier audit whose records name the contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_of: Option<Day>,
}

impl<'a> CallLine<'a> {
    pub(super) fn of(report: &'a Report, call: &Call<'a>) -> Self {
        Self {
            jurisdiction: &call.place.id,
            why: why(report, call),
            rule: call.reason.rule().map(|rule| report.rules[rule].id.as_str()),
            contact: call.contact,
            contact_of: call.contact_of,
        }
    }
}
