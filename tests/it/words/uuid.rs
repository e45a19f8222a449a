//! UUIDs of version 5, against those that Python's `uuid.uuid5` makes in the same namespace.

use pollworthy::words::uuid::uuid;

#[test]
fn they_are_those_of_other_programs() {
    // uuid.uuid5(uuid.UUID("488bda99-6315-491e-b2d7-c7c76a24fe12"), "5:place5:39001"), and so on.
    assert_eq!(uuid(&["place", "39001"]), "0147a89c-c6ad-5eb2-97ad-dcc450e52a0c");
    assert_eq!(uuid(&[]), "4509b8bd-5939-55f4-813a-50bf9fb89635");
    assert_eq!(uuid(&["\u{e9}", ""]), "f86f937a-d9e3-5657-93d1-5eafb9f4fc16");
}

#[test]
fn parts_do_not_run_into_each_other() {
    assert_ne!(uuid(&["a", "bc"]), uuid(&["ab", "c"]));
    assert_ne!(uuid(&["a", ""]), uuid(&["a"]));
    assert_ne!(uuid(&["1:a"]), uuid(&["1", "a"]));
}
