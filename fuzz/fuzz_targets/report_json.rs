//! The target `report_json`, for cargo-fuzz.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pollworthy_fuzz::run("report_json", data));
