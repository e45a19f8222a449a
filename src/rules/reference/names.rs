//! Names of operating systems as people and tools write them, read into the releases that they may stand for.
//!
//! What the words mean is in a file next to the table. This reads a name's words, one after the other, and keeps the rows that agree
//! with all of them: a name that leaves the edition or the version open keeps several. A word that it does not know leaves the name unread.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::tokens::{Token, alternatives, begins, counts_as, leading, tokens};

/// The longest name that is read, in bytes.
const LONGEST: usize = 300;

/// The most words that the name of one system has.
const MOST_WORDS: usize = 24;

/// The most words of one part of a name before another part.
const LEAD: usize = 6;

/// What a phrase of the file of words means.
#[derive(Clone, Debug, PartialEq)]
enum Meaning {
    /// One of these products.
    Products(Vec<String>),
    /// An edition, or a class of them.
    Edition(String),
    /// Nothing: a maker, the width of the processor, "edition".
    Nothing,
    /// That fixes may end sooner: a beta, an evaluation.
    Sooner,
}

/// One release of the table, as names speak of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Release {
    pub(super) product: String,
    /// Its versions, each a phrase in small letters, with the edition that a name must say for one to count.
    versions: Vec<(Vec<String>, Option<String>)>,
    /// The same as the system counts them: `10.0.19045`.
    builds: Vec<String>,
    /// The numbers that its versions and builds begin with, and those that builds end with: a name with any other number is another release.
    numbers: Vec<String>,
    editions: Vec<String>,
    /// What a name must say that names any edition.
    required_if_any: Vec<String>,
    /// What a name must say in any case.
    required: Vec<String>,
}

/// The words of names, and the releases that they distinguish.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    phrases: HashMap<String, Meaning, RandomState>,
    /// Words in place of others, at the start of a name.
    same: HashMap<String, Vec<String>, RandomState>,
    /// The most words of a phrase that begins with a word.
    longest: HashMap<String, usize, RandomState>,
    releases: Vec<Release>,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// These releases, by their places in the table; never none.
    Releases(Vec<usize>),
    /// The same where the name tells of an older service pack or build than the table has, of a beta or of an evaluation: their fixes end no
    /// later, and perhaps sooner.
    Older(Vec<usize>),
    /// Nothing that the table knows, or words that contradict one another.
    None,
    /// A word of it is not known.
    Unread,
}

/// The kinds of words, as the file names them.
pub(super) const KINDS: [&str; 5] = ["product", "edition", "nothing", "sooner", "same"];

impl Names {
    /// Adds a phrase of the file of words; `Err` says what is wrong with its line.
    pub(super) fn learn(&mut self, words: &str, kind: &str, means: &str) -> Result<(), String> {
        let tokens: Vec<String> = tokens(words).into_iter().map(|token| token.text).collect();
        if tokens.is_empty() {
            return Err("has no words".to_owned());
        }
        let longest = self.longest.entry(tokens[0].clone()).or_default();
        *longest = tokens.len().max(*longest);
        let key = tokens.join(" ");
        let list = || means.split(';').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
        let meaning = match kind {
            "product" => Meaning::Products(list()),
            "edition" => Meaning::Edition(means.trim().to_owned()),
            "nothing" => Meaning::Nothing,
            "sooner" => Meaning::Sooner,
            "same" => {
                let means = super::tokens::tokens(means).into_iter().map(|token| token.text).collect();
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
            let (version, needs) = match version.split_once('@') {
                Some((version, edition)) => (version, Some(edition.to_owned())),
                None => (version.as_str(), None),
            };
            release.versions.push((tokens(version).into_iter().map(|token| token.text).collect(), needs));
        }
        release.builds = parts(builds).into_iter().filter(|build| !build.is_empty()).collect();
        let begin = release.versions.iter().flat_map(|(version, _)| version.first()).chain(&release.builds);
        let end = release.builds.iter().filter_map(|build| build.rsplit('.').next());
        release.numbers = begin.map(String::as_str).chain(end).filter_map(leading).map(str::to_owned).collect();
        for edition in parts(editions).into_iter().filter(|edition| !edition.is_empty()) {
            let plain = edition.trim_start_matches(['!', '+']);
            if edition.starts_with('!') {
                release.required_if_any.push(plain.to_owned());
            } else if edition.starts_with('+') {
                release.required.push(plain.to_owned());
            }
            release.editions.push(plain.to_owned());
        }
        self.releases.push(release);
    }

    /// What a name stands for.
    pub(super) fn read(&self, name: &str) -> Reading {
        // Who asks does not know.
        if name.len() > LONGEST || name.contains('?') {
            return Reading::Unread;
        }
        let mut lower = name.to_lowercase();
        // The kernel of macOS and iOS is counted in its own way.
        if let Some(start) = lower.find("(darwin")
            && let Some(end) = lower[start..].find(')')
        {
            lower.replace_range(start..=start + end, "");
        }
        let name = self.beside_a_kernel(&lower).unwrap_or(&lower);
        match self.one(tokens(name)) {
            Ok(found) => found.reading(),
            Err(why) => self.several(name).unwrap_or(why),
        }
    }

    /// `Linux Kernel 3.10 on CentOS Linux release 7`: what runs it.
    fn beside_a_kernel<'n>(&self, name: &'n str) -> Option<&'n str> {
        let (kernel, rest) = name.split_once(" on ")?;
        let mut words = tokens(kernel).into_iter();
        (words.next()?.text == "linux" && words.all(|word| word.text == "kernel" || word.is_number())).then_some(rest)
    }

    /// `Windows 7 or Windows Server 2008 R2`, `Windows 10/11`, `OS X 10.9 - 10.12`: all that it may be.
    fn several(&self, name: &str) -> Option<Reading> {
        let parts = alternatives(name);
        if parts.len() < 2 || parts.len() > 12 {
            return None;
        }
        let mut all = Found::default();
        let mut before: Vec<Token> = Vec::new();
        for (sign, part) in parts {
            let own: Vec<Token> = tokens(part);
            let mut words = own.clone();
            let mut read = self.one(own.clone());
            // What the part before it begins with holds for this one: the 2012 of `Windows Server 2008 or 2012`.
            for length in (1..before.len().min(LEAD + 1)).rev().filter(|_| sign != ',') {
                if read.is_ok() {
                    break;
                }
                words = before[..length].iter().chain(&own).cloned().collect();
                read = self.one(words.clone());
            }
            let read = read.ok()?;
            if sign == '-' {
                all.releases.extend(self.between(&all.releases, &read.releases));
            }
            all.releases.extend(read.releases);
            all.older |= read.older;
            before = words;
        }
        all.releases.sort_unstable();
        all.releases.dedup();
        Some(all.reading())
    }

    /// The releases of one product from the last of some to the first of others.
    fn between(&self, from: &[usize], to: &[usize]) -> Vec<usize> {
        let (Some(from), Some(to)) = (from.last(), to.first()) else { return Vec::new() };
        let (first, last) = (*from.min(to), *from.max(to));
        let product = &self.releases[first].product;
        (first..=last).filter(|at| self.releases[*at].product == *product).collect()
    }

    /// The longest phrase at the start of some words, and what it means.
    fn phrase(&self, words: &[Token]) -> Option<(usize, &Meaning)> {
        (1..=self.longest(words)).rev().find_map(|length| {
            let key = words[..length].iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
            self.phrases.get(&key).map(|meaning| (length, meaning))
        })
    }

    /// The most words at the start of some that may be a phrase.
    fn longest(&self, words: &[Token]) -> usize {
        words.first().and_then(|word| self.longest.get(&word.text)).map_or(0, |longest| (*longest).min(words.len()))
    }

    /// The words with those at the start that stand for others replaced.
    fn spelled_out(&self, words: Vec<Token>) -> Vec<Token> {
        // Makers come first, and say nothing.
        let first = words.iter().position(|word| self.phrases.get(&word.text) != Some(&Meaning::Nothing)).unwrap_or(0);
        let found = [0, first].into_iter().find_map(|start| {
            (1..=self.longest(&words[start..])).rev().find_map(|length| {
                let texts: Vec<&str> = words[start..start + length].iter().map(|word| word.text.as_str()).collect();
                self.same.get(&texts.join(" ")).map(|means| (start + length, means))
            })
        });
        let Some((after, means)) = found else { return words };
        let spelled = means.iter().map(|word| Token { text: word.clone(), aside: false });
        spelled.chain(words[after..].iter().cloned()).collect()
    }

    /// The releases that agree with all words of a name of one system.
    fn one(&self, words: Vec<Token>) -> Result<Found, Reading> {
        if words.is_empty() || words.len() > MOST_WORDS {
            return Err(Reading::Unread);
        }
        let words = self.spelled_out(words);
        let mut products: Option<Vec<&String>> = None;
        let mut editions: Vec<&str> = Vec::new();
        let mut rest: Vec<&Token> = Vec::new();
        let mut sooner = false;
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
                    at += length;
                }
                Some((length, Meaning::Edition(edition))) => {
                    editions.push(edition);
                    at += length;
                }
                Some((length, Meaning::Nothing)) => at += length,
                Some((length, Meaning::Sooner)) => {
                    sooner = true;
                    at += length;
                }
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
        let family = found.clone();
        let (mut at, mut older, mut versions, mut details) = (0, sooner, 0, 0);
        while at < rest.len() && !found.is_empty() {
            match self.narrowed((&found, &family), &rest[at..], &editions) {
                Narrowed::To(length, left) => {
                    found = left;
                    versions += 1;
                    at += length;
                }
                Narrowed::Older(length) => {
                    older = true;
                    at += length;
                }
                Narrowed::Detail => {
                    details += 1;
                    at += 1;
                }
                Narrowed::No => return Err(if rest[at].is_number() { Reading::None } else { Reading::Unread }),
            }
        }
        // What looks like a detail may be the version itself, of a release that the table does not have.
        if found.is_empty() || details > 0 && versions == 0 {
            return Err(Reading::None);
        }
        Ok(Found { releases: found, older })
    }

    /// Whether words tell a build without a product: each is a build's number or a part of it, one of them with a dot, and one is a whole
    /// number of a build.
    fn pins_a_build(&self, found: &[usize], rest: &[&Token]) -> bool {
        let builds = || found.iter().flat_map(|at| &self.releases[*at].builds);
        rest.iter().any(|word| word.text.contains('.'))
            && rest.iter().all(|word| builds().any(|build| counts_as(build, &word.text)))
            && rest.iter().any(|word| {
                builds().any(|build| {
                    let whole = build.split('.').count() >= 3 && counts_as(build, &word.text);
                    whole && word.text.split('.').count() != 2
                })
            })
    }

    /// What the first words that name a version make of some releases.
    fn narrowed(&self, (found, family): (&[usize], &[usize]), rest: &[&Token], editions: &[&str]) -> Narrowed {
        for length in (1..=rest.len().min(3)).rev() {
            let words: Vec<&str> = rest[..length].iter().map(|word| word.text.as_str()).collect();
            let near: Vec<(usize, u32)> =
                found.iter().filter_map(|at| Some((*at, self.releases[*at].nearness(&words, editions)?))).collect();
            if near.is_empty() {
                continue;
            }
            // Products are counted each in its own way: what comes nearest is told within one.
            let product = |at: usize| self.releases[at].product.as_str();
            let nearest =
                |of: &str| near.iter().filter(|(at, _)| product(*at) == of).map(|(_, nearness)| *nearness).max();
            // 8 and 8.1 both fit what is written 8.x.
            let open = words.last().is_some_and(|word| word.ends_with(".x"));
            let fits = near.iter().filter(|(at, nearness)| open || Some(*nearness) == nearest(product(*at)));
            return Narrowed::To(length, fits.map(|(at, _)| *at).collect());
        }
        let word = rest[0];
        let releases = || found.iter().map(|at| &self.releases[*at]);
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if releases().all(Release::is_of_old_windows) {
            let texts: Vec<&str> = rest.iter().take(3).map(|word| word.text.as_str()).collect();
            if let ["service", "pack", number] = texts[..]
                && is_digits(number)
            {
                return Narrowed::Older(3);
            }
            // The number of a build, and not a year.
            let is_build = is_digits(&word.text) && matches!(word.text.len(), 3 | 4) && !word.text.starts_with("20");
            if word.text.strip_prefix("sp").is_some_and(is_digits) || is_build {
                return Narrowed::Older(1);
            }
        }
        let number = word.text.strip_prefix("build").unwrap_or(&word.text);
        let has_builds = releases().any(|release| !release.builds.is_empty());
        // The number of a model or of a day, where releases are not counted like it.
        let is_model = !has_builds
            && word.is_number()
            && !word.text.contains('.')
            && (!is_digits(&word.text) || word.text.len() >= 5);
        // A detail of another release is not one of this one.
        let is_other = family.iter().any(|at| self.releases[*at].nearness(&[&word.text], editions).is_some());
        if (word.is_detail() || is_model) && !is_other && !releases().any(|release| release.counts_like(number)) {
            return Narrowed::Detail;
        }
        Narrowed::No
    }
}

/// Releases that a name may stand for.
#[derive(Debug, Default)]
struct Found {
    releases: Vec<usize>,
    /// Whether it may be older than they are.
    older: bool,
}

impl Found {
    fn reading(self) -> Reading {
        if self.older { Reading::Older(self.releases) } else { Reading::Releases(self.releases) }
    }
}

/// What words make of some releases.
enum Narrowed {
    /// So many words leave these.
    To(usize, Vec<usize>),
    /// So many words tell of a pack or a build that is older than the table's.
    Older(usize),
    /// A word that says more than which release it is.
    Detail,
    /// A word that is not known, or a version that none of them has.
    No,
}

impl Release {
    fn agrees_with(&self, editions: &[&str]) -> bool {
        editions.iter().all(|edition| self.editions.iter().any(|own| own == edition))
            && self.required.iter().all(|word| editions.contains(&word.as_str()))
            && (editions.is_empty() || self.required_if_any.iter().all(|word| editions.contains(&word.as_str())))
    }

    /// How near some words come to one of its versions: nearest where they name it, less where they say more than it, and least where they
    /// leave a part of it open.
    fn nearness(&self, words: &[&str], editions: &[&str]) -> Option<u32> {
        if let [word] = words {
            let number = word.strip_prefix("build").unwrap_or(word);
            // Most numbers are of other releases: this is asked of every one.
            if leading(number).is_some_and(|lead| self.numbers.iter().all(|own| own != lead)) {
                return None;
            }
            if self.builds.iter().any(|build| counts_as(build, number)) {
                return Some(3_000);
            }
            if self.counts_like(number) {
                return None;
            }
        }
        let counts = |needs: &Option<String>| needs.as_ref().is_none_or(|edition| editions.contains(&edition.as_str()));
        let versions = self.versions.iter().filter(|(_, needs)| counts(needs)).map(|(version, _)| version);
        let near = |version: &Vec<String>| match (version.as_slice(), words) {
            ([version], [word]) => {
                let word = word.strip_suffix(".x").unwrap_or(word);
                match (begins(version, word), begins(word, version)) {
                    (true, true) => Some(3_000),
                    (true, false) => Some(2_000 + u32::try_from(version.len()).unwrap_or(0)),
                    (false, true) => Some(1_000),
                    (false, false) => None,
                }
            }
            (version, words) => {
                (version.len() == words.len() && version.iter().zip(words).all(|(a, b)| a == b)).then_some(3_000)
            }
        };
        versions.filter_map(near).max()
    }

    /// Whether it is a Windows before 10, which had service packs.
    fn is_of_old_windows(&self) -> bool {
        !self.builds.is_empty() && !self.builds.iter().any(|build| build.starts_with("10."))
    }

    /// Whether it has a build that is counted as a number is: a number like it says something of the release.
    fn counts_like(&self, word: &str) -> bool {
        let long = word.len() >= 5 && word.bytes().all(|byte| byte.is_ascii_digit());
        self.builds.iter().any(|build| long || build.split('.').take(2).eq(word.split('.').take(2)))
    }
}
