//! Separate types for a secret and its hash, so that only the hash can be stored or printed.

use data_encoding::HEXLOWER;
use hkdf::Hkdf;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A secret text: a token, link id, session id or set-up code. `Debug` redacts it, and its memory is wiped on drop.
#[derive(Clone, Debug)]
pub struct Secret(SecretString);

impl Secret {
    /// Wraps a text as a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The plain text, for the place that hands it out.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The secret's SHA-256 as bytes.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.expose().as_bytes()).into()
    }

    /// The secret's SHA-256.
    pub fn hash(&self) -> Hash {
        hash(self.expose())
    }
}

/// The SHA-256 of a secret in 64 hexadecimal digits. The store contains only this.
#[derive(Clone, Debug)]
pub struct Hash(String);

impl Hash {
    /// Wraps a stored hash.
    pub fn stored(hex: String) -> Self {
        Self(hex)
    }

    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Compares in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

/// The SHA-256 of a text.
pub fn hash(text: &str) -> Hash {
    Hash(HEXLOWER.encode(&Sha256::digest(text.as_bytes())))
}

/// The HMAC-SHA-256 of a guessable text.
pub fn hmac(key: &Secret, text: &str) -> Hash {
    // HKDF's extract step is HMAC with the salt as key (RFC 5869, section 2.2).
    let (mac, _) = Hkdf::<Sha256>::extract(Some(key.expose().as_bytes()), text.as_bytes());
    Hash(HEXLOWER.encode(&mac))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hmac_is_that_of_rfc_4231() {
        let mac = hmac(&Secret::new("Jefe"), "what do ya want for nothing?");
        assert_eq!(
            mac.as_str(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn hashes_are_sha256() {
        // The test vector of FIPS 180-2, appendix B.1.
        assert_eq!(
            hash("abc").as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_secret_does_not_print() {
        assert!(!format!("{:?}", Secret::new("kdt_abc")).contains("abc"));
    }

    #[test]
    fn hashes_match_only_themselves() {
        assert!(hash("a").matches(&hash("a")));
        assert!(!hash("a").matches(&hash("b")));
    }
}
