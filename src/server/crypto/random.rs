//! The only source of randomness: the operating system's generator.

use crate::domain::{
    id::{ID_DIGITS, Id},
    keys::token_text::{SECRET_DIGITS, TOKEN_PREFIX, VERIFIER_PREFIX, with_checksum},
    names::{APP_KEY_DIGITS, CROCKFORD},
    people::second_factor::RECOVERY_DIGITS,
};
use crate::server::crypto::Secret;
use rand::{
    CryptoRng, Rng, RngExt,
    distr::{Alphanumeric, SampleString},
    rand_core::UnwrapErr,
};
use zeroize::Zeroizing;

#[expect(clippy::disallowed_types, reason = "this is the one place that asks for randomness")]
use rand::rngs::SysRng;

/// The operating system's generator. Each draw reads from it directly, so there is no generator state that could leak or be forked.
///
/// # Panics
/// If the system cannot provide randomness. Predictable secrets would be worse.
fn system() -> impl CryptoRng {
    UnwrapErr(SysRng)
}

/// Random bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    system().fill_bytes(&mut bytes);
    bytes
}

/// A new API token in the published format.
pub fn token() -> Secret {
    Secret::new(with_checksum(TOKEN_PREFIX, &base62()))
}

/// A new verifier's secret.
pub fn verifier_secret() -> Secret {
    Secret::new(with_checksum(VERIFIER_PREFIX, &base62()))
}

/// A new link id, session id or set-up code: 43 base62 digits, 256 bits.
pub fn secret() -> Secret {
    Secret::new(base62().as_str())
}

/// A new id. Not a secret.
pub fn id<T>() -> Id<T> {
    Id::new(crockford(ID_DIGITS))
}

/// A new recovery code of 16 Crockford base32 digits (80 bits), without hyphens.
pub fn recovery_code() -> Secret {
    Secret::new(crockford(RECOVERY_DIGITS))
}

/// The random digits at the end of a new app key.
pub fn app_key_digits() -> [u8; APP_KEY_DIGITS] {
    bytes()
}

/// The salt of a sealed answer: 100 random bits.
pub fn salt() -> String {
    crockford(ID_DIGITS)
}

fn base62() -> Zeroizing<String> {
    Zeroizing::new(Alphanumeric.sample_string(&mut system(), SECRET_DIGITS))
}

/// Lower-case Crockford base32 digits.
fn crockford(digits: usize) -> String {
    let mut system = system();
    let digit = |_| char::from(CROCKFORD[system.random_range(0..CROCKFORD.len())].to_ascii_lowercase());
    (0..digits).map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::keys::token_text::{is_link_id, is_well_formed};
    use std::collections::HashSet;

    #[test]
    fn secrets_have_their_published_shapes_and_differ() {
        let mut seen = HashSet::new();
        for _ in 0..1_000 {
            let (token, secret) = (token(), secret());
            assert!(is_well_formed(TOKEN_PREFIX, token.expose()));
            assert!(is_link_id(secret.expose()));
            assert!(seen.insert(token.expose().to_owned()) && seen.insert(secret.expose().to_owned()));
        }
        assert!(is_well_formed(VERIFIER_PREFIX, verifier_secret().expose()));
    }

    #[test]
    fn every_digit_of_base62_comes_up() {
        let digits: HashSet<char> = (0..200).flat_map(|_| base62().chars().collect::<Vec<_>>()).collect();
        assert_eq!(digits.len(), 62);
    }

    #[test]
    fn ids_and_recovery_codes_use_every_digit_of_crockfords_base32() {
        let text: String = (0..100).map(|_| salt() + recovery_code().expose()).collect();
        assert_eq!(text.len(), 100 * (ID_DIGITS + RECOVERY_DIGITS));
        let digits: HashSet<u8> = text.to_ascii_uppercase().bytes().collect();
        assert_eq!(digits, CROCKFORD.iter().copied().collect());
        assert!(id::<()>().is_well_formed());
    }
}
