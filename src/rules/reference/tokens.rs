//! The words of a name: how it is taken apart, and how numbers in it are compared with versions and builds.

/// Whether a number in a name may be a build's: `10.0`, `10.0.19045.3803`, `19045` and `19045.3803` are 10.0.19045's.
pub(super) fn counts_as(build: &str, word: &str) -> bool {
    let is_part = word.contains('.') && (begins(build, word) || begins(word, build));
    is_part
        || build.match_indices('.').any(|(at, _)| {
            let tail = &build[at + 1..];
            tail.len() >= 4 && !tail.contains('.') && begins(tail, word)
        })
}

/// Whether a dotted version is the beginning of another, number by number: 10.1 of 10.1.6-h3, and 17.3 of 17.03.04.
pub(super) fn begins(short: &str, long: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = |text: &'_ str| -> usize { text.len() - text.trim_start_matches('0').len() };
    // What follows a hyphen is a correction of one, such as 10.1.6-h3, and no date or range.
    let (long, more) = long.split_once('-').unwrap_or((long, ""));
    if more.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let mut long = long.split('.');
    short.split('.').all(|part| {
        long.next().is_some_and(|other| {
            part == other || is_number(part) && is_number(other) && part[plain(part)..] == other[plain(other)..]
        })
    })
}

/// The number that a dotted version begins with, without noughts before it; none where its first part is no number. Neither of two
/// versions is the beginning of the other where both have one and these differ.
pub(super) fn leading(text: &str) -> Option<&str> {
    let first = text.split('.').next().filter(|first| !first.is_empty())?;
    first.bytes().all(|byte| byte.is_ascii_digit()).then(|| first.trim_start_matches('0'))
}

/// One word of a name, in small letters.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) text: String,
    /// Whether it is in brackets.
    pub(super) aside: bool,
}

impl Token {
    pub(super) fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Whether it says more than which release it is: the number of a build, of a kernel or of a correction.
    pub(super) fn is_detail(&self) -> bool {
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
pub(super) fn tokens(name: &str) -> Vec<Token> {
    let mut name = name.to_lowercase();
    if !name.is_ascii() || name.contains('(') {
        for mark in ["(r)", "(tm)", "(c)", "®", "™", "©"] {
            name = name.replace(mark, " ");
        }
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
    if let Some(rest) = word.strip_prefix("v.").or(word.strip_prefix('v')).filter(|rest| rest.starts_with(is_digit)) {
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
        && (first.chars().all(char::is_alphabetic)
            || second.chars().all(char::is_alphabetic)
            || first.chars().all(is_digit) && second.chars().any(char::is_alphabetic))
        && !first.starts_with("build")
    {
        return [apart(first), apart(second)].concat();
    }
    vec![word.to_owned()]
}

/// The parts of a name that are alternatives, each with the sign before it; signs in brackets part nothing.
pub(super) fn alternatives(name: &str) -> Vec<(char, &str)> {
    let mut parts = Vec::new();
    let (mut start, mut sign, mut depth) = (0, '|', 0_usize);
    for (at, c) in name.char_indices() {
        let rest = &name[at..];
        let (parting, length) = match c {
            '(' | '[' => {
                depth += 1;
                continue;
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                continue;
            }
            ',' | '/' | '|' | ';' => (c, 1),
            ' ' if rest.starts_with(" or ") => ('|', 4),
            ' ' if rest.starts_with(" and ") => (',', 5),
            ' ' if rest.starts_with(" - ") => ('-', 3),
            _ => continue,
        };
        if depth == 0 && at >= start {
            let part = name[start..at].trim();
            if !part.is_empty() {
                parts.push((sign, part));
                sign = parting;
            } else if parting != ',' {
                sign = parting;
            }
            // The blank that ends one may begin the next: `, or `.
            start = at + length - usize::from(rest[..length].ends_with(' '));
        }
    }
    let last = name[start..].trim();
    if !last.is_empty() {
        parts.push((sign, last));
    }
    parts
}
