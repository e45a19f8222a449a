//! The target `encodings`, for cargo-fuzz.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pollworthy_fuzz::run("encodings", data));
