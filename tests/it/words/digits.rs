//! Digits in groups.

use pollworthy::words::digits::grouped;

#[test]
fn groups_have_three_digits_but_for_the_first() {
    let numbers =
        [(0, "0"), (999, "999"), (1_000, "1,000"), (134_756, "134,756"), (u64::MAX, "18,446,744,073,709,551,615")];
    for (number, wanted) in numbers {
        assert_eq!(grouped(number), wanted);
    }
}
