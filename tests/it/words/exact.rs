//! Exact numbers: they add, multiply, compare and print as fractions do on paper.

use std::cmp::Ordering;

use pollworthy::words::value::Exact;
use proptest::prelude::*;

use crate::for_all;

fn exact(text: &str) -> Exact {
    Exact::parse(text).unwrap()
}

/// Fractions whose parts leave room for cross-multiplication in 128 bits.
fn fraction() -> impl Strategy<Value = (i128, i128)> {
    let part = || prop_oneof![-12_i128..=12, -(1_i128 << 60)..=1 << 60];
    (part(), part().prop_filter("zero divides nothing", |part| *part != 0))
}

fn of((a, b): (i128, i128)) -> Exact {
    Exact::new(a, b).unwrap()
}

#[test]
fn tenths_add_up_and_halves_stay_halves() {
    assert_eq!(exact("0.1").plus(exact("0.2")), Some(exact("0.3")));
    assert_eq!(exact("7").over(exact("2")), Some(exact("3.5")));
    assert_eq!(exact("1").over(exact("3")).unwrap().times(exact("3")), Some(exact("1")));
    assert_eq!(exact("1").over(Exact::ZERO), None);
    assert_eq!([exact("-3.9"), exact("3.9"), exact("-0.5")].map(Exact::truncated), [-3, 3, 0].map(Exact::from));
}

#[test]
fn arithmetic_is_that_of_fractions() {
    for_all(4, (fraction(), fraction()), |(x, y)| {
        let ((a, b), (c, d)) = (x, y);
        prop_assert_eq!(of(x).plus(of(y)), Exact::new(a * d + c * b, b * d));
        prop_assert_eq!(of(x).times(of(y)), Exact::new(a * c, b * d));
        prop_assert_eq!(of(x).over(of(y)), Exact::new(a * d, b * c));
        prop_assert_eq!(of(x).negated(), Exact::new(-a, b));
        prop_assert_eq!(of(x).truncated(), Exact::new(a / b, 1).unwrap());
        let sign = (b * d).signum();
        prop_assert_eq!(of(x).cmp(&of(y)), (a * d * sign).cmp(&(c * b * sign)));
        prop_assert_eq!(of(x).cmp(&of(y)) == Ordering::Equal, of(x) == of(y));
        Ok(())
    });
}

#[test]
fn order_holds_where_cross_multiplication_would_overflow() {
    let parts = (any::<i128>(), any::<i128>(), any::<i128>(), any::<i128>());
    for_all(4, parts, |(a, b, c, d)| {
        let (Some(x), Some(y)) = (Exact::new(a, b), Exact::new(c, d)) else { return Ok(()) };
        prop_assert_eq!(x.cmp(&y), y.cmp(&x).reverse());
        let (low, high) = (x.min(y), x.max(y));
        prop_assert!(low.to_f64() <= high.to_f64());
        if let (Some(x), Some(y)) = (x.negated(), y.negated()) {
            prop_assert_eq!(x.cmp(&y), of((c, d)).cmp(&of((a, b))));
        }
        Ok(())
    });
}

#[test]
fn what_does_not_fit_is_not_a_number() {
    let huge = of((i128::MAX, 1));
    assert_eq!(huge.plus(huge), None);
    assert_eq!(huge.times(exact("2")), None);
    assert_eq!(of((1, i128::MAX)).over(exact("2")), None);
    assert_eq!(of((i128::MIN, 1)).negated(), None);
    assert_eq!(Exact::new(1, 0), None);
}

#[test]
fn a_decimal_is_read_back_as_printed() {
    for_all(4, (-(10_i128.pow(24))..10_i128.pow(24), 0_u32..=6), |(digits, places)| {
        let number = of((digits, 10_i128.pow(places)));
        prop_assert_eq!(Exact::parse(&number.to_string()), Some(number));
        Ok(())
    });
}

#[test]
fn numbers_print_as_people_write_them() {
    let printed = [(1, 2), (-1, 8), (5, 1), (1, 3), (-7, 30), (0, 9)].map(|parts| of(parts).to_string());
    assert_eq!(printed, ["0.5", "-0.125", "5", "1/3", "-7/30", "0"]);
}

#[test]
fn only_decimal_digits_are_numbers() {
    assert_eq!(["1_000.5", "+.5", "-2.", "007"].map(exact), ["1000.5", "0.5", "-2", "7"].map(exact));
    for text in ["", ".", "-", "+-1", "1e5", "0x10", "1,000", " 1", "1.2.3", "_", "-_", "_._", "½", "٣"] {
        assert_eq!(Exact::parse(text), None, "{text:?}");
    }
    assert!(Exact::parse(&"9".repeat(30)).is_some());
    assert_eq!(Exact::parse(&"9".repeat(31)), None);
}
