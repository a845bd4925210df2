//! Cryptography: random secrets, hashes, passwords, TOTP, and sealing (encryption) of secrets at rest.

mod digest_map;
pub mod password;
pub mod password_seal;
pub mod random;
mod seal;
mod secret;
pub mod totp;
mod work;

pub use digest_map::{DigestMap, DigestSet};
pub use seal::{Purpose, SealError, Sealed, open, open_for, seal, seal_for};
pub use secret::{Hash, Secret, hash, hmac};
pub use work::HashingError;
