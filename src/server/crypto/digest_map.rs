//! Maps by SHA-256.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
};

/// A map by SHA-256, alone or with a number.
pub type DigestMap<K, V> = HashMap<K, V, BuildHasherDefault<OwnDigits>>;

/// A set of SHA-256.
pub type DigestSet = HashSet<[u8; 32], BuildHasherDefault<OwnDigits>>;

/// Hashes SHA-256 by its own digits. Only for maps into which nobody outside can put entries: those of secrets that the server made.
#[derive(Clone, Copy, Debug, Default)]
pub struct OwnDigits(u64);

impl Hasher for OwnDigits {
    fn write(&mut self, digest: &[u8]) {
        if let Some(digits) = digest.last_chunk() {
            self.0 ^= u64::from_le_bytes(*digits);
        }
    }

    fn write_usize(&mut self, _length: usize) {}

    fn write_i64(&mut self, number: i64) {
        self.0 ^= number.cast_unsigned().rotate_left(32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
