//! Days against jiff's calendar, spans, and versions as voting systems number them.

use std::cmp::Ordering::{self, Equal, Greater, Less};

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use pollworthy::words::value::{Day, Span, Version};
use proptest::prelude::*;
use proptest::sample::select;

use crate::for_all;

#[test]
fn every_day_of_four_centuries_is_jiffs() {
    let mut civil = date(1800, 1, 1);
    let mut number = Day::new(1800, 1, 1).unwrap().number();
    assert_eq!(Day::new(1970, 1, 1).map(Day::number), Some(0));
    let beyond = [i32::MIN, number - 1, Day::new(2200, 12, 31).unwrap().number() + 1, i32::MAX];
    assert_eq!(beyond.map(|number| Day::from_number(number).to_ascii()), [None; 4]);
    while civil <= date(2200, 12, 31) {
        let day = Day::of_civil(civil).unwrap();
        assert_eq!((day.number(), day.civil(), Day::from_number(number)), (number, civil, day));
        assert_eq!(day.to_ascii().as_ref().map(<[u8; 10]>::as_slice), Some(civil.to_string().as_bytes()));
        (civil, number) = (civil.tomorrow().unwrap(), number + 1);
    }
}

#[test]
fn a_day_is_read_back_as_printed() {
    for number in (-62_000..84_000).step_by(37) {
        let day = Day::from_number(number);
        assert_eq!(Day::parse(&day.to_string()), Some(day));
    }
    assert_eq!(Day::new(2026, 11, 22).unwrap().in_words(), "22 November 2026");
}

#[test]
fn the_calendar_has_no_other_days() {
    for text in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-04-31", "1799-12-31"] {
        assert_eq!(Day::parse(text), None, "{text}");
    }
    for text in ["2201-01-01", "2026-1-01", "26-01-01", " 2026-01-01", "2026-01-01T", "2026/01/01", "２026-01-1"] {
        assert_eq!(Day::parse(text), None, "{text}");
    }
    let ends = [(2024, 2), (2026, 2), (2000, 2), (2100, 2), (2026, 4), (2026, 12)];
    let ends = ends.map(|(year, month)| Day::end_of_month(year, month).unwrap().to_string());
    assert_eq!(ends, ["2024-02-29", "2026-02-28", "2000-02-29", "2100-02-28", "2026-04-30", "2026-12-31"]);
    assert_eq!(Day::end_of_month(2026, 13), None);
}

#[test]
fn spans_move_days_as_jiff_does() {
    let span = (-1_200_i32..1_200, -5_000_i32..5_000, select(vec![-1, 1]));
    for_all(4, (-62_000..84_000, span), |(number, (months, days, sign))| {
        let day = Day::from_number(number);
        let shifted = |date: Date, count: i32| (date, count * sign);
        let (civil, count) = shifted(day.civil(), months);
        let moved = civil.checked_add(count.months()).and_then(|date| {
            let (civil, count) = shifted(date, days);
            civil.checked_add(count.days())
        });
        prop_assert_eq!(day.plus(Span { months, days }, sign), moved.ok().and_then(Day::of_civil));
        Ok(())
    });
}

#[test]
fn spans_are_read_as_sql_writes_them() {
    let read = ["10 years", "1 year 6 months", "2 WEEKS", "1 quarter -1 day", "0 days"].map(Span::parse);
    let spans = [(120, 0), (18, 0), (0, 14), (3, -1), (0, 0)];
    assert_eq!(read, spans.map(|(months, days)| Some(Span { months, days })));
    for text in ["", "10", "years", "1 fortnight", "1.5 years", "401 years", "9999999999999 days", "1 year 6"] {
        assert_eq!(Span::parse(text), None, "{text}");
    }
}

#[test]
fn a_span_longer_than_the_calendar_is_refused_not_a_crash() {
    assert_eq!(Span::parse(&"400 years ".repeat(30)), None);
    assert_eq!(Span::parse(&"146400 days ".repeat(60)), None);
    let day = Day::new(2026, 11, 1).unwrap();
    for far in [i32::MIN, i32::MAX] {
        assert_eq!(day.plus(Span { months: far, days: 0 }, -1), None);
        assert_eq!(day.plus(Span { months: 0, days: far }, -1), None);
    }
}

fn compared(a: &str, b: &str) -> Option<Ordering> {
    Version::new(a).compare(&Version::new(b))
}

#[test]
fn versions_compare_as_their_makers_count() {
    for (a, order, b) in [
        ("6.9", Less, "6.10"),
        ("5.5", Less, "5.5-A"),
        ("5.5-A", Less, "5.5-B"),
        ("5.5-a", Equal, "5.5 A"),
        ("5.5", Equal, "5.5.0.0"),
        ("5.05", Equal, "5.5"),
        ("v6.0", Equal, "Version 6"),
        ("EVS 6.3.0.0", Greater, "EVS 6.2.9"),
        ("1.9999999999999999999999", Less, "1.10000000000000000000000"),
    ] {
        assert_eq!(compared(a, b), Some(order), "{a} and {b}");
    }
    assert_eq!(compared("EVS 6.3", "D-Suite 6.3"), None);
    assert_eq!(compared("EVS 6.3", "6.3"), None);
    assert_eq!(Version::new(" EVS 6.3.0.0 ").as_str(), "EVS 6.3.0.0");
}

#[test]
fn versions_of_one_name_have_one_order() {
    let version = || "(EVS )?[0-2]{0,2}([.a-]{1,2}[0-2]{0,2}){0,3}";
    for_all(8, (version(), version(), version()), |(a, b, c)| {
        prop_assert_eq!(compared(&a, &a), Some(Equal));
        prop_assert_eq!(compared(&a, &b), compared(&b, &a).map(Ordering::reverse));
        if let (Some(x), Some(y)) = (compared(&a, &b), compared(&b, &c))
            && x.is_le()
            && y.is_le()
        {
            let whole = if x.is_eq() { y } else { Less };
            prop_assert_eq!(compared(&a, &c), Some(whole));
        }
        Ok(())
    });
}

#[test]
fn the_federal_elections_of_the_calendar_are_those_of_the_law() {
    use pollworthy::words::value::calendar::{
        federal_election, last_federal_election, next_federal_election, previous_federal_election,
    };
    // 2 USC 7: the Tuesday next after the first Monday of November, in every even year.
    let elections = [
        "2016-11-08",
        "2018-11-06",
        "2020-11-03",
        "2022-11-08",
        "2024-11-05",
        "2026-11-03",
        "2028-11-07",
        "2030-11-05",
        "2032-11-02",
        "2034-11-07",
        "2036-11-04",
        "2038-11-02",
        "2040-11-06",
    ];
    let day = |text: &str| Day::parse(text).unwrap();
    for election in elections {
        let year = i32::from(day(election).civil().year());
        assert_eq!(federal_election(year), Some(day(election)));
    }
    for pair in elections.windows(3) {
        let [before, last, next] = [day(pair[0]), day(pair[1]), day(pair[2])];
        for number in last.number()..next.number() {
            let today = Day::from_number(number);
            assert_eq!(last_federal_election(today), Some(last), "{today}");
            assert_eq!(previous_federal_election(today), Some(before), "{today}");
            let ahead = if today == last { last } else { next };
            assert_eq!(next_federal_election(today), Some(ahead), "{today}");
        }
    }
}
