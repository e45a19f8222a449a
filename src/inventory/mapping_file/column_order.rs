//! Names that depend on names: the order to compute them in, and circles.

use std::collections::HashMap;

use crate::limits::rules::NAME_CHAIN;

/// The words of an expression that may be names: neither in quotes, nor before or after a dot.
pub(in crate::inventory) fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    let mut after_dot = false;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let inside = &rest[1..];
            rest = inside.find('\'').map_or("", |end| &inside[end + 1..]);
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            if !after_dot && !behind.starts_with('.') && !first.is_numeric() {
                words.push(word);
            }
            rest = behind;
        } else {
            rest = &rest[first.len_utf8()..];
        }
        after_dot = first == '.';
    }
    words
}

/// Names in an order in which each comes after those it rests on; `Err` names those that cannot be ordered, and why.
pub(in crate::inventory) fn ordered(names: &[&str], texts: &[&str]) -> Result<Vec<usize>, Vec<(usize, String)>> {
    let places: HashMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let rests_on: Vec<Vec<usize>> =
        texts.iter().map(|text| words(text).iter().filter_map(|word| places.get(word).copied()).collect()).collect();
    let mut depth: Vec<Option<usize>> = vec![None; names.len()];
    let mut order = Vec::new();
    // Each round places the names whose others are placed.
    loop {
        let ready = |at: &usize| depth[*at].is_none() && rests_on[*at].iter().all(|other| depth[*other].is_some());
        let round: Vec<usize> = (0..names.len()).filter(ready).collect();
        if round.is_empty() {
            break;
        }
        for at in round {
            let below = rests_on[at].iter().filter_map(|other| depth[*other]).max().unwrap_or(0);
            depth[at] = Some(below + 1);
            order.push(at);
        }
        if depth.iter().flatten().max() > Some(&NAME_CHAIN.size()) {
            let deep = (0..names.len()).filter(|at| depth[*at] > Some(NAME_CHAIN.size()));
            return Err(deep.map(|at| (at, format!("{} {NAME_CHAIN}", names[at]))).collect());
        }
    }
    if order.len() == names.len() {
        return Ok(order);
    }
    // From a name that is left, its first others that are left lead round in a circle.
    let left = |at: &usize| depth[*at].is_none();
    let mut path: Vec<usize> = (0..names.len()).find(left).into_iter().collect();
    while let Some(next) = path.last().and_then(|last| rests_on[*last].iter().copied().find(left)) {
        if let Some(start) = path.iter().position(|at| *at == next) {
            let circle: Vec<&str> = path[start..].iter().chain([&next]).map(|at| names[*at]).collect();
            return Err(vec![(next, format!("{} is defined by itself: {}", names[next], circle.join(" -> ")))]);
        }
        path.push(next);
    }
    Err(Vec::new())
}
