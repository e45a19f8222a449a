//! Where a part of a condition is in its text, and how the parser describes what is wrong.

use sqlparser::ast::{Expr, Spanned};
use sqlparser::parser::ParserError;
use sqlparser::tokenizer::{Location, Span as Stretch};

use super::{Mistake, Reader, SHORT};
use crate::limits::rules::CONDITION_BRACKETS;

impl Reader<'_> {
    /// A place of the parser (line and character from 1) as a character of the text from 0; at most one past its last.
    pub(super) fn offset(&self, at: Location) -> usize {
        let lines = self.text.split_inclusive('\n').take(at.line.saturating_sub(1) as usize);
        let before: usize = lines.map(|line| line.chars().count()).sum();
        (before + at.column.saturating_sub(1) as usize).min(self.text.chars().count())
    }

    /// The first and last character of a stretch; the parser's ends are one past the last.
    pub(super) fn ends(&self, stretch: Stretch) -> (usize, usize) {
        let start = self.offset(stretch.start);
        (start, self.offset(stretch.end).saturating_sub(1).max(start))
    }

    /// The parser's own words without its preface, and the place it names.
    pub(super) fn parser_words(&self, error: &ParserError) -> (String, usize) {
        let message = match error {
            ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
            ParserError::RecursionLimitExceeded => return (CONDITION_BRACKETS.to_string(), 0),
        };
        let (words, at) = match message.rsplit_once(" at Line: ") {
            Some((words, place)) => {
                let mut numbers = place.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok());
                let at = Location { line: numbers.next().unwrap_or(1), column: numbers.next().unwrap_or(1) };
                (words, self.offset(at))
            }
            // The end has no place of the parser's.
            None => (message.as_str(), self.text.chars().count()),
        };
        let mut signs = words.trim_end_matches(',').chars();
        let first = signs.next().into_iter().flat_map(char::to_lowercase);
        let words: String = first.chain(signs).collect();
        (words.replace("EOF", "the end"), at)
    }

    pub(super) fn add(&mut self, expr: &Expr, message: String) {
        let short = self.text.len() <= SHORT;
        let stretch = match (edge(expr, true), edge(expr, false)) {
            (Ok(first), Ok(last)) => Some(first.union(&last)),
            (first, last) if short => {
                let known = |edge: Result<Stretch, &Expr>| edge.unwrap_or_else(|strange| strange.span());
                Some(known(first).union(&known(last)))
            }
            (Ok(one), Err(_)) | (Err(_), Ok(one)) => Some(one),
            (Err(_), Err(_)) => None,
        };
        let at = stretch.map_or((0, self.text.chars().count().saturating_sub(1)), |stretch| self.ends(stretch));
        self.mistakes.push(Mistake { message, at });
    }
}

/// Where an expression begins (or ends), found without recursion, as the parser's own way is not: a long chain is a deep one. `Err`
/// with the part whose edge only the parser knows.
#[allow(clippy::wildcard_enum_match_arm)] // the parser's enum
fn edge(expr: &Expr, first: bool) -> Result<Stretch, &Expr> {
    let mut expr = expr;
    loop {
        expr = match expr {
            Expr::BinaryOp { left, .. } if first => left,
            Expr::BinaryOp { right, .. } => right,
            Expr::InList { list, .. } if !first && !list.is_empty() => &list[list.len() - 1],
            Expr::Between { high, .. } if !first => high,
            Expr::Like { pattern, .. } if !first => pattern,
            Expr::Nested(inner) | Expr::IsNull(inner) | Expr::IsNotNull(inner) => inner,
            Expr::UnaryOp { expr: inner, .. }
            | Expr::InList { expr: inner, .. }
            | Expr::Between { expr: inner, .. }
            | Expr::Like { expr: inner, .. }
            | Expr::Cast { expr: inner, .. }
            | Expr::Substring { expr: inner, .. } => inner,
            Expr::Interval(interval) => &interval.value,
            Expr::Case { case_token, .. } if first => return Ok(case_token.0.span),
            Expr::Case { end_token, .. } => return Ok(end_token.0.span),
            Expr::Function(function) => return Ok(function.name.span()),
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Value(_) | Expr::TypedString(_) => {
                return Ok(expr.span());
            }
            strange => return Err(strange),
        };
    }
}
