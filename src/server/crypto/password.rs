//! Password hashing with Argon2id, with a limit on concurrent runs and the same work for unknown users.

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

/// The cost of Argon2id.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

/// The cost of new hashes: OWASP's minimum for Argon2id.
pub(super) const COST: Cost = Cost {
    memory_kib: 19_456,
    passes: 2,
    lanes: 1,
};

impl Cost {
    fn params(self, hash_length: Option<usize>) -> Result<Params, HashingError> {
        Params::new(self.memory_kib, self.passes, self.lanes, hash_length).map_err(HashingError::failed)
    }
}

/// Length of a stored hash, in bytes.
const HASH_LENGTH: usize = 32;

/// The result of checking a password against a stored hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordCheck {
    /// The password is right, and its hash has at least the current cost.
    Right,
    /// The password is right, and must be hashed again with the current cost.
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

    /// Checks a password against the stored hash. Without a stored hash (unknown user) it does the same work and returns
    /// [`PasswordCheck::Wrong`], so that timing does not reveal whether the user exists.
    ///
    /// # Errors
    /// [`HashingError`], also if the stored hash cannot be parsed.
    pub async fn check(&self, entered: &str, stored: Option<&str>) -> Result<PasswordCheck, HashingError> {
        let (entered, stored) = (Zeroizing::new(entered.to_owned()), stored.map(str::to_owned));
        self.queue
            .run(move |memory| match stored {
                Some(stored) => check(&entered, &stored, memory),
                None => check(&entered, &DUMMY_HASH, memory).map(|_| PasswordCheck::Wrong),
            })
            .await
    }

    /// [`check_new`] on a blocking thread, because a crafted password takes half a second to estimate.
    ///
    /// # Errors
    /// [`HashingError`].
    pub async fn check_new(&self, password: &str, user_facts: &[&str]) -> Result<Result<(), TextError>, HashingError> {
        let password = Zeroizing::new(password.to_owned());
        let known: Vec<_> = user_facts.iter().map(|&known| known.to_owned()).collect();
        self.queue
            .run(move |_| {
                let known: Vec<_> = known.iter().map(String::as_str).collect();
                Ok(check_new(&password, &known))
            })
            .await
    }
}

/// Checks the length of a new password, and that it is neither common nor built from `user_facts`, such as the email address. Blocks the
/// thread: requests use [`Passwords::check_new`].
///
/// # Errors
/// The [`TextError`] to show at the field.
pub fn check_new(password: &str, user_facts: &[&str]) -> Result<(), TextError> {
    check_password_length(password)?;
    let estimate = zxcvbn::zxcvbn(password, user_facts);
    if estimate.score() < zxcvbn::Score::Three {
        Err(TextError::PasswordCommon)
    } else {
        Ok(())
    }
}

/// The hash of a random password that nobody knows. Checked for unknown users, so that they take the same time.
static DUMMY_HASH: LazyLock<String> = LazyLock::new(|| {
    hash(random::secret().expose(), &mut Memory::default()).unwrap_or_else(|_| String::from("unhashable"))
});

/// Derives `key` from a password with Argon2id at this cost.
pub(super) fn derive(
    password: &str,
    salt: &[u8],
    cost: Cost,
    key: &mut [u8],
    memory: &mut Memory,
) -> Result<(), HashingError> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params(Some(key.len()))?);
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
    let (salt, mut key) = (random::bytes::<16>(), [0; HASH_LENGTH]);
    derive(password, &salt, COST, &mut key, memory)?;
    let params = COST.params(None)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(HashingError::failed)?,
        salt: Some(Salt::new(&salt).map_err(HashingError::failed)?),
        hash: Some(Output::new(&key).map_err(HashingError::failed)?),
    };
    Ok(hash.to_string())
}

fn check(entered: &str, stored: &str, memory: &mut Memory) -> Result<PasswordCheck, HashingError> {
    let stored = PasswordHash::new(stored).map_err(HashingError::failed)?;
    let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else {
        return Err(HashingError::failed("a stored hash has no salt or no key"));
    };
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).map_err(HashingError::failed)?;
    let version = stored.version.map_or(Ok(Version::V0x13), Version::try_from);
    let params = Params::try_from(&stored).map_err(HashingError::failed)?;
    let strong = algorithm == Algorithm::Argon2id
        && params.m_cost() >= COST.memory_kib
        && params.t_cost() >= COST.passes
        && params.p_cost() >= COST.lanes;
    let argon2 = Argon2::new(algorithm, version.map_err(HashingError::failed)?, params);
    let mut key = vec![0; expected.len()];
    run(&argon2, entered, salt, &mut key, memory)?;
    Ok(match (key.ct_eq(expected.as_bytes()).into(), strong) {
        (false, _) => PasswordCheck::Wrong,
        (true, true) => PasswordCheck::Right,
        (true, false) => PasswordCheck::RightButWeak,
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
            PasswordCheck::Wrong
        );
        assert_eq!(
            passwords.check("velvet tractor pond", None).await.unwrap(),
            PasswordCheck::Wrong
        );
        assert_eq!(
            passwords.check("velvet tractor pond", Some(&stored)).await.unwrap(),
            PasswordCheck::Right
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
        assert_eq!(checked, PasswordCheck::RightButWeak);
    }
}
