//! How far a long reading is: a line on stderr, where that is a terminal and it takes over a second.

use std::io::{IsTerminal, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pollworthy::inventory::{Step, Watch};

/// What takes less is done before it is read about.
const PATIENCE: Duration = Duration::from_secs(1);

/// Shows on a terminal how far it is, if it is `wanted` and there is one.
pub(super) fn watch(wanted: bool) -> Watch {
    if wanted && stderr().is_terminal() { shown_on(ProgressDrawTarget::stderr) } else { Watch::default() }
}

/// Shows every step once it has taken more than a second; the line goes when all is read.
fn shown_on(target: fn() -> ProgressDrawTarget) -> Watch {
    let begun = Instant::now();
    let line: Mutex<Option<ProgressBar>> = Mutex::new(None);
    Watch::by(move |step| {
        let Ok(mut line) = line.lock() else { return };
        let (done, all) = match step {
            Step::Opened(done, all) => (done as u64, all as u64),
            Step::Read(done, all) if done == all => (0, 0),
            Step::Bytes(done, all) => (done.min(all), all),
            // The bytes show how far that is.
            Step::Read(..) => return,
        };
        if all == 0 {
            if let Some(line) = line.take() {
                line.finish_and_clear();
            }
            return;
        }
        if begun.elapsed() < PATIENCE {
            return;
        }
        let shown = line.get_or_insert_with(|| {
            let shown = ProgressBar::with_draw_target(None, target());
            // ASCII, like all that is drawn; a template that cannot be read leaves the usual one.
            if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {percent} %") {
                shown.set_style(style.progress_chars("##-"));
            }
            shown
        });
        shown.set_message(match step {
            Step::Opened(..) => "Opening files",
            Step::Read(..) | Step::Bytes(..) => "Reading records",
        });
        shown.set_length(all);
        shown.set_position(done);
    })
}
