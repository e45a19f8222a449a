//! Wording: numbers as people read them, counts with their nouns, verbs that agree.

/// A number in groups of three: `134,756`.
#[must_use]
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count with its noun: `1 place`, `3 places`.
#[must_use]
pub fn counted(count: u64, (one, many): (&str, &str)) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// A large number as people say it: `53.7 million`, else in full.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn rounded(count: u64) -> String {
    if count < 1_000_000 { number(count) } else { format!("{:.1} million", count as f64 / 1_000_000.0) }
}

/// A share in whole percent; below one it is not rounded to nothing.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn percent(part: u64, all: u64) -> String {
    match (part, all) {
        (_, 0) => String::new(),
        (0, _) => "0%".to_owned(),
        (part, all) if part < all => match part as f64 / all as f64 * 100.0 {
            share if share < 1.0 => "<1%".to_owned(),
            share => format!("{:.0}%", share.min(99.0)),
        },
        _ => "100%".to_owned(),
    }
}

/// A risk as pages print it: a whole number from 0 to 100, rounded away from the all-clear ends.
#[must_use]
pub fn risk(risk: f64) -> String {
    match risk {
        risk if risk <= 0.0 => "0".to_owned(),
        risk if risk < 1.0 => "1".to_owned(),
        risk if (99.0..100.0).contains(&risk) => "99".to_owned(),
        risk => format!("{risk:.0}"),
    }
}

/// A verb phrase in the plural, turned to one where there is one.
#[must_use]
pub fn agreed(phrase: &str, count: u64) -> String {
    if count != 1 {
        return phrase.to_owned();
    }
    let (verb, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    let verb = match verb {
        "have" => "has".to_owned(),
        "are" => "is".to_owned(),
        "were" => "was".to_owned(),
        "do" => "does".to_owned(),
        "can" | "may" | "must" | "will" | "had" | "did" | "cannot" => verb.to_owned(),
        verb if ["ch", "sh", "s", "x", "z", "go"].iter().any(|end| verb.ends_with(end)) => format!("{verb}es"),
        verb => format!("{verb}s"),
    };
    let rest = format!(" {rest}")
        .replace(" they are ", " it is ")
        .replace(" they have ", " it has ")
        .replace(" they ", " it ")
        .replace(" their ", " its ");
    format!("{verb}{}", rest.trim_end())
}
