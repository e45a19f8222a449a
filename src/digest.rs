//! Digests: SHA-256 in hexadecimal, by which a report names the bytes it rests on.

use sha2::{Digest as _, Sha256};

/// The SHA-256 of some bytes, in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let mut running = Running::default();
    running.add(bytes);
    running.finish()
}

/// A SHA-256 of bytes that come in parts.
#[derive(Clone, Debug, Default)]
pub struct Running(Sha256);

impl Running {
    /// Adds the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all bytes added, in hexadecimal.
    #[must_use]
    pub fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
