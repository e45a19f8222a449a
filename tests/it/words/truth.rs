//! Truth: Kleene's tables and the laws that hold in them.

use pollworthy::words::truth::Truth;
use pollworthy::words::truth::Truth::{No, Unknown, Yes};

const ALL: [Truth; 3] = [Yes, No, Unknown];

#[test]
fn kleene_wrote_these_tables() {
    let and = ALL.map(|a| ALL.map(|b| a & b));
    let or = ALL.map(|a| ALL.map(|b| a | b));
    assert_eq!(and, [[Yes, No, Unknown], [No, No, No], [Unknown, No, Unknown]]);
    assert_eq!(or, [[Yes, Yes, Yes], [Yes, No, Unknown], [Yes, Unknown, Unknown]]);
    assert_eq!(ALL.map(|a| !a), [No, Yes, Unknown]);
}

#[test]
fn and_and_or_mirror_each_other_and_their_order_does_not_matter() {
    for a in ALL {
        assert_eq!(!!a, a);
        assert_eq!((a & a, a | a), (a, a));
        for b in ALL {
            assert_eq!(!(a & b), !a | !b);
            assert_eq!(!(a | b), !a & !b);
            assert_eq!((a & b, a | b), (b & a, b | a));
            assert_eq!((a & (a | b), a | (a & b)), (a, a));
            for c in ALL {
                assert_eq!(a & (b & c), (a & b) & c);
                assert_eq!(a | (b | c), (a | b) | c);
                assert_eq!(a & (b | c), (a & b) | (a & c));
            }
        }
    }
}

/// Three values are not two: what is unknown leaves the excluded middle open.
#[test]
fn nothing_is_certain_of_the_unknown() {
    assert_eq!((Unknown | !Unknown, Unknown & !Unknown), (Unknown, Unknown));
    assert_eq!([Some(true), Some(false), None].map(Truth::from), ALL);
    assert_eq!(ALL.map(Truth::is_yes), [true, false, false]);
    assert_eq!(ALL.map(Truth::is_no), [false, true, false]);
}

/// Filling in an unknown never turns a known answer over.
#[test]
fn knowing_more_never_contradicts() {
    let fills = |a: Truth| if a == Unknown { vec![Yes, No, Unknown] } else { vec![a] };
    for (a, b) in ALL.into_iter().flat_map(|a| ALL.map(|b| (a, b))) {
        for (x, y) in fills(a).into_iter().flat_map(|x| fills(b).into_iter().map(move |y| (x, y))) {
            assert!(fills(a & b).contains(&(x & y)));
            assert!(fills(a | b).contains(&(x | y)));
        }
    }
}
