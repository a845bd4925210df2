//! Passwords: Argon2id, few at a time, and the same work for a user who does not exist.

use crate::domain::text::{TextError, check_password_length};
use crate::server::crypto::{
    random,
    work::{HashingError, Memory, Queue},
};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use std::sync::LazyLock;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The least that OWASP advises for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Bytes of a stored hash.
const KEY: usize = 32;

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
#[derive(Clone, Debug, Default)]
pub struct Passwords {
    pub(super) queue: Queue,
}

impl Passwords {
    /// The hash to store, as a PHC string.
    ///
    /// # Errors
    /// [`HashingError`].
    pub async fn hash(&self, password: &str) -> Result<String, HashingError> {
        let password = Zeroizing::new(password.to_owned());
        self.queue.run(move |memory| hash(&password, memory)).await
    }

    /// Checks an entered password against the stored hash. Without one (there is no such user) it does the same work
    /// and says [`Checked::Wrong`], so that the time taken does not reveal it.
    ///
    /// # Errors
    /// [`HashingError`], also when the stored hash cannot be read.
    pub async fn check(&self, entered: &str, stored: Option<&str>) -> Result<Checked, HashingError> {
        let (entered, stored) = (Zeroizing::new(entered.to_owned()), stored.map(str::to_owned));
        self.queue
            .run(move |memory| match stored {
                Some(stored) => check(&entered, &stored, memory),
                None => check(&entered, &NOBODYS, memory).map(|_| Checked::Wrong),
            })
            .await
    }

    /// [`check_new`], which takes half a second for a password made to be hard to judge, where that is in nobody's way.
    ///
    /// # Errors
    /// [`HashingError`].
    pub async fn check_new(
        &self,
        password: &str,
        known_of_user: &[&str],
    ) -> Result<Result<(), TextError>, HashingError> {
        let password = Zeroizing::new(password.to_owned());
        let known: Vec<_> = known_of_user.iter().map(|&known| known.to_owned()).collect();
        self.queue
            .run(move |_| {
                let known: Vec<_> = known.iter().map(String::as_str).collect();
                Ok(check_new(&password, &known))
            })
            .await
    }
}

/// Checks a new password: its length, and that it is none of the common ones or made of what everybody knows of its
/// user. Blocks its thread: requests use [`Passwords::check_new`].
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
static NOBODYS: LazyLock<String> = LazyLock::new(|| {
    hash(random::secret().expose(), &mut Memory::default()).unwrap_or_else(|_| String::from("unhashable"))
});

/// Today's cost: memory in KiB, passes, lanes.
pub(super) const COST: [u32; 3] = [MEMORY_KIB, PASSES, LANES];

/// Argon2id of a password with this cost, into `key`.
pub(super) fn derive(
    password: &str,
    salt: &[u8],
    [memory_kib, passes, lanes]: [u32; 3],
    key: &mut [u8],
    memory: &mut Memory,
) -> Result<(), HashingError> {
    let params = Params::new(memory_kib, passes, lanes, Some(key.len())).map_err(HashingError::failed)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    run(&argon2, password, salt, key, memory)
}

fn run(
    argon2: &Argon2<'_>,
    password: &str,
    salt: &[u8],
    key: &mut [u8],
    memory: &mut Memory,
) -> Result<(), HashingError> {
    let blocks = memory.blocks(argon2.params().block_count());
    argon2
        .hash_password_into_with_memory(password.as_bytes(), salt, key, blocks)
        .map_err(HashingError::failed)
}

fn hash(password: &str, memory: &mut Memory) -> Result<String, HashingError> {
    let (salt, mut key) = (random::bytes::<16>(), [0; KEY]);
    derive(password, &salt, COST, &mut key, memory)?;
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(HashingError::failed)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(HashingError::failed)?,
        salt: Some(Salt::new(&salt).map_err(HashingError::failed)?),
        hash: Some(Output::new(&key).map_err(HashingError::failed)?),
    };
    Ok(hash.to_string())
}

fn check(entered: &str, stored: &str, memory: &mut Memory) -> Result<Checked, HashingError> {
    let stored = PasswordHash::new(stored).map_err(HashingError::failed)?;
    let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else {
        return Err(HashingError::failed("a stored hash has no salt or no key"));
    };
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).map_err(HashingError::failed)?;
    let version = stored.version.map_or(Ok(Version::V0x13), Version::try_from);
    let params = Params::try_from(&stored).map_err(HashingError::failed)?;
    let strong = algorithm == Algorithm::Argon2id
        && params.m_cost() >= MEMORY_KIB
        && params.t_cost() >= PASSES
        && params.p_cost() >= LANES;
    let argon2 = Argon2::new(algorithm, version.map_err(HashingError::failed)?, params);
    let mut key = vec![0; expected.len()];
    run(&argon2, entered, salt, &mut key, memory)?;
    Ok(match (key.ct_eq(expected.as_bytes()).into(), strong) {
        (false, _) => Checked::Wrong,
        (true, true) => Checked::Right,
        (true, false) => Checked::RightButWeak,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::{PasswordHasher, PasswordVerifier};

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
        let argon2 = Argon2::default();
        assert!(
            argon2.verify_password(b"velvet tractor pond", stored.as_str()).is_ok(),
            "as every other program reads it"
        );
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
