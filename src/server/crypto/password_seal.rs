//! Seals a secret under the user's password: XChaCha20-Poly1305 with a key that Argon2id derives from the password and a separate salt. The
//! stored password hash has another salt, so it does not reveal the key.

use crate::server::crypto::{
    HashingError, Secret,
    password::{COST, Cost, Passwords, derive},
    random,
    seal::{SealError, decrypt, encrypt},
};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use data_encoding::HEXLOWER;
use thiserror::Error;
use zeroize::Zeroizing;

/// Length of the salt, in bytes.
const SALT_LENGTH: usize = 16;

/// A secret sealed under a password: cost, salt and ciphertext, separated by `$`. The cost is included, so that secrets still open after an
/// increase of the cost.
#[derive(Clone, Debug)]
pub struct PasswordSealed(String);

impl PasswordSealed {
    /// Wraps the stored text.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a sealed secret could not be opened.
#[derive(Debug, Error)]
pub enum PasswordSealError {
    /// Another password or user, or a modified text.
    #[error(transparent)]
    Sealed(#[from] SealError),
    #[error(transparent)]
    Hashing(#[from] HashingError),
}

impl Passwords {
    /// Seals a secret under a password. `associated_data` is authenticated and must be the same when opening.
    ///
    /// # Errors
    /// [`PasswordSealError::Hashing`].
    pub async fn seal(
        &self,
        password: &str,
        associated_data: &str,
        secret: &Secret,
    ) -> Result<PasswordSealed, PasswordSealError> {
        let salt = random::bytes::<SALT_LENGTH>();
        let cipher = self.cipher(password, COST, salt.to_vec()).await?;
        let Cost {
            memory_kib,
            passes,
            lanes,
        } = COST;
        let sealed = encrypt(&cipher, associated_data, secret)?;
        Ok(PasswordSealed(format!(
            "m={memory_kib},t={passes},p={lanes}${}${sealed}",
            HEXLOWER.encode(&salt)
        )))
    }

    /// Opens a secret with the password.
    ///
    /// # Errors
    /// [`PasswordSealError::Sealed`] if the secret was sealed under another password, or was modified.
    pub async fn open(
        &self,
        password: &str,
        associated_data: &str,
        sealed: &PasswordSealed,
    ) -> Result<Secret, PasswordSealError> {
        let (cost, salt, text) = parse(&sealed.0).ok_or(SealError)?;
        let cipher = self.cipher(password, cost, salt).await?;
        Ok(decrypt(&cipher, associated_data, text)?)
    }

    async fn cipher(&self, password: &str, cost: Cost, salt: Vec<u8>) -> Result<XChaCha20Poly1305, HashingError> {
        let password = Zeroizing::new(password.to_owned());
        self.queue
            .run(move |memory| {
                let mut key = Zeroizing::new([0; 32]);
                derive(&password, &salt, cost, key.as_mut_slice(), memory)?;
                Ok(XChaCha20Poly1305::new((&*key).into()))
            })
            .await
    }
}

/// Parses the text of a [`PasswordSealed`].
fn parse(text: &str) -> Option<(Cost, Vec<u8>, &str)> {
    let mut parts = text.split('$');
    let (cost, salt, sealed) = (parts.next()?, parts.next()?, parts.next()?);
    let mut numbers = cost.split(',').zip(["m=", "t=", "p="]);
    let mut next = || {
        let (number, name) = numbers.next()?;
        number.strip_prefix(name)?.parse().ok()
    };
    let cost = Cost {
        memory_kib: next()?,
        passes: next()?,
        lanes: next()?,
    };
    let salt = HEXLOWER.decode(salt.as_bytes()).ok()?;
    (salt.len() == SALT_LENGTH && parts.next().is_none()).then_some((cost, salt, sealed))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "velvet tractor over the pond";

    #[tokio::test]
    async fn only_the_password_and_the_user_it_was_sealed_for_open_it() {
        let (passwords, secret) = (Passwords::default(), Secret::new("JBSWY3DPEHPK3PXP"));
        let sealed = passwords.seal(PASSWORD, "u1", &secret).await.unwrap();
        assert!(sealed.as_str().starts_with("m=19456,t=2,p=1$"), "{sealed:?}");
        assert!(!sealed.as_str().contains(secret.expose()));
        for (password, user) in [("velvet tractor over the pone", "u1"), (PASSWORD, "u2"), ("", "u1")] {
            let opened = passwords.open(password, user, &sealed).await;
            assert!(
                matches!(opened, Err(PasswordSealError::Sealed(SealError))),
                "{password} {user}"
            );
        }
        let opened = passwords.open(PASSWORD, "u1", &sealed).await.unwrap();
        assert_eq!(opened.expose(), secret.expose());
        let again = passwords.seal(PASSWORD, "u1", &secret).await.unwrap();
        assert_ne!(again.as_str(), sealed.as_str(), "every key seals one text");
    }

    #[tokio::test]
    async fn what_was_changed_does_not_open() {
        let passwords = Passwords::default();
        let sealed = passwords.seal(PASSWORD, "u1", &Secret::new("text")).await.unwrap();
        let whole = sealed.as_str();
        let changed = [
            "",
            "$$",
            "m=19456,t=2,p=1$00$00",
            &whole.replace("m=19456", "m=1"),
            &whole.replace("t=2", "t=1"),
            &whole[..whole.len() - 2],
            &format!("{whole}$"),
        ]
        .map(str::to_owned);
        for text in changed {
            let opened = passwords
                .open(PASSWORD, "u1", &PasswordSealed::stored(text.clone()))
                .await;
            assert!(opened.is_err(), "{text}");
        }
    }
}
