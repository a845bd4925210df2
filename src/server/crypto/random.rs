//! The one source of randomness: the operating system's generator.

use crate::domain::{
    keys::token_text::{BASE62, SECRET_DIGITS, TOKEN_PREFIX, VERIFIER_PREFIX, with_checksum},
    names::{APP_KEY_DIGITS, CROCKFORD, ID_DIGITS, Id},
    people::second_factor::RECOVERY_DIGITS,
};
use crate::server::crypto::Secret;

/// Random bytes.
///
/// # Panics
/// When the operating system has no randomness to give: nothing here can go on safely without.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that asks for randomness"
    )]
    #[expect(
        clippy::expect_used,
        reason = "going on with predictable secrets would be worse than stopping"
    )]
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A new API token, in the published format.
pub fn token() -> Secret {
    Secret::new(with_checksum(TOKEN_PREFIX, &base62()))
}

/// A new verifier's secret.
pub fn verifier_secret() -> Secret {
    Secret::new(with_checksum(VERIFIER_PREFIX, &base62()))
}

/// A new link id, session id or set-up code: 43 base62 digits, 256 bits.
pub fn secret() -> Secret {
    Secret::new(base62())
}

/// A new id. Not a secret.
pub fn id() -> Id {
    let digits = bytes::<ID_DIGITS>();
    Id(digits
        .iter()
        .map(|b| char::from(CROCKFORD[usize::from(b & 31)].to_ascii_lowercase()))
        .collect())
}

/// A new recovery code without the hyphens that make it readable: 16 Crockford digits, 80 bits.
pub fn recovery_code() -> Secret {
    let digits = bytes::<RECOVERY_DIGITS>();
    Secret::new(
        digits
            .iter()
            .map(|b| char::from(CROCKFORD[usize::from(b & 31)].to_ascii_lowercase()))
            .collect::<String>(),
    )
}

/// The digits that end a new app key.
pub fn app_key_digits() -> [u8; APP_KEY_DIGITS] {
    bytes()
}

/// 43 base62 digits, each equally likely: bytes from 248 on are drawn again, since 256 is no multiple of 62.
fn base62() -> String {
    let mut digits = String::with_capacity(SECRET_DIGITS);
    while digits.len() < SECRET_DIGITS {
        for byte in bytes::<64>() {
            if byte < 248 && digits.len() < SECRET_DIGITS {
                digits.push(char::from(BASE62[usize::from(byte % 62)]));
            }
        }
    }
    digits
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
}
