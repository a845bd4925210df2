//! Seals a secret under another secret: an undelivered token under its link's id, a TOTP secret or an answer under the secret of a cookie
//! or form. XChaCha20-Poly1305 with a key that HKDF-SHA-256 derives from this other secret. The other secret is not stored, so a stolen
//! database does not reveal the sealed one.

use crate::server::crypto::Secret;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use data_encoding::HEXLOWER;
use hkdf::Hkdf;
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

/// The use of a sealed secret, which determines the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A token, sealed for its single-access link.
    Link,
    /// A TOTP secret, sealed for a pending sign-in.
    SignIn,
    /// A TOTP secret, sealed for the form that turns the second factor on.
    SetUp,
    /// An answer that is shown once, sealed for its form.
    Answer,
}

impl Purpose {
    /// The HKDF context (`info`), so that each purpose has its own key.
    fn name(self) -> &'static [u8] {
        match self {
            Self::Link => b"keydesk: token sealed for a single-access link, version 1",
            Self::SignIn => b"keydesk: TOTP secret sealed for a pending sign-in, version 1",
            Self::SetUp => b"keydesk: TOTP secret sealed for a set-up, version 1",
            Self::Answer => b"keydesk: answer sealed for the form that got it, version 1",
        }
    }
}

/// A sealed secret in hexadecimal.
#[derive(Clone, Debug)]
pub struct Sealed(String);

impl Sealed {
    /// Wraps the stored text.
    pub fn stored(hex: String) -> Self {
        Self(hex)
    }

    /// The hexadecimal text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The sealed text cannot be opened: it was modified, or sealed for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a sealed secret does not open")]
pub struct SealError;

/// Seals a token for a link. `token_id` is authenticated, so that ciphertexts cannot be swapped between tokens.
///
/// # Errors
/// [`SealError`], only for a text above the cipher's limit of 256 GiB.
pub fn seal(link_id: &Secret, token_id: &str, token: &Secret) -> Result<Sealed, SealError> {
    seal_for(Purpose::Link, link_id, token_id, token)
}

/// Opens a sealed token with its link.
///
/// # Errors
/// [`SealError`] if it was sealed for another link or token, or was modified.
pub fn open(link_id: &Secret, token_id: &str, sealed: &Sealed) -> Result<Secret, SealError> {
    open_for(Purpose::Link, link_id, token_id, sealed)
}

/// Seals a text under `sealing_secret`, which opens it again. Each text needs a new secret, because the nonce is constant.
/// `associated_data` is authenticated and must be the same when opening.
///
/// # Errors
/// [`SealError`], only for a text above the cipher's limit of 256 GiB.
pub fn seal_for(
    purpose: Purpose,
    sealing_secret: &Secret,
    associated_data: &str,
    text: &Secret,
) -> Result<Sealed, SealError> {
    encrypt(&cipher(purpose, sealing_secret)?, associated_data, text).map(Sealed)
}

/// Opens a sealed text.
///
/// # Errors
/// [`SealError`] if it was sealed for something else, or was modified.
pub fn open_for(
    purpose: Purpose,
    sealing_secret: &Secret,
    associated_data: &str,
    sealed: &Sealed,
) -> Result<Secret, SealError> {
    decrypt(&cipher(purpose, sealing_secret)?, associated_data, &sealed.0)
}

/// Encrypts a text and returns hexadecimal. The cipher's key must be used for this text only.
pub(super) fn encrypt(cipher: &XChaCha20Poly1305, associated_data: &str, text: &Secret) -> Result<String, SealError> {
    let payload = Payload {
        msg: text.expose().as_bytes(),
        aad: associated_data.as_bytes(),
    };
    let sealed = cipher.encrypt(&nonce(), payload).map_err(|_| SealError)?;
    Ok(HEXLOWER.encode(&sealed))
}

/// Reverses [`encrypt`].
pub(super) fn decrypt(cipher: &XChaCha20Poly1305, associated_data: &str, digits: &str) -> Result<Secret, SealError> {
    let bytes = HEXLOWER.decode(digits.as_bytes()).map_err(|_| SealError)?;
    let payload = Payload {
        msg: &bytes,
        aad: associated_data.as_bytes(),
    };
    let text = cipher.decrypt(&nonce(), payload).map_err(|_| SealError)?;
    String::from_utf8(text).map(Secret::new).map_err(|_| SealError)
}

fn cipher(purpose: Purpose, sealing_secret: &Secret) -> Result<XChaCha20Poly1305, SealError> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, sealing_secret.expose().as_bytes())
        .expand(purpose.name(), key.as_mut_slice())
        .map_err(|_| SealError)?;
    Ok(XChaCha20Poly1305::new((&*key).into()))
}

/// All zeros. Safe because each key encrypts only one text: every sealing secret, and every salt of a password's key, is new.
fn nonce() -> XNonce {
    XNonce::default()
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
    fn what_is_sealed_for_one_purpose_does_not_open_for_another() {
        let (sealing_secret, text) = (random::secret(), Secret::new("JBSWY3DPEHPK3PXP"));
        let sealed = seal_for(Purpose::SignIn, &sealing_secret, "u1", &text).unwrap();
        for other in [Purpose::Link, Purpose::SetUp, Purpose::Answer] {
            assert_eq!(open_for(other, &sealing_secret, "u1", &sealed).err(), Some(SealError));
        }
        let opened = open_for(Purpose::SignIn, &sealing_secret, "u1", &sealed).unwrap();
        assert_eq!(opened.expose(), text.expose());
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
