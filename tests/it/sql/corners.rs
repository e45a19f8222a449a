//! Conditions made by hand in which SQL engines are known to differ.

// They ask for columns: what asks for none is worked out when the rules are read.

use crate::predicate::harder;

/// The conditions, in the rule language.
pub fn conditions() -> Vec<String> {
    [numbers(), texts(), patterns(), substrings(), dates(), casts(), versions(), truths()].concat()
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Each of some with each of others.
fn each(first: &[&str], second: &[&str], pair: impl Fn(&str, &str) -> String) -> Vec<String> {
    first.iter().flat_map(|a| second.iter().map(|b| pair(a, b)).collect::<Vec<_>>()).collect()
}

const SIGNS: [&str; 6] = ["=", "<>", "<", "<=", ">", ">="];

fn numbers() -> Vec<String> {
    let values = [
        "quantity / 2",
        "quantity / 3",
        "quantity / 7 * 7",
        "-quantity / 2",
        "(0 - quantity) / 2",
        "quantity / 0",
        "quantity / (places_using - 1)",
        "quantity / places_using",
        "jurisdiction.security_funds_received / 3",
        "jurisdiction.security_funds_received * 3",
        "jurisdiction.security_funds_received * jurisdiction.security_funds_received",
        "jurisdiction.security_funds_received - 0.1",
        "cast(quantity / 2 as integer)",
        "cast(-quantity / 2 as integer)",
        "cast((1 - quantity) / 2 as integer)",
        "cast(jurisdiction.security_funds_received as integer)",
        "cast(-jurisdiction.security_funds_received as integer)",
        "cast(jurisdiction.security_funds_received * 2 as integer)",
        "quantity - places_using * 3",
        "quantity * 1000000 * 1000000",
        "length(model) / 2",
        "coalesce(quantity / 2, 0.5)",
        "nullif(quantity, 3) / 2",
        "case when in_service then quantity else 0.5 end",
        "case when in_service then quantity / 2 else places_using end",
    ];
    let others = ["0", "-1", "1.5", "0.333333", "-0.5", "places_using", "places_using / 2"];
    let rests = ["between 0 and 1.5", "in (0, 0.5, 1, null)", "not in (0, 0.5, 1.5)", "is null", "= 1 / 3", "> 7 / 3"];
    let mut all = each(&values, &rests, |value, rest| format!("{value} {rest}"));
    for sign in SIGNS {
        all.extend(each(&values, &others, |value, other| format!("{value} {sign} {other}")));
    }
    all
}

fn texts() -> Vec<String> {
    let values = [
        "model",
        "lower(model)",
        "manufacturer || model",
        "model || ''",
        "substr(model, 1, 1)",
        "model || cast(quantity as text)",
    ];
    let mut all = each(&values, harder::TEXTS, |value, text| format!("{value} = {}", quoted(text)));
    all.extend(each(&values[..3], harder::TEXTS, |value, text| format!("{value} < {}", quoted(text))));
    let texts = ["model", "lower(model)", "model || manufacturer", "jurisdiction.name", "cast(first_used_on as text)"];
    let lengths = ["0", "1", "2", "3", "4", "10", "quantity"];
    all.extend(each(&texts, &lengths, |text, length| format!("length({text}) = {length}")));
    all.extend(owned(&[
        "model < manufacturer",
        "model >= jurisdiction.name",
        "lower(model) = lower(manufacturer)",
        "lower(model) = model",
        "model = ''",
        "nullif(model, 'a') = ''",
        "model || null = 'a'",
        "coalesce(model, '') = ''",
        "model || cast(in_service as text) = 'atrue'",
        "'x' || cast(-quantity as text) = 'x-3'",
        "'x' || cast(in_service as text) = 'xfalse'",
        "'x' || cast(first_used_on as text) = 'x2020-02-29'",
        "'x' || cast(jurisdiction.security_funds_received as text) = 'x0.5'",
        "'x' || cast(jurisdiction.security_funds_received as text) = 'x40'",
        "cast(-jurisdiction.security_funds_received as text) = '-0.000001'",
        "cast(quantity / 2 as text) = '2.5'",
        "cast(system_version as text) = '5.10'",
        "'x' || cast(system_version as text) = 'x5.10'",
        "model in ('a', 'A', null)",
        "model not in ('a', '')",
        "model between 'Z' and 'a'",
        "lower(paper_record) = 'vvpat'",
        "lower(jurisdiction.name) < 'b'",
        "lower(model.its_model) = 'é'",
        "lower(model || manufacturer) = 'éé'",
        "lower(substr(model, 1, 1)) = 'a'",
        "lower(coalesce(model, 'É')) = 'é'",
        "lower(case when in_service then model else 'AB' end) = 'ab'",
    ]));
    all
}

fn patterns() -> Vec<String> {
    let escapes = ["", " escape '!'", " escape '\\'", " escape '%'", " escape '_'", " escape 'a'"];
    let mut all =
        each(harder::WORDS.patterns, &escapes, |pattern, escape| format!("model like {}{escape}", quoted(pattern)));
    let tests = [
        "model like manufacturer",
        "model not like manufacturer",
        "model like manufacturer || '%'",
        "model like '%' || manufacturer || '%'",
        "model like model",
        "'a\\b' like model",
        "lower(model) like 'a%'",
        "lower(model) not like '%é%'",
    ];
    all.extend(each(&tests, &escapes, |test, escape| format!("{test}{escape}")));
    all
}

fn substrings() -> Vec<String> {
    let numbers = ["-4", "-2", "-1", "0", "1", "2", "3", "4"];
    let mut taken = each(&numbers, &numbers, |from, length| format!("substr(model, {from}, {length})"));
    taken.extend(numbers.iter().map(|from| format!("substr(model, {from})")));
    taken.extend(owned(&[
        "substr(model, quantity)",
        "substr(model, 2, quantity)",
        "substr(model, 1 - quantity, 2)",
        "substr(model, 2, 1 - quantity)",
        "substr(model, null)",
    ]));
    taken.iter().flat_map(|taken| ["", "a", "b", "é", "😀", "ab"].map(|text| format!("{taken} = '{text}'"))).collect()
}

fn dates() -> Vec<String> {
    let spans: Vec<&str> = harder::WORDS.spans.iter().map(|span| span.words).collect();
    let moves = ["first_used_on +", "first_used_on -", "jurisdiction.ir_plan_on +", "jurisdiction.ir_plan_on -"];
    let moved = each(&moves, &spans, |from, span| format!("{from} {span}"));
    let moved: Vec<&str> = moved.iter().map(String::as_str).collect();
    let rests = [
        "= date '2024-02-29'",
        "< date '2020-02-29'",
        ">= date '1900-02-28'",
        "is null",
        "= date '1800-01-01'",
        "= date '2200-12-31'",
        "> la_tested_on",
    ];
    let mut all = each(&moved, &rests, |moved, rest| format!("({moved}) {rest}"));
    all.extend(owned(&[
        "first_used_on between '2019-12-31' and '2020-02-29'",
        "first_used_on + interval '1 month' + interval '1 month' = first_used_on + interval '2 months'",
        "first_used_on + interval '1 month' - interval '1 month' = first_used_on",
        "first_used_on + interval '400 years' is null",
        "first_used_on - interval '400 years' is null",
        "coalesce(first_used_on, la_tested_on, as_of) > '2020-01-01'",
        "as_of - interval '10 years' > first_used_on",
        "first_used_on + interval :count month < :since",
        "first_used_on in ('2020-02-29', '1800-01-01')",
        "nullif(first_used_on, '2020-02-29') is null",
        "case first_used_on when '2020-02-29' then true end",
        "cast(first_used_on + interval '1 month' as text) = '2020-02-29'",
    ]));
    all
}

fn casts() -> Vec<String> {
    let numerals = ["cast(serial_number as integer)", "cast(serial_number as decimal)"];
    let rests =
        ["= 0", "= 7", "= 1000", "= 0.5", "= -0.5", "= -2", "= -2.5", "> 1000", "< 0", "is null", "= 0.0000001"];
    let mut all = each(&numerals, &rests, |value, rest| format!("{value} {rest}"));
    let texts = ["serial_number", "model", "' ' || serial_number || ' '"];
    let to = ["integer", "decimal", "boolean", "date", "version"];
    all.extend(each(&texts, &to, |text, to| format!("cast({text} as {to}) is null")));
    let either = |text: &str, other: &str| format!("case when in_service then {} else {other} end", quoted(text));
    for day in harder::WORDS.days {
        let text = either(day, "'2020-02-29'");
        all.push(format!("cast({text} as date) is null"));
        all.push(format!("cast({text} as date) > date '2000-01-01'"));
    }
    for answer in harder::WORDS.answers {
        let text = either(answer, "'yes'");
        all.push(format!("cast({text} as boolean)"));
        all.push(format!("cast({text} as boolean) is null"));
    }
    for numeral in harder::NUMERALS {
        let text = either(numeral, "'8'");
        all.push(format!("cast({text} as integer) = 8"));
        all.push(format!("cast({text} as decimal) > 1.5"));
        all.push(format!("cast({text} as decimal) < 0"));
        all.push(format!("cast({text} as integer) is null"));
    }
    all.extend(owned(&[
        "cast(in_service as integer) = 1",
        "cast(in_service as text) = 'true'",
        "cast(in_service as text) = 'false'",
        "cast(quantity as text) = '40'",
        "cast(-quantity as text) = '-3'",
        "cast(quantity / 2 as text) = '0.5'",
        "cast(quantity / 3 as text) = '1/3'",
        "cast(jurisdiction.security_funds_received as text) = '0.5'",
        "cast(jurisdiction.security_funds_received as text) = '40'",
        "cast(jurisdiction.security_funds_received as text) = '1000.015625'",
        "cast(jurisdiction.security_funds_received as text) like '%0'",
        "cast(first_used_on as text) like '20__-02-29'",
        "cast(first_used_on as text) < '1970'",
        "cast(cast(first_used_on as text) as date) = first_used_on",
    ]));
    all
}

fn versions() -> Vec<String> {
    let values = ["system_version", "coalesce(system_version, certified_version)", "cast(model as version)"];
    let mut all = Vec::new();
    for sign in SIGNS {
        all.extend(each(&values, harder::WORDS.versions, |value, version| {
            format!("{value} {sign} cast({} as version)", quoted(version))
        }));
        all.extend(values.iter().map(|value| format!("{value} {sign} certified_version")));
    }
    all.extend(owned(&[
        "system_version is null",
        "system_version = '5.10'",
        "system_version between '5.5' and '5.10'",
        "system_version in ('5.5.0', '6', null)",
        "system_version not in ('5.5.0', 'EVS 6')",
        "nullif(system_version, '5.5') is null",
        "case when in_service then system_version else '5.10' end > '5.9'",
        "case system_version when '5.5' then true when '6' then false end",
    ]));
    all
}

fn truths() -> Vec<String> {
    let parts = [
        "in_service",
        "vvpat",
        "jurisdiction.admin_mfa",
        "model.its_in_service",
        "(quantity > 2)",
        "(model is null)",
        "null",
    ];
    let pairs: [fn(&str, &str) -> String; 13] = [
        |a, b| format!("{a} and {b}"),
        |a, b| format!("{a} or {b}"),
        |a, b| format!("not ({a} and {b})"),
        |a, b| format!("{a} = {b}"),
        |a, b| format!("{a} <> {b}"),
        |a, b| format!("{a} in (true, {b})"),
        |a, b| format!("{a} not in (false, {b})"),
        |a, b| format!("coalesce({a}, {b}, null)"),
        |a, b| format!("nullif({a}, {b})"),
        |a, b| format!("case when {a} then {b} end"),
        |a, b| format!("case when {a} then true else {b} end"),
        |a, b| format!("(case when {a} then {b} end) is null"),
        |a, b| format!("case {a} when {b} then false else true end"),
    ];
    pairs.iter().flat_map(|pair| each(&parts, &parts, pair)).collect()
}
