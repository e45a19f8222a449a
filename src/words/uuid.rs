//! UUIDs of version 5: the same name has the same one in every run and on every machine.

use sha1::{Digest as _, Sha1};

/// The namespace of all names. It was drawn at random once and must not change: documents that others keep refer to what it makes.
const NAMESPACE: [u8; 16] =
    [0x48, 0x8b, 0xda, 0x99, 0x63, 0x15, 0x49, 0x1e, 0xb2, 0xd7, 0xc7, 0xc7, 0x6a, 0x24, 0xfe, 0x12];

/// The UUID of a name that has several parts. Each part is hashed behind its length in bytes and a colon, so that `["a", "bc"]` and
/// `["ab", "c"]` have different ones.
#[must_use]
pub fn uuid(parts: &[&str]) -> String {
    let mut hash = Sha1::new();
    hash.update(NAMESPACE);
    for part in parts {
        hash.update(part.len().to_string());
        hash.update(":");
        hash.update(part);
    }
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest.iter()).for_each(|(byte, of)| *byte = *of);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if [4, 6, 8, 10].contains(&at) {
            text.push('-');
        }
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    text
}
