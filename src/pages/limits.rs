//! The limits, as `explain limits` has them: each with its figure, what is said of more, and what becomes of the rest.

use std::io::{self, Write};

use super::layout::Paper;
use crate::limits::LIMITS;

/// Lists all limits.
///
/// # Errors
/// Where the writer fails.
pub fn write(paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    for (of, limits) in LIMITS {
        writeln!(to, "{}\n", of.to_uppercase())?;
        for limit in limits {
            let label = format!("  {:<20}", limit.figure());
            write!(to, "{}", paper.labelled(&label, &limit.of.replace('`', "")))?;
            write!(to, "{}", paper.labelled(&" ".repeat(22), &format!("If there is more: \"{limit}\"")))?;
            writeln!(to, "{}", paper.labelled(&" ".repeat(22), &format!("Then {}.", limit.rest)))?;
        }
    }
    write!(to, "{}", paper.paragraph("", "", "Lists on pages are cut too, and say how many more there are."))
}
