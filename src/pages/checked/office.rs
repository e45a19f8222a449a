//! The questions about the office that leave rules open, as a form to fill in, where the records have no sheet for them.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::pages::sheet_parts::note;
use crate::pages::starter::{form, question};
use crate::phrases::checked::{id_to_write, is_placed_by_name};
use crate::phrases::one_place::OnePlace;
use crate::predicate::Home;
use crate::report::advice::Gap;
use crate::schema::JURISDICTIONS;

/// The form, without its name; none where nothing is asked that has no sheet.
pub(super) fn form_of(page: &OnePlace<'_>) -> Result<Option<Worksheet>, XlsxError> {
    let asked = asked(page);
    if asked.is_empty() {
        return Ok(None);
    }
    let mut sheet = Worksheet::new();
    form(&mut sheet)?;
    // Where the other sheets do not name the place, --place does.
    let is_named = !is_placed_by_name(page.report) && page.of.id.bytes().all(|byte| byte.is_ascii_digit());
    let id = JURISDICTIONS.column("id").filter(|_| is_named);
    for (at, row) in id.into_iter().chain(asked.iter().copied().filter(|at| Some(*at) != id)).zip(1..) {
        question(&mut sheet, row, &JURISDICTIONS.columns()[at])?;
        if Some(at) == id {
            sheet.insert_note(row, 1, &note(&id_to_write(page.of)))?;
        }
    }
    Ok(Some(sheet))
}

/// The questions by their columns.
fn asked(page: &OnePlace<'_>) -> BTreeSet<usize> {
    let mut asked = BTreeSet::new();
    let mut add = |name: &str| asked.extend(JURISDICTIONS.column(name));
    for fill in &page.advice.fill {
        match &fill.gap {
            Gap::Rows { table: JURISDICTIONS, sheet: None } => {
                for at in &fill.rules {
                    let named = page.rule(*at).require.node.named_columns();
                    named.iter().filter(|(home, ..)| *home == Home::Row).for_each(|(.., name)| add(name));
                }
            }
            Gap::Cells { table: JURISDICTIONS, spot, columns, .. } if spot.file.is_empty() => {
                columns.iter().for_each(|name| add(name));
            }
            Gap::Undecided { table: JURISDICTIONS, sheet: None, columns } => columns.iter().for_each(|name| add(name)),
            Gap::Unlisted { .. } if page.of.file.is_empty() => add("list_complete"),
            Gap::Cells { .. }
            | Gap::Misread { .. }
            | Gap::Unclear { .. }
            | Gap::Rows { .. }
            | Gap::Unlisted { .. }
            | Gap::Undecided { .. } => {}
        }
    }
    asked
}
