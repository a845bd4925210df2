//! How long browsers may keep an answer.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// What keeps an answer out of caches, and proxies from rewriting it. A page that a proxy changed, as some do to hide e-mail
/// addresses, cannot be taken over by the application.
pub(super) const NO_STORE: &str = "no-store, no-transform";

/// The first 16 hexadecimal digits of the SHA-256.
pub(super) fn hash(content: &[u8]) -> String {
    let mut digits = HEXLOWER.encode(&Sha256::digest(content));
    digits.truncate(16);
    digits
}
