//! A page as running text: each sentence that a recount expects is crossed out, and the numbers left over were counted by nobody.

use scraper::{ElementRef, Html, Node};

/// A page, and what was found wrong with it.
pub(super) struct Page {
    pub(super) text: String,
    used: Vec<bool>,
    /// What was crossed out as a count, not as fixed words.
    counted: Vec<bool>,
    /// The part of the text that is read now.
    window: std::ops::Range<usize>,
    pub(super) wrong: Vec<String>,
}

/// White space as one blank.
pub(super) fn run(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Page {
    pub(super) fn new(text: &str) -> Self {
        let mut text = run(text);
        // Columns that a sheet does not have stand between what is blank and the rules open.
        while let Some(from) = text.find("; it has no column") {
            let Some(len) = text[from..].find(" yet").map(|at| at + " yet".len()) else { break };
            text.replace_range(from..from + len, "");
        }
        let none = vec![false; text.len()];
        Self { used: none.clone(), counted: none, window: 0..text.len(), text, wrong: Vec::new() }
    }

    /// A page of the terminal: the gutter of what there is to fix is no part of its sentences.
    pub(super) fn of_terminal(text: &str) -> Self {
        let mut kept = String::new();
        let mut gutter = false;
        for line in text.lines() {
            if !line.starts_with(|c: char| c == ' ' || c.is_ascii_digit()) {
                gutter =
                    line.starts_with("WHAT TO FIX") || line.starts_with("LISTED") || line.starts_with("WHAT TO FILL");
            }
            let mut words: Vec<&str> = line.split_whitespace().collect();
            if gutter && line.starts_with(|c: char| c == ' ' || c.is_ascii_digit()) {
                let severity = |word: &&str| ["critical", "high", "medium", "low", "info"].contains(word);
                let indent = line.len() - line.trim_start().len();
                let count = |word: &str| word.chars().all(|c| c.is_ascii_digit());
                if indent < 3 && words.first().is_some_and(|word| count(word)) {
                    words.remove(0);
                }
                if indent <= 3 && words.first().is_some_and(severity) {
                    words.remove(0);
                }
            }
            kept.push_str(&words.join(" "));
            kept.push(' ');
        }
        Self::new(&kept)
    }

    /// A page of HTML: its text, with that of its charts, without ticks of their axes, styles and scripts.
    pub(super) fn of_html(text: &str) -> Self {
        let mut kept = String::new();
        walk(Html::parse_document(text).root_element(), false, &mut kept);
        Self::new(&kept)
    }

    /// A page of Markdown: its text.
    pub(super) fn of_markdown(text: &str) -> Self {
        let mut kept = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("&#") {
            kept.push_str(&rest[..at]);
            let end = rest[at..].find(';').map_or(rest.len(), |end| at + end);
            let code = rest[at + 2..end].parse().ok().and_then(char::from_u32);
            kept.extend(code);
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        kept.push_str(rest);
        let kept =
            kept.replace("<code>", "").replace("</code>", "").replace(['|', '*', '`'], " ").replace('\u{200b}', "");
        Self::new(&kept)
    }

    fn is_part(&self, at: usize, len: usize) -> bool {
        let (before, after) = (self.text[..at].chars().next_back(), self.text[at + len..].chars().next());
        let (first, last) = (self.text[at..].chars().next(), self.text[..at + len].chars().next_back());
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let mark = |c: Option<char>| matches!(c, Some(',' | '.'));
        let longer = word(before) && word(first) || word(after) && word(last);
        let begun = digit(first) && mark(before) && digit(self.text[..at].chars().rev().nth(1));
        let goes_on = digit(last) && mark(after) && digit(self.text[at + len..].chars().nth(1));
        // `1 high` is only the beginning of `1 high, 2 more`.
        let severity =
            ["critical", "high", "medium", "low", "info"].iter().any(|word| self.text[..at + len].ends_with(word));
        let rest =
            self.text[at + len..].strip_prefix(", ").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
        let more = severity && rest.is_some_and(|rest| rest.starts_with(" more"));
        longer || begun || goes_on || more
    }

    fn find(&self, phrase: &str) -> Option<usize> {
        let free = |at: usize| self.used[at..at + phrase.len()].iter().all(|used| !used);
        let part = &self.text.as_bytes()[self.window.clone()];
        let mut found = memchr::memmem::find_iter(part, phrase).map(|at| self.window.start + at);
        found.find(|at| free(*at) && !self.is_part(*at, phrase.len()))
    }

    fn cross_out(&mut self, phrase: &str) -> Option<std::ops::Range<usize>> {
        let phrase = run(phrase);
        let at = self.find(&phrase).filter(|_| !phrase.is_empty())?;
        let there = at..at + phrase.len();
        self.used[there.clone()].fill(true);
        Some(there)
    }

    fn count_out(&mut self, phrase: &str) -> bool {
        let Some(there) = self.cross_out(phrase) else { return false };
        self.counted[there].fill(true);
        true
    }

    /// A sentence whose numbers are held against others later.
    pub(super) fn skip(&mut self, phrase: &str) -> bool {
        self.cross_out(phrase).is_some()
    }

    /// The numbers that were counted: where each stands, and how long it is.
    pub(super) fn numbers(&self) -> Vec<(usize, usize)> {
        let bytes = self.text.as_bytes();
        let mut numbers = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            while at < bytes.len() && bytes[at].is_ascii_digit() && self.counted[at] {
                at += 1;
            }
            // The number of a rule is a name.
            if at > start && !self.text[..start].ends_with('-') {
                numbers.push((start, at - start));
            }
            at += 1;
        }
        numbers
    }

    /// Reads only from where one heading stands to where the next one ends in the same words.
    pub(super) fn section(&mut self, heading: &str, last_words: &str) {
        // One place may be called like the end of another.
        let begins = |at: &usize| {
            let before = self.text[..*at].trim_end();
            before.ends_with('.') || before.ends_with("one by one")
        };
        let Some(start) = self.text.match_indices(heading).map(|(at, _)| at).find(begins) else {
            self.wrong.push(format!("it has no section {heading}"));
            return;
        };
        let after = start + heading.len();
        let end = self.text[after..].find(last_words).map_or(self.text.len(), |next| after + next);
        self.window = start..end;
    }

    /// Reads all of the page again.
    pub(super) fn whole(&mut self) {
        self.window = 0..self.text.len();
    }

    /// A sentence that must be there.
    pub(super) fn says(&mut self, phrase: impl AsRef<str>) {
        let phrase = phrase.as_ref();
        if !phrase.is_empty() && !self.count_out(phrase) {
            self.wrong.push(format!("it does not say: {}", run(phrase)));
        }
    }

    /// A sentence that must be there with the number of some line in it: one of the beginnings, the number, and the end.
    pub(super) fn says_at_a_line(&mut self, begins: &[String], end: &str) {
        let phrase = begins.iter().find_map(|begin| {
            self.text[self.window.clone()].match_indices(begin.as_str()).find_map(|(at, _)| {
                let rest = &self.text[self.window.start + at + begin.len()..];
                let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                let phrase = format!("{begin}{}{end}", &rest[..digits]);
                (digits > 0 && rest[digits..].starts_with(end)).then_some((phrase, begin.len(), digits))
            })
        });
        let there = phrase.and_then(|(phrase, begin, digits)| Some((self.cross_out(&phrase)?, begin, digits)));
        match there {
            Some((there, begin, digits)) => {
                let line = there.start + begin..there.start + begin + digits;
                self.counted[there].fill(true);
                self.counted[line].fill(false);
            }
            None => self.wrong.push(format!("it does not say at any line: {end}")),
        }
    }

    /// A sentence that must be there in one of these forms.
    pub(super) fn says_one_of(&mut self, phrases: &[String]) {
        if !phrases.iter().any(|phrase| self.count_out(phrase)) {
            let begun: String = phrases.first().map(|first| first.chars().take(12).collect()).unwrap_or_default();
            let near: Vec<String> = self
                .text
                .match_indices(begun.trim())
                .take(3)
                .map(|(at, _)| self.text[at..].chars().take(90).collect())
                .collect();
            let few: Vec<&String> = phrases.iter().take(4).collect();
            self.wrong.push(format!("it says none of: {few:?}, but {near:?}"));
        }
    }

    /// Of some sentences, each in one of its forms, so many must be there.
    pub(super) fn says_of(&mut self, count: usize, sentences: &[Vec<String>]) {
        let missing: Vec<&Vec<String>> =
            sentences.iter().filter(|forms| !forms.iter().any(|form| self.count_out(form))).collect();
        let found = sentences.len() - missing.len();
        if found != count {
            self.wrong.push(format!("it says {found} and not {count} of {}; not {missing:?}", sentences.len()));
        }
    }

    /// Words that are no count, wherever they stand: titles, statutes, names, positions.
    pub(super) fn fixed(&mut self, phrase: &str) {
        let phrase = run(phrase);
        if phrase.is_empty() {
            return;
        }
        let all: Vec<usize> = memchr::memmem::find_iter(self.text.as_bytes(), &phrase).collect();
        for at in all {
            let there = at..at + phrase.len();
            if self.used[there.clone()].iter().all(|used| !used) && !self.is_part(at, phrase.len()) {
                self.used[there].fill(true);
            }
        }
    }

    /// What is wrong: sentences that are not there, and numbers that no recount explains.
    pub(super) fn finish(mut self) -> Vec<String> {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at].is_ascii_digit() && !self.used[at] {
                let mut from = at.saturating_sub(60);
                while !self.text.is_char_boundary(from) {
                    from -= 1;
                }
                let mut to = (at + 50).min(bytes.len());
                while !self.text.is_char_boundary(to) {
                    to += 1;
                }
                self.wrong.push(format!("nobody counted: ...{}[{}]...", &self.text[from..at], &self.text[at..to]));
                while at < bytes.len() && bytes[at].is_ascii_digit() {
                    at += 1;
                }
            }
            at += 1;
        }
        self.wrong
    }
}

const INLINE: [&str; 7] = ["a", "bdi", "b", "code", "em", "span", "strong"];

fn walk(element: ElementRef<'_>, in_chart: bool, kept: &mut String) {
    let name = element.value().name();
    // How old machines are stands in no JSON report: those figures have tests of their own.
    if matches!(name, "style" | "script" | "head" | "desc" | "title") || element.value().id() == Some("ages") {
        return;
    }
    let in_chart = in_chart || name == "svg";
    let shown = !in_chart || element.value().classes().any(|class| class == "figure" || class == "name");
    if !INLINE.contains(&name) {
        kept.push(' ');
    }
    for child in element.children() {
        match child.value() {
            Node::Text(text) if shown => kept.push_str(text),
            Node::Element(_) => {
                if let Some(child) = ElementRef::wrap(child) {
                    walk(child, in_chart, kept);
                }
            }
            _ => {}
        }
    }
    if !INLINE.contains(&name) {
        kept.push(' ');
    }
}
