//! The comparison in Markdown, for a job summary or a comment on a change.

use std::io::{self, Write};

use crate::pages::escaped::{code, escaped};
use crate::pages::layout::{CLOSING, Paper};
use crate::phrases::change::ChangeText;
use crate::phrases::since;
use crate::phrases::wording::{counted, number};
use crate::report::Report;
use crate::report::diff::{Diff, Move};

/// Writes the comparison.
///
/// # Errors
/// Where the writer fails.
pub fn write(diff: &Diff, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let days = [&diff.old, &diff.new].map(|side| side.as_of.to_string());
    summary(diff, None, paper, to)?;
    writeln!(to, "From {} ({}) to {} ({}).\n", escaped(&diff.old.name), days[0], escaped(&diff.new.name), days[1])?;
    writeln!(to, "{CLOSING}")
}

/// The answer, what got worse, and what is not counted.
pub(crate) fn summary(diff: &Diff, report: Option<&Report>, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let told = ChangeText::new(diff, report);
    let all = diff.moves.iter().filter(|moved| moved.why.is_worse() && counts(diff, moved));
    let count = all.clone().count() as u64;
    let worse = told.gathered(all);
    let answer = match count {
        0 => "nothing got worse".to_owned(),
        count => format!("{} got worse", counted(count, ("thing", "things"))),
    };
    writeln!(to, "## pollworthy: {answer}\n")?;
    if !worse.is_empty() {
        writeln!(to, "| | severity | place | what | where | rule |\n|-|-|-|-|-|-|")?;
        let shown = paper.shown(worse.len());
        for (moved, count) in &worse[..shown] {
            writeln!(
                to,
                "| {} | {} | {} | {} | {} | {} |",
                if moved.why.is_no_longer_shown() { "no longer shown" } else { "new" },
                moved.severity,
                escaped(&told.place(moved)),
                escaped(&told.what_of(moved, *count)),
                code(&told.at(moved)),
                escaped(&moved.rule),
            )?;
        }
        if worse.len() > shown {
            writeln!(to, "\n{} more: `--top all`", number((worse.len() - shown) as u64))?;
        }
        writeln!(to)?;
    }
    let first = match since::first_sent(diff, paper.top) {
        said if said.is_empty() => said,
        said => format!("Sent for the first time: {said}"),
    };
    let rest = [since::not_counted(diff), first, since::by_date(diff)];
    for line in rest.iter().filter(|line| !line.is_empty()) {
        writeln!(to, "{}.\n", escaped(line))?;
    }
    for also in &diff.also {
        writeln!(to, "{}\n", escaped(also))?;
    }
    Ok(())
}

/// What is not met counts; what is not answered only where it stops.
fn counts(diff: &Diff, moved: &Move) -> bool {
    moved.basis == crate::finding::Verdict::Fail || diff.stops.at(moved)
}
