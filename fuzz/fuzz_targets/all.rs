//! Every target in one binary: `POLLWORTHY_FUZZ` says which one runs.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use pollworthy_fuzz::{TARGETS, Target, target};

static CHOSEN: OnceLock<Target> = OnceLock::new();

fn chosen() -> Target {
    let name = std::env::var("POLLWORTHY_FUZZ").unwrap_or_default();
    target(&name).unwrap_or_else(|| {
        let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        eprintln!("POLLWORTHY_FUZZ is \"{name}\", and must be one of: {}", names.join(", "));
        std::process::exit(2)
    })
}

fuzz_target!(|data: &[u8]| {
    CHOSEN.get_or_init(chosen)(data);
});
