//! Passwords: Argon2id, few at a time, and the same work for a user who does not exist.

use crate::domain::text::{TextError, check_password_length};
use crate::server::crypto::random;
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::sync::{Arc, LazyLock};
use thiserror::Error;
use tokio::sync::Semaphore;

/// Security requirement 13 (the lowest that OWASP advises): 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// How many passwords are hashed at once; each takes [`MEMORY_KIB`], so this bounds what a flood of sign-ins can take.
const AT_ONCE: usize = 4;

/// Hashing failed for a reason that is not the password's.
#[derive(Debug, Error)]
#[error("a password could not be hashed: {0}")]
pub struct HashingError(pub(super) String);

/// A stored password's verdict on an entered one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is the one, and the stored hash is as strong as today's.
    Right,
    /// It is the one, and should be hashed again with today's parameters.
    RightButWeak,
    Wrong,
}

/// Hashes and checks passwords.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Passwords {
    /// The hash to store, as a PHC string.
    ///
    /// # Errors
    /// [`HashingError`] when the machine has not the memory for it.
    pub async fn hash(&self, password: &str) -> Result<String, HashingError> {
        let password = password.to_owned();
        self.run(move || hash(&password)).await
    }

    /// Checks an entered password against the stored hash. Without one (there is no such user) it does the same work
    /// and says [`Checked::Wrong`], so that the time taken does not tell (security requirement 18).
    ///
    /// # Errors
    /// [`HashingError`] when the stored hash cannot be read or the machine has not the memory for it.
    pub async fn check(&self, entered: &str, stored: Option<&str>) -> Result<Checked, HashingError> {
        let (entered, stored) = (entered.to_owned(), stored.map(str::to_owned));
        self.run(move || match stored {
            Some(stored) => check(&entered, &stored),
            None => check(&entered, &NOBODYS).map(|_| Checked::Wrong),
        })
        .await
    }

    /// [`check_new`], which takes half a second for a password made to be hard to judge, where that is in nobody's way.
    ///
    /// # Errors
    /// [`HashingError`] when the check broke off.
    pub async fn check_new(
        &self,
        password: &str,
        known_of_user: &[&str],
    ) -> Result<Result<(), TextError>, HashingError> {
        let password = password.to_owned();
        let known: Vec<_> = known_of_user.iter().map(|&known| known.to_owned()).collect();
        self.run(move || {
            let known: Vec<_> = known.iter().map(String::as_str).collect();
            Ok(check_new(&password, &known))
        })
        .await
    }

    /// Runs work that takes [`MEMORY_KIB`], at most [`AT_ONCE`] at once.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashingError> + Send + 'static,
    ) -> Result<T, HashingError> {
        let _permit = self.permits.acquire().await.map_err(|e| HashingError(e.to_string()))?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|e| HashingError(e.to_string()))?
    }
}

/// Checks a new password: its length, and that it is none of the common ones or made of what everybody knows of its
/// user.
///
/// # Errors
/// The [`TextError`] to show at the field.
pub fn check_new(password: &str, known_of_user: &[&str]) -> Result<(), TextError> {
    check_password_length(password)?;
    let estimate = zxcvbn::zxcvbn(password, known_of_user);
    if estimate.score() < zxcvbn::Score::Three {
        Err(TextError::PasswordCommon)
    } else {
        Ok(())
    }
}

/// A hash that no password is checked against with success: its password is random and forgotten.
static NOBODYS: LazyLock<String> =
    LazyLock::new(|| hash(random::secret().expose()).unwrap_or_else(|_| String::from("unhashable")));

fn argon2() -> Result<Argon2<'static>, HashingError> {
    argon2_with(MEMORY_KIB, PASSES, LANES)
}

/// Today's cost, in the order that [`argon2_with`] takes.
pub(super) const COST: [u32; 3] = [MEMORY_KIB, PASSES, LANES];

/// Argon2id with this cost.
pub(super) fn argon2_with(memory_kib: u32, passes: u32, lanes: u32) -> Result<Argon2<'static>, HashingError> {
    let params = Params::new(memory_kib, passes, lanes, None).map_err(|e| HashingError(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Result<String, HashingError> {
    let salt = random::bytes::<16>();
    let hash = argon2()?
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|e| HashingError(e.to_string()))?;
    Ok(hash.to_string())
}

fn check(entered: &str, stored: &str) -> Result<Checked, HashingError> {
    let parsed = PasswordHash::new(stored).map_err(|e| HashingError(e.to_string()))?;
    if argon2()?.verify_password(entered.as_bytes(), &parsed).is_err() {
        return Ok(Checked::Wrong);
    }
    let params = Params::try_from(&parsed).map_err(|e| HashingError(e.to_string()))?;
    let strong = parsed.algorithm.as_str() == "argon2id"
        && params.m_cost() >= MEMORY_KIB
        && params.t_cost() >= PASSES
        && params.p_cost() >= LANES;
    Ok(if strong { Checked::Right } else { Checked::RightButWeak })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_common_passwords_are_refused() {
        assert_eq!(check_new("short", &[]), Err(TextError::PasswordTooShort));
        for common in ["passwordpassword", "123456789012", "qwertyuiop12", "aaaaaaaaaaaaaaaa"] {
            assert_eq!(check_new(common, &[]), Err(TextError::PasswordCommon), "{common}");
        }
        assert_eq!(
            check_new("owner@acme.example", &["owner@acme.example", "acme"]),
            Err(TextError::PasswordCommon)
        );
        assert_eq!(check_new("velvet tractor over the pond", &[]), Ok(()));
    }

    #[tokio::test]
    async fn only_the_password_itself_is_right() {
        let passwords = Passwords::default();
        let stored = passwords.hash("velvet tractor pond").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(
            passwords.check("velvet tractor pone", Some(&stored)).await.unwrap(),
            Checked::Wrong
        );
        assert_eq!(
            passwords.check("velvet tractor pond", None).await.unwrap(),
            Checked::Wrong
        );
        assert_eq!(
            passwords.check("velvet tractor pond", Some(&stored)).await.unwrap(),
            Checked::Right
        );
    }

    #[tokio::test]
    async fn a_weaker_hash_is_right_and_asks_to_be_replaced() {
        let params = Params::new(8_192, 1, 1, None).unwrap();
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let stored = weak
            .hash_password_with_salt(b"velvet tractor pond", b"0123456789abcdef")
            .unwrap()
            .to_string();
        let checked = Passwords::default()
            .check("velvet tractor pond", Some(&stored))
            .await
            .unwrap();
        assert_eq!(checked, Checked::RightButWeak);
    }
}
