//! When a forecast ends, and which days it shows.

use pollworthy::forecast::days::{DayKind, Until, shown};
use pollworthy::words::value::Day;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn until(text: &str, as_of: &str) -> Option<String> {
    Some(Until::parse(text)?.from(day(as_of))?.to_string())
}

#[test]
fn an_end_is_a_day_an_election_or_a_time() {
    let ends = [
        ("2028-11-07", Some("2028-11-07")),
        ("next-election", Some("2028-11-07")),
        ("next-presidential", Some("2028-11-07")),
        ("2y", Some("2028-11-30")),
        ("18m", Some("2028-05-30")),
        ("90d", Some("2027-02-28")),
        ("1 year 6 months", Some("2028-05-30")),
        ("2026-11-30", None),
        ("2020-01-01", None),
        ("0d", None),
        ("-1y", None),
        ("31y", None),
        ("soon", None),
        ("", None),
    ];
    for (text, end) in ends {
        assert_eq!(until(text, "2026-11-30").as_deref(), end, "{text}");
    }
}

#[test]
fn on_the_day_of_an_election_the_next_one_is_meant() {
    assert_eq!(until("next-election", "2026-11-03").as_deref(), Some("2028-11-07"));
    assert_eq!(until("next-election", "2026-11-02").as_deref(), Some("2026-11-03"));
    assert_eq!(until("next-presidential", "2028-11-07").as_deref(), Some("2032-11-02"));
}

#[test]
fn quarters_and_elections_are_shown_and_years_where_it_is_long() {
    let days = shown(day("2026-11-30"), day("2027-08-15"));
    let days: Vec<(String, DayKind)> = days.into_iter().map(|(day, kind)| (day.to_string(), kind)).collect();
    let end = |text: &str| (text.to_owned(), DayKind::End);
    let last = ("2027-08-15".to_owned(), DayKind::Last);
    assert_eq!(days, [end("2026-12-31"), end("2027-03-31"), end("2027-06-30"), last]);
    let long = shown(day("2026-11-30"), day("2046-11-30"));
    assert!(long.len() <= 20, "{}", long.len());
    assert!(long.windows(2).all(|two| two[0].0 < two[1].0));
    assert!(long.contains(&(day("2028-11-07"), DayKind::Presidential)));
    assert_eq!(long.last(), Some(&(day("2046-11-30"), DayKind::Last)));
}
