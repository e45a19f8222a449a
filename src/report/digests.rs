//! Works out the digests of what a report rests on.

use super::finished::Report;
use super::model::evidence::Evidence;
use crate::inventory::shown_root;
use crate::words::digest::{Running, sha256};

impl Evidence {
    /// The digests of what a report rests on: each of the SHA-256 of every line, in order of the lines' bytes, a line each.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let roots: Vec<String> = report.request.records.roots.iter().map(|root| shown_root(&root.name)).collect();
        let read = report.files.iter().map(|file| format!("{}  {}", file.sha256, within(&roots, &file.path)));
        let mapped = report.mapping_files.iter().map(|(_, sha256)| format!("{sha256}  mapping"));
        let law = report.rules_files.iter().map(|(_, sha256)| format!("{sha256}  rules"));
        let looked_up = report.reference_files.iter().map(|(_, sha256)| format!("{sha256}  reference"));
        let set = report.params.iter().filter(|param| param.origin == "--set");
        let set = set.map(|param| format!("{} = {}  --set", param.name, param.value));
        Self {
            inventory: digest(read.chain(mapped).collect()),
            rules: digest(law.chain(looked_up).chain(set).collect()),
            waivers: report.waivers_file.as_ref().map(|(_, sha256)| sha256.clone()),
        }
    }
}

/// The digest of some lines, whatever their order.
fn digest(mut lines: Vec<String>) -> String {
    lines.sort_unstable();
    let mut all = Running::default();
    for line in lines {
        // A name may hold a line end; its length may not be made up.
        all.add(sha256(line.as_bytes()).as_bytes());
        all.add(b"\n");
    }
    all.finish()
}

/// A file's name within the longest of the paths that lead to it; a file that was named itself is its last part.
fn within<'a>(roots: &[String], file: &'a str) -> &'a str {
    let inside = |root: &String| match root.as_str() {
        "." => Some(file),
        root if root == file => Some(file.rsplit('/').next().unwrap_or(file)),
        root => file.strip_prefix(root)?.strip_prefix('/'),
    };
    roots.iter().filter_map(inside).min_by_key(|name| name.len()).unwrap_or(file)
}
