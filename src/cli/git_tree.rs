//! The files of a commit, which the program `git` writes to a temporary folder; the repository and its files stay as they are.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, anyhow, bail};
use pollworthy::limits::reports::passed_by_commit;
use pollworthy::phrases::plain::plain;
use pollworthy::words::spelling::nearest;

use super::out_folder::real;

/// What a name begins with that is meant as a branch, tag or commit, whether or not there is a file of that name.
const FORCED: &str = "git:";

/// The files of a commit, in a folder that is removed when this is dropped.
pub(super) struct GitTree {
    /// What pages call it: `main (0123456789)`.
    pub(super) name: String,
    /// The temporary folder.
    around: PathBuf,
    /// The top folder of the work tree, without links.
    top: PathBuf,
    /// The current folder below the top one.
    below: PathBuf,
}

/// While this exists, the current folder is the one in the tree that corresponds to the current folder of before.
pub(super) struct Inside {
    /// The current folder of before.
    pub(super) back: PathBuf,
}

impl Drop for Inside {
    fn drop(&mut self) {
        // It was the current folder a moment ago.
        let _ = std::env::set_current_dir(&self.back);
    }
}

/// The name of a commit, where a text that names no file is one, or is forced to be one.
pub(super) fn named(path: &Path) -> Option<&str> {
    let text = path.to_str()?;
    match text.strip_prefix(FORCED) {
        Some(name) => Some(name),
        None => (!path.exists()).then_some(text),
    }
}

impl GitTree {
    /// The files of the commit that a branch, a tag, an id or another expression of git's names.
    ///
    /// # Errors
    /// Where there is no git, no repository or no such commit, or the commit is too large.
    pub(super) fn of(name: &str) -> Result<Self> {
        if name.is_empty() || name.starts_with('-') || name.contains(|c: char| c.is_control()) {
            bail!("--since {name}: this is no name of a branch, a tag or a commit");
        }
        let whereabouts = git(Path::new("."), &["rev-parse", "--show-toplevel", "--show-prefix"])
            .and_then(|output| text_of(&output))
            .with_context(|| format!("{name}: there is no such file or folder, and no repository to look it up in"))?;
        let mut lines = whereabouts.lines();
        let (Some(top), below) = (lines.next(), lines.next().unwrap_or_default()) else {
            bail!("{name}: there is no such file or folder, and no repository to look it up in");
        };
        let top = PathBuf::from(top);
        let commit = commit(&top, name)?;
        let files = files(&top, name, &commit)?;
        let tree = Self {
            name: format!("{name} ({})", commit.get(..10).unwrap_or(&commit)),
            around: temporary_folder()?,
            top: real(&top),
            below: PathBuf::from(below),
        };
        tree.write(&top, &commit, &files).with_context(|| {
            format!("{name}: git cannot write its files (a partial clone lacks them, and nothing is fetched for it)")
        })?;
        Ok(tree)
    }

    /// Makes the folder of the tree that corresponds to the current one the current one.
    pub(super) fn enter(&self) -> Result<Inside> {
        let back = std::env::current_dir().context("the current folder cannot be found")?;
        let folder = self.folder().join(&self.below);
        // Before, there may have been no such folder.
        fs::create_dir_all(&folder).and_then(|()| std::env::set_current_dir(&folder))?;
        Ok(Inside { back })
    }

    /// Where the tree has a file or folder that is at `path` in the work tree, relative to the current folder of before.
    ///
    /// # Errors
    /// Where it is in no work tree.
    pub(super) fn place_of(&self, path: &Path) -> Result<PathBuf> {
        let real = real(path);
        let within = real.strip_prefix(&self.top).map_err(|_| {
            anyhow!(
                "{}: this is outside the repository {} that the commit of --since is in",
                path.display(),
                self.top.display()
            )
        })?;
        Ok(self.folder().join(within))
    }

    fn folder(&self) -> PathBuf {
        self.around.join("tree")
    }

    /// Writes the files, as git writes them when it checks out a branch: with the line ends of this system, say.
    fn write(&self, top: &Path, commit: &str, files: &[u8]) -> Result<()> {
        fs::create_dir(self.folder())?;
        let index = self.around.join("index");
        let whole = ["-c", "core.sparseCheckout=false"];
        run(git_in(top).args(whole).args(["read-tree", commit]).env("GIT_INDEX_FILE", &index), &[])?;
        let mut prefix = OsString::from("--prefix=");
        prefix.push(self.folder());
        prefix.push("/");
        let write = ["checkout-index", "--quiet", "--force", "-z", "--stdin"];
        run(git_in(top).args(whole).args(write).arg(&prefix).env("GIT_INDEX_FILE", &index), files)?;
        Ok(())
    }
}

impl Drop for GitTree {
    fn drop(&mut self) {
        // What cannot be removed stays in the folder for temporary files, which systems clear.
        let _ = fs::remove_dir_all(&self.around);
    }
}

/// The id of a commit; a branch may also be known from the server only.
fn commit(top: &Path, name: &str) -> Result<String> {
    for known in [name.to_owned(), format!("origin/{name}")] {
        let of = format!("{known}^{{commit}}");
        let output = git(top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &of])?;
        if output.status.success() {
            return Ok(text_of(&output)?.trim().to_owned());
        }
    }
    let names = git(top, &["for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes"]);
    let names = names.and_then(|output| text_of(&output)).unwrap_or_default();
    let short = names.lines().map(|name| name.strip_prefix("origin/").unwrap_or(name));
    let near = nearest(name, short).map(|near| format!("\n  did you mean {near}?")).unwrap_or_default();
    let is_shallow = git(top, &["rev-parse", "--is-shallow-repository"]).and_then(|output| text_of(&output));
    let fix = if is_shallow.is_ok_and(|text| text.trim() == "true") {
        "\n  This clone is shallow, so other branches and older commits are missing: run git fetch --unshallow origin \
         \"+refs/heads/*:refs/remotes/origin/*\" first, or give actions/checkout fetch-depth: 0."
            .to_owned()
    } else if near.is_empty() {
        format!("\n  If the server has it: git fetch origin {name}, and then --since FETCH_HEAD")
    } else {
        String::new()
    };
    bail!("{name}: there is no such file or folder, and no branch, tag or commit of that name{near}{fix}")
}

/// The paths of the regular files of a commit, each with a zero byte behind it: no links, and no other repositories.
fn files(top: &Path, name: &str, commit: &str) -> Result<Vec<u8>> {
    let listed = run(git_in(top).args(["ls-tree", "-r", "-z", "--long", "--full-tree", commit]), &[])?;
    let (mut paths, mut count, mut bytes) = (Vec::new(), 0_u64, 0_u64);
    for entry in listed.stdout.split(|byte| *byte == 0) {
        // As in: 100644 blob 0123456789abcdef 1234<tab>inventories/equipment.csv.
        let Some(at) = entry.iter().position(|byte| *byte == b'\t') else { continue };
        let (about, path) = (String::from_utf8_lossy(&entry[..at]), &entry[at + 1..]);
        if !about.starts_with("100") {
            continue;
        }
        let size: Option<u64> = about.split_whitespace().last().and_then(|size| size.parse().ok());
        (count, bytes) = (count + 1, bytes.saturating_add(size.unwrap_or(0)));
        if let Some(limit) = passed_by_commit(count, bytes) {
            bail!(
                "{name}: this commit has {limit}; check it out next to this one (git worktree add ../before {name}) and use --since \
                 ../before/..."
            );
        }
        paths.extend_from_slice(path);
        paths.push(0);
    }
    Ok(paths)
}

/// A new folder that nobody else may look into.
fn temporary_folder() -> Result<PathBuf> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    for number in 0..1_000 {
        let folder = real(&std::env::temp_dir()).join(format!("pollworthy-{}-{number}", std::process::id()));
        match builder.create(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| format!("{} cannot be made", folder.display())),
        }
    }
    bail!("{}: no new folder can be made here", std::env::temp_dir().display())
}

fn git_in(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Messages are shown as they are. A partial clone would fetch what it lacks: no protocol may be used, and nothing asked for.
    command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0");
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
    // No program of the repository is run: neither a hook nor one that watches files.
    command.args(["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"]);
    command
}

/// Runs git; it is no error if git says no.
fn git(folder: &Path, args: &[&str]) -> Result<Output> {
    started(git_in(folder).args(args), &[])
}

/// Runs a command that must not fail.
fn run(command: &mut Command, input: &[u8]) -> Result<Output> {
    let output = started(command, input)?;
    if output.status.success() { Ok(output) } else { Err(complaint(&output)) }
}

fn started(command: &mut Command, input: &[u8]) -> Result<Output> {
    let mut child = command.spawn().map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            anyhow!("the program git is not installed, which --since needs for a branch or a commit")
        } else {
            anyhow!("git cannot be started: {error}")
        }
    })?;
    if let Some(mut stdin) = child.stdin.take() {
        // If git ends before it has read all, what it says is the better message.
        let _ = stdin.write_all(input);
    }
    Ok(child.wait_with_output()?)
}

/// What git printed, where it did not fail.
fn text_of(output: &Output) -> Result<String> {
    if !output.status.success() {
        return Err(complaint(output));
    }
    String::from_utf8(output.stdout.clone()).context("git printed something that is not UTF-8")
}

/// What git complains of, in one line.
fn complaint(output: &Output) -> anyhow::Error {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("git failed");
    anyhow!("{}", plain(line.strip_prefix("fatal: ").unwrap_or(line)))
}
