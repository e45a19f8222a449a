//! Cells that a workbook made by pollworthy has as seen, by a defined name, which goes with its tab and follows its cells.

use super::sheet::Spot;
use super::xlsx::place;

/// The defined name for the cells of a tab whose notices change no answer and were shown before.
pub(crate) const SEEN: &str = "pollworthy_seen";

/// The most cells of a defined name.
const SPOTS: usize = 1_000;

/// The cells of a defined name: `'Voting Equip'!$A$1,'Voting Equip'!$K$4`.
pub(super) fn spots(cells: &str) -> Vec<Spot> {
    let named = cells.split("!$").skip(1).filter_map(|cell| cell.split([',', ':', ')', ' ']).next());
    let spot = |(row, column): (u32, u32)| Spot { row: u64::from(row) + 1, column: u64::from(column) + 1 };
    named.take(SPOTS).filter_map(|cell| place(&cell.replace('$', ""))).map(spot).collect()
}
