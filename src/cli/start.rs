//! How the program was started: what it prints for somebody who typed nothing, and whether its window stays until Enter is pressed.
//!
//! A double click in Explorer, and a file dropped on the program, open a console window that closes with the program: the page would
//! be gone before it is read. Windows tells exactly who shares a console (`GetConsoleProcessList`), but asking it takes code that this
//! crate forbids, and the small crate nearest to it (mousetrap) has not come past 0.1.0. So it is concluded from what a shell leaves
//! behind: cmd.exe puts `PROMPT` into the environment of all it starts, Windows Terminal `WT_SESSION` into its shells', and the shells
//! of Unix on Windows `TERM`; Explorer sets none of them, and hands over full paths that exist. Where nothing tells, as in PowerShell in
//! a window of the old kind, it waits: one Enter too many is better than a page that nobody has read.

use std::io::{IsTerminal, stderr, stdin, stdout};
use std::path::Path;

/// The plain facts of a start.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    /// Whether this is Windows.
    pub(super) windows: bool,
    /// Whether keyboard and page are a person's: stdin, stdout and stderr are all terminals.
    pub(super) person: bool,
    /// Whether nothing was typed but paths that exist.
    pub(super) only_paths: bool,
    /// Whether there is any.
    pub(super) any: bool,
    /// Whether a shell left something behind.
    pub(super) shell: bool,
}

/// Whether the window would close before the page is read.
pub(super) fn waits(start: &Start) -> bool {
    start.windows && start.person && start.only_paths && !start.shell
}

/// Whether files were dropped on the program: the report then opens in the browser, because a window is too small for it.
pub(super) fn dropped(start: &Start) -> bool {
    waits(start) && start.any
}

/// What is asked for at the end.
pub(super) const PRESS: &str = "Press Enter to close.";

/// What shells on Windows leave in the environment.
pub(super) const SHELLS: [&str; 3] = ["PROMPT", "WT_SESSION", "TERM"];

/// The facts of this start.
pub(super) fn here() -> Start {
    Start {
        windows: cfg!(windows),
        person: stdin().is_terminal() && stdout().is_terminal() && stderr().is_terminal(),
        only_paths: std::env::args_os().skip(1).all(|argument| Path::new(&argument).exists()),
        any: std::env::args_os().len() > 1,
        shell: SHELLS.iter().any(|name| std::env::var_os(name).is_some()),
    }
}

/// What to type, where there is nothing to audit yet.
pub(super) fn welcome(windows: bool) -> String {
    let first =
        if windows { "Drop a file or folder on this program, or type one of these:" } else { "Type one of these:" };
    format!(
        "pollworthy checks records of voting machines and networks against rules.

  {first}
    pollworthy audit my-county.xlsx     the report
    pollworthy read my-county.xlsx      what was understood in the file
    pollworthy init my-office           empty sheets to fill in
    pollworthy states inventories       states that still lack paper trails
    pollworthy schema                   the tables and columns it reads

  There is no file called inventories here. Nothing was audited."
    )
}
