//! Cache headers and content hashes.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// `Cache-Control` that forbids caches to store a response and proxies to change it. A page that a proxy changed, for example to hide
/// e-mail addresses, cannot be hydrated.
pub(super) const NO_STORE: &str = "no-store, no-transform";

/// The first 16 hexadecimal digits of the SHA-256 hash.
pub(super) fn hash(content: &[u8]) -> String {
    let mut digits = HEXLOWER.encode(&Sha256::digest(content));
    digits.truncate(16);
    digits
}
