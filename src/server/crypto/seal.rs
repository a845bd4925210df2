//! An undelivered token, sealed so that only its link opens it: XChaCha20-Poly1305 under a key that HKDF-SHA-256 derives
//! from the link id. The link id is not stored, so a stolen database yields no token.

use crate::server::crypto::{Secret, secret::hex};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use thiserror::Error;

/// What HKDF's output is for, so that the link id could serve for other keys too.
const PURPOSE: &[u8] = b"keydesk: token sealed for a single-access link, version 1";

/// A sealed token, as hexadecimal digits.
#[derive(Clone, Debug)]
pub struct Sealed(String);

impl Sealed {
    /// A sealed token as it was stored.
    pub fn stored(hex: String) -> Self {
        Self(hex)
    }

    /// The digits to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The sealed token cannot be opened: it was changed, or belongs to another link or token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a sealed token does not open with its link")]
pub struct SealError;

/// Seals a token for a link. `token_id` is bound in, so that sealed texts cannot be swapped between tokens.
///
/// # Errors
/// [`SealError`]; only for a text beyond the cipher's 256 GiB.
pub fn seal(link_id: &Secret, token_id: &str, token: &Secret) -> Result<Sealed, SealError> {
    let payload = Payload {
        msg: token.expose().as_bytes(),
        aad: token_id.as_bytes(),
    };
    let sealed = cipher(link_id)?.encrypt(&nonce(), payload).map_err(|_| SealError)?;
    Ok(Sealed(hex(&sealed)))
}

/// Opens a sealed token with its link.
///
/// # Errors
/// [`SealError`] when it does not belong to this link and token, or was changed.
pub fn open(link_id: &Secret, token_id: &str, sealed: &Sealed) -> Result<Secret, SealError> {
    let bytes = unhex(&sealed.0).ok_or(SealError)?;
    let payload = Payload {
        msg: &bytes,
        aad: token_id.as_bytes(),
    };
    let token = cipher(link_id)?.decrypt(&nonce(), payload).map_err(|_| SealError)?;
    String::from_utf8(token).map(Secret::new).map_err(|_| SealError)
}

fn cipher(link_id: &Secret) -> Result<XChaCha20Poly1305, SealError> {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(None, link_id.expose().as_bytes())
        .expand(PURPOSE, &mut key)
        .map_err(|_| SealError)?;
    Ok(XChaCha20Poly1305::new(&key.into()))
}

/// All zeros: every link id is new, so every key seals one single text.
fn nonce() -> XNonce {
    XNonce::default()
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    if !digits.is_ascii() || !digits.len().is_multiple_of(2) {
        return None;
    }
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::crypto::random;

    #[test]
    fn only_the_link_and_token_it_was_sealed_for_open_it() {
        let (link, token) = (random::secret(), random::token());
        let sealed = seal(&link, "t1", &token).unwrap();
        assert!(!sealed.as_str().contains(token.expose()));
        assert_eq!(open(&random::secret(), "t1", &sealed).err(), Some(SealError));
        assert_eq!(open(&link, "t2", &sealed).err(), Some(SealError));
        assert_eq!(open(&link, "t1", &sealed).unwrap().expose(), token.expose());
    }

    #[test]
    fn a_changed_text_does_not_open() {
        let link = random::secret();
        let sealed = seal(&link, "t1", &random::token()).unwrap().as_str().to_owned();
        let flipped = if sealed.starts_with('0') { "1" } else { "0" }.to_owned() + &sealed[1..];
        for changed in [
            flipped,
            String::new(),
            "zz".into(),
            sealed[2..].into(),
            sealed[1..].into(),
        ] {
            assert_eq!(open(&link, "t1", &Sealed::stored(changed)).err(), Some(SealError));
        }
    }
}
