//! Digests: SHA-256 in hexadecimal, by which a report names the bytes it rests on.

use sha2::{Digest as _, Sha256};

/// The SHA-256 of some bytes, in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let mut running = Running::default();
    running.add(bytes);
    running.finish()
}

/// Bytes that are hashed in one go.
const BLOCK: usize = 64;

/// A SHA-256 of bytes that come in parts.
#[derive(Clone, Debug, Default)]
pub struct Running {
    hash: Sha256,
    /// Bytes added that fill no block yet.
    begun: usize,
}

impl Running {
    /// Adds the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.begun = (self.begun + bytes.len()) % BLOCK;
        self.hash.update(bytes);
    }

    /// Adds the next bytes, and does something else after every 64 of them.
    #[inline]
    pub fn add_while(&mut self, bytes: &[u8], mut meanwhile: impl FnMut()) {
        let (front, bytes) = bytes.split_at(bytes.len().min((BLOCK - self.begun) % BLOCK));
        self.add(front);
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        for block in blocks {
            self.hash.update(block);
            meanwhile();
        }
        self.add(rest);
    }

    /// The digest of all bytes added, in hexadecimal.
    #[must_use]
    pub fn finish(self) -> String {
        self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
