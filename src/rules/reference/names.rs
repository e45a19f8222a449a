//! Names of operating systems as people and tools write them, read into the releases that they may stand for.
//!
//! What the words mean stands in a file beside the table. This reads a name's words, one after the other, and keeps the rows that agree
//! with all of them: a name that leaves the edition or the version open keeps several. A word that it does not know leaves the name unread.

use std::collections::HashMap;

use foldhash::fast::RandomState;

/// The longest name that is read, in bytes.
const LONGEST: usize = 300;

/// What a phrase of the file of words means.
#[derive(Clone, Debug, PartialEq)]
enum Meaning {
    /// One of these products.
    Products(Vec<String>),
    /// An edition, or a class of them.
    Edition(String),
    /// Nothing: a maker, the width of the processor, "edition".
    Nothing,
}

/// One release of the table, as names speak of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Release {
    pub(super) product: String,
    /// Its versions, each a phrase in small letters.
    versions: Vec<Vec<String>>,
    /// The same as the system counts them: `10.0.19045`.
    builds: Vec<String>,
    editions: Vec<String>,
    /// What a name must say that names any edition.
    said_if_any: Vec<String>,
    /// What a name must say in any case.
    said: Vec<String>,
}

/// The words of names, and the releases that they tell apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    phrases: HashMap<String, Meaning, RandomState>,
    /// Words in place of others, at the start of a name.
    same: HashMap<String, Vec<String>, RandomState>,
    longest: usize,
    releases: Vec<Release>,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// These releases, by their places in the table; never none.
    Releases(Vec<usize>),
    /// Nothing that the table knows, or words that contradict one another.
    None,
    /// A word of it is not known.
    Unread,
}

/// The kinds of words, as the file names them.
pub(super) const KINDS: [&str; 4] = ["product", "edition", "nothing", "same"];

impl Names {
    /// Adds a phrase of the file of words; `Err` says what is wrong with its line.
    pub(super) fn learn(&mut self, words: &str, kind: &str, means: &str) -> Result<(), String> {
        let tokens: Vec<String> = tokens(words).into_iter().map(|token| token.text).collect();
        if tokens.is_empty() {
            return Err("has no words".to_owned());
        }
        self.longest = self.longest.max(tokens.len());
        let key = tokens.join(" ");
        let list = || means.split(';').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
        let meaning = match kind {
            "product" => Meaning::Products(list()),
            "edition" => Meaning::Edition(means.trim().to_owned()),
            "nothing" => Meaning::Nothing,
            "same" => {
                let means = self::tokens(means).into_iter().map(|token| token.text).collect();
                let known = self.same.insert(key, means);
                return if known.is_some() { Err(format!("\"{words}\" is there twice")) } else { Ok(()) };
            }
            _ => return Err(format!("kind \"{kind}\" is none of {}", KINDS.join(", "))),
        };
        if self.phrases.insert(key, meaning).is_some() {
            return Err(format!("\"{words}\" is there twice"));
        }
        Ok(())
    }

    /// Adds a release; they are numbered from 0 as they come.
    pub(super) fn add(&mut self, product: &str, versions: &str, builds: &str, editions: &str) {
        let parts = |cell: &str| cell.split(';').map(|part| part.trim().to_lowercase()).collect::<Vec<_>>();
        let mut release = Release { product: product.trim().to_owned(), ..Release::default() };
        for version in parts(versions).iter().filter(|version| !version.is_empty()) {
            release.versions.push(tokens(version).into_iter().map(|token| token.text).collect());
        }
        release.builds = parts(builds).into_iter().filter(|build| !build.is_empty()).collect();
        for edition in parts(editions).into_iter().filter(|edition| !edition.is_empty()) {
            let plain = edition.trim_start_matches(['!', '+']);
            if edition.starts_with('!') {
                release.said_if_any.push(plain.to_owned());
            } else if edition.starts_with('+') {
                release.said.push(plain.to_owned());
            }
            release.editions.push(plain.to_owned());
        }
        self.releases.push(release);
    }

    /// What a name stands for.
    pub(super) fn read(&self, name: &str) -> Reading {
        if name.len() > LONGEST {
            return Reading::Unread;
        }
        let lower = name.to_lowercase();
        let name = self.beside_a_kernel(&lower).unwrap_or(&lower);
        match self.one(tokens(name)) {
            Ok((found, _)) => Reading::Releases(found),
            Err(why) => self.several(name).unwrap_or(why),
        }
    }

    /// `Linux Kernel 3.10 on CentOS Linux release 7`: what runs it.
    fn beside_a_kernel<'n>(&self, name: &'n str) -> Option<&'n str> {
        let (kernel, rest) = name.split_once(" on ")?;
        let mut words = tokens(kernel).into_iter();
        (words.next()?.text == "linux" && words.all(|word| word.text == "kernel" || word.is_number())).then_some(rest)
    }

    /// `Windows 7 or Windows Server 2008 R2`, `Windows 10/11`: all that it may be.
    fn several(&self, name: &str) -> Option<Reading> {
        let apart = name.replace(" or ", "|").replace(['/', ','], "|");
        let parts: Vec<&str> = apart.split('|').map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() < 2 || parts.len() > 12 {
            return None;
        }
        let mut all: Vec<usize> = Vec::new();
        let mut before: Vec<String> = Vec::new();
        for part in parts {
            let own: Vec<Token> = tokens(part);
            let mut read = self.one(own.clone());
            // What the part before it says first holds for this one: the 2012 of `Windows Server 2008 or 2012`.
            for length in (1..=before.len()).rev() {
                if read.is_ok() {
                    break;
                }
                let lead = before[..length].iter().map(|word| Token { text: word.clone(), aside: false });
                read = self.one(lead.chain(own.iter().cloned()).collect());
            }
            let (found, product) = read.ok()?;
            all.extend(found);
            if !product.is_empty() {
                before = product;
            }
        }
        all.sort_unstable();
        all.dedup();
        Some(Reading::Releases(all))
    }

    /// The longest phrase at the start of some words, and what it means.
    fn phrase(&self, words: &[Token]) -> Option<(usize, &Meaning)> {
        (1..=self.longest.min(words.len())).rev().find_map(|length| {
            let key = words[..length].iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
            self.phrases.get(&key).map(|meaning| (length, meaning))
        })
    }

    /// The words with those at the start that stand for others replaced.
    fn spelled_out(&self, words: Vec<Token>) -> Vec<Token> {
        // Makers come first, and say nothing.
        let start = words.iter().position(|word| self.phrases.get(&word.text) != Some(&Meaning::Nothing)).unwrap_or(0);
        let found = (1..=self.longest.min(words.len() - start)).rev().find_map(|length| {
            let key = words[start..start + length].iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
            self.same.get(&key).map(|means| (length, means))
        });
        let Some((length, means)) = found else { return words };
        let spelled = means.iter().map(|word| Token { text: word.clone(), aside: false });
        spelled.chain(words[start + length..].iter().cloned()).collect()
    }

    /// The releases that agree with all words of a name of one system, and the words of its product with the first after them.
    fn one(&self, words: Vec<Token>) -> Result<(Vec<usize>, Vec<String>), Reading> {
        if words.is_empty() {
            return Err(Reading::Unread);
        }
        let words = self.spelled_out(words);
        let mut products: Option<Vec<&String>> = None;
        let mut called: Vec<String> = Vec::new();
        let mut editions: Vec<&str> = Vec::new();
        let mut rest: Vec<&Token> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.phrase(&words[at..]) {
                Some((length, Meaning::Products(named))) => {
                    let both: Vec<&String> = match &products {
                        Some(known) => named.iter().filter(|name| known.contains(name)).collect(),
                        None => named.iter().collect(),
                    };
                    if both.is_empty() {
                        return Err(Reading::None);
                    }
                    products = Some(both);
                    if called.is_empty() {
                        called = words[at..words.len().min(at + length)].iter().map(|word| word.text.clone()).collect();
                    }
                    at += length;
                }
                Some((length, Meaning::Edition(edition))) => {
                    editions.push(edition);
                    at += length;
                }
                Some((length, Meaning::Nothing)) => at += length,
                None => {
                    rest.push(&words[at]);
                    at += 1;
                }
            }
        }
        let mut found: Vec<usize> = (0..self.releases.len())
            .filter(|at| {
                let release = &self.releases[*at];
                match &products {
                    Some(products) => products.contains(&&release.product),
                    // A bare build, such as 10.0.19045.3803, names its system by itself.
                    None => !release.builds.is_empty(),
                }
            })
            .collect();
        if products.is_none() && !(editions.is_empty() && self.pins_a_build(&found, &rest)) {
            return Err(Reading::Unread);
        }
        found.retain(|at| self.releases[*at].agrees_with(&editions));
        let mut at = 0;
        while at < rest.len() {
            let (length, left) = self.narrowed(&found, &rest[at..])?;
            found = left;
            at += length;
        }
        if found.is_empty() { Err(Reading::None) } else { Ok((found, called)) }
    }

    /// Whether words tell a build without a product: each is a build's number or a part of it, and one is a whole number of a build.
    fn pins_a_build(&self, found: &[usize], rest: &[&Token]) -> bool {
        let builds = || found.iter().flat_map(|at| &self.releases[*at].builds);
        rest.iter().all(|word| builds().any(|build| counts_as(build, &word.text)))
            && rest.iter().any(|word| {
                builds().any(|build| {
                    let whole = build.split('.').count() >= 3 && counts_as(build, &word.text);
                    whole && word.text.split('.').count() != 2
                })
            })
    }

    /// What is left of some releases by the first words that name a version, and how many words those are.
    fn narrowed(&self, found: &[usize], rest: &[&Token]) -> Result<(usize, Vec<usize>), Reading> {
        for length in (1..=rest.len().min(3)).rev() {
            let words: Vec<&str> = rest[..length].iter().map(|word| word.text.as_str()).collect();
            let left: Vec<usize> =
                found.iter().copied().filter(|at| self.releases[*at].is_of_version(&words)).collect();
            if !left.is_empty() {
                return Ok((length, left));
            }
        }
        let word = rest[0];
        let mut releases = found.iter().map(|at| &self.releases[*at]);
        let number = word.text.strip_prefix("build").unwrap_or(&word.text);
        if word.is_detail() && !releases.any(|release| release.counts_like(number)) {
            return Ok((1, found.to_vec()));
        }
        Err(if word.is_number() { Reading::None } else { Reading::Unread })
    }
}

impl Release {
    fn agrees_with(&self, editions: &[&str]) -> bool {
        editions.iter().all(|edition| self.editions.iter().any(|own| own == edition))
            && self.said.iter().all(|word| editions.contains(&word.as_str()))
            && (editions.is_empty() || self.said_if_any.iter().all(|word| editions.contains(&word.as_str())))
    }

    fn is_of_version(&self, words: &[&str]) -> bool {
        if let [word] = words {
            let number = word.strip_prefix("build").unwrap_or(word);
            if self.builds.iter().any(|build| counts_as(build, number)) {
                return true;
            }
            if self.counts_like(number) {
                return false;
            }
        }
        self.versions.iter().any(|version| match (version.as_slice(), words) {
            ([version], [word]) => begins(version, word) || begins(word, version),
            (version, words) => version.len() == words.len() && version.iter().zip(words).all(|(a, b)| a == b),
        })
    }

    /// Whether it has a build that is counted as a number is: a number like it says something of the release.
    fn counts_like(&self, word: &str) -> bool {
        let numbers = |text: &str| text.split('.').take(2).map(str::to_owned).collect::<Vec<_>>();
        let long = word.len() >= 5 && word.bytes().all(|byte| byte.is_ascii_digit());
        self.builds.iter().any(|build| long || numbers(build) == numbers(word))
    }
}

/// Whether a number in a name may be a build's: `10.0`, `10.0.19045.3803`, `19045` and `19045.3803` are 10.0.19045's.
fn counts_as(build: &str, word: &str) -> bool {
    let is_part = word.contains('.') && (begins(build, word) || begins(word, build));
    is_part
        || build.match_indices('.').any(|(at, _)| {
            let tail = &build[at + 1..];
            tail.len() >= 4 && !tail.contains('.') && begins(tail, word)
        })
}

/// Whether a dotted version is the beginning of another, number by number: 10.1 of 10.1.6-h3, and 17.3 of 17.03.04.
fn begins(short: &str, long: &str) -> bool {
    let mut long = long.split(['.', '-']);
    short.split('.').all(|part| {
        let plain = |text: &str| {
            let text = text.trim_start_matches('0');
            if text.is_empty() { "0".to_owned() } else { text.to_owned() }
        };
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        long.next()
            .is_some_and(|other| part == other || is_number(part) && is_number(other) && plain(part) == plain(other))
    })
}

/// One word of a name, in small letters.
#[derive(Clone, Debug)]
struct Token {
    text: String,
    /// Whether it stands in brackets.
    aside: bool,
}

impl Token {
    fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Whether it says more than which release it is: the number of a build, of a kernel or of a correction.
    fn is_detail(&self) -> bool {
        let dots = self.text.matches(['.', '-']).count();
        let mut letters = self.text.split(|c: char| c.is_ascii_digit()).filter(|part| !part.is_empty());
        let numbers: Vec<&str> =
            self.text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        // 22G313
        let apples = numbers.len() == 2
            && numbers[0].len() == 2
            && numbers[1].len() >= 2
            && letters.next().is_some_and(|part| part.len() == 1);
        self.is_number() && (dots >= 2 || apples || self.aside)
            || self.text.strip_prefix("build").is_some_and(|rest| !rest.is_empty())
    }
}

/// The words of a name: signs part them, but for dots and hyphens within; what is written in one is taken apart (`Windows10`, `7pro`).
fn tokens(name: &str) -> Vec<Token> {
    let mut name = name.to_lowercase();
    for mark in ["(r)", "(tm)", "(c)", "®", "™", "©"] {
        name = name.replace(mark, " ");
    }
    let mut all = Vec::new();
    let mut depth = 0_usize;
    let mut word = String::new();
    let mut push = |word: &mut String, aside: bool| {
        let text = word.trim_matches(['.', '-']).to_owned();
        word.clear();
        if !text.is_empty() {
            all.extend(apart(&text).into_iter().map(|text| Token { text, aside }));
        }
    };
    for sign in name.chars() {
        match sign {
            '(' | '[' => {
                push(&mut word, depth > 0);
                depth += 1;
            }
            ')' | ']' => {
                push(&mut word, depth > 0);
                depth = depth.saturating_sub(1);
            }
            '.' | '-' | '+' => word.push(sign),
            sign if sign.is_alphanumeric() => word.push(sign),
            _ => push(&mut word, depth > 0),
        }
    }
    push(&mut word, depth > 0);
    all
}

/// A word with letters and a number run together, in its parts.
fn apart(word: &str) -> Vec<String> {
    let is_digit = |c: char| c.is_ascii_digit();
    // v7.0.12
    if let Some(rest) = word.strip_prefix('v').filter(|rest| rest.starts_with(is_digit)) {
        return vec![rest.to_owned()];
    }
    let letters = word.len() - word.trim_start_matches(|c: char| c.is_alphabetic()).len();
    if letters >= 3 && word[letters..].starts_with(is_digit) && !word.starts_with("build") {
        let (name, number) = word.split_at(letters);
        return std::iter::once(name.to_owned()).chain(apart(number)).collect();
    }
    let digits = word.len() - word.trim_start_matches(is_digit).len();
    let tail = &word[digits..];
    if digits > 0 && tail.len() >= 2 && tail.chars().all(char::is_alphabetic) {
        return vec![word[..digits].to_owned(), tail.to_owned()];
    }
    // x86-64 and 64-bit are one word; others with a hyphen after letters are two.
    if let Some((first, second)) = word.split_once('-')
        && !first.is_empty()
        && !second.is_empty()
        && (first.chars().all(char::is_alphabetic) || second.chars().all(char::is_alphabetic))
        && !first.starts_with("build")
    {
        return [apart(first), apart(second)].concat();
    }
    vec![word.to_owned()]
}
