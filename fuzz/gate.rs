//! Runs every target for some seconds on its corpus and on inputs made of it at random: what a gate has time for. It knows nothing of coverage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

// Parts of it are for libFuzzer alone.
#[allow(dead_code, unreachable_pub, clippy::wildcard_enum_match_arm)]
#[path = "src/lib.rs"]
mod targets;

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use targets::{TARGETS, Target};

/// An input that takes longer is a finding.
const SLOWEST: Duration = Duration::from_secs(20);

/// As much stack as the main thread of a program has.
const STACK: usize = 8 << 20;

/// The longest input that is made.
const LONGEST: usize = 4_096;

fn main() -> ExitCode {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let Some(seconds) = seconds.map(Duration::from_secs) else {
        eprintln!("usage: fuzz_gate SECONDS");
        return ExitCode::from(2);
    };
    let next = Mutex::new(TARGETS.iter());
    let work = || {
        let mut all_held = true;
        while let Some((name, target)) = { next.lock().unwrap().next() } {
            match fuzz(name, *target, seconds) {
                Ok(said) => println!("fuzz {name}: {said}"),
                Err(said) => {
                    println!("fuzz {name} FAILED: {said}");
                    all_held = false;
                }
            }
        }
        all_held
    };
    let worker = || thread::Builder::new().stack_size(STACK);
    let all_held = thread::scope(|scope| {
        let started: Vec<_> = (0..2).map(|_| worker().spawn_scoped(scope, work).unwrap()).collect();
        started.into_iter().all(|worker| worker.join().unwrap())
    });
    if all_held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What was run, or the input that failed.
fn fuzz(name: &str, target: Target, seconds: Duration) -> Result<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let corpus = inputs(&root.join("corpus").join(name));
    if corpus.is_empty() {
        return Err("it has no corpus".to_owned());
    }
    let words = words(&root.join("dict").join(format!("{name}.dict")));
    let started = Instant::now();
    for input in &corpus {
        held(name, target, input)?;
    }
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut made = 0_u64;
    while started.elapsed() < seconds {
        held(name, target, &changed(&corpus, &words, &mut random))?;
        made += 1;
    }
    Ok(format!(
        "{} inputs of the corpus and {made} made of them, {:.1} s",
        corpus.len(),
        started.elapsed().as_secs_f64()
    ))
}

/// Runs a target on one input; one that fails is kept for whoever looks into it.
fn held(name: &str, target: Target, input: &[u8]) -> Result<(), String> {
    let started = Instant::now();
    let is_held = catch_unwind(|| target(input)).is_ok();
    let took = started.elapsed();
    if is_held && took < SLOWEST {
        return Ok(());
    }
    let path = std::env::temp_dir().join(format!("fuzz-{name}-failed"));
    fs::write(&path, input).unwrap();
    let what = if is_held { format!("it took {:.1} s", took.as_secs_f64()) } else { "it panicked".to_owned() };
    Err(format!("{what}; the input is in {}", path.display()))
}

/// The files of a folder, in the order of their names.
fn inputs(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// The words of a dictionary, without those that are written with escapes.
fn words(path: &Path) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let word =
        |line: &str| line.split('"').nth(1).filter(|word| !word.contains('\\')).map(|word| word.as_bytes().to_vec());
    text.lines().filter(|line| !line.starts_with('#')).filter_map(word).collect()
}

/// An input of the corpus with a few changes.
fn changed(corpus: &[Vec<u8>], words: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = corpus[random.below(corpus.len())].clone();
    for _ in 0..=random.below(4) {
        let at = random.below(input.len() + 1);
        let end = at + random.below(input.len() - at + 1).min(64);
        match random.below(7) {
            0 => input.insert(at, random.byte()),
            1 if at < input.len() => input[at] = random.byte(),
            2 if at < input.len() => input[at] ^= 1 << random.below(8),
            3 => {
                input.drain(at..end);
            }
            4 => {
                let again = input[at..end].to_vec();
                input.splice(at..at, again);
            }
            5 if !words.is_empty() => {
                let word = words[random.below(words.len())].iter().copied();
                input.splice(at..at, word);
            }
            _ => {
                let other = &corpus[random.below(corpus.len())];
                let from = random.below(other.len() + 1);
                input.truncate(at);
                input.extend_from_slice(&other[from..]);
            }
        }
    }
    input.truncate(LONGEST);
    input
}

/// Numbers that look random and are the same in every run: Marsaglia's xorshift, "Xorshift RNGs", 2003.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() >> 11) as usize % most.max(1)
    }

    fn byte(&mut self) -> u8 {
        (self.next() >> 24) as u8
    }
}
