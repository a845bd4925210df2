//! The published format of API tokens. Secret scanners can find leaked tokens by it, and a mistyped token costs no database query.
//!
//! `kdt_`, then 43 base62 digits (256 bits from the system's random source), then 6 base62 digits of the CRC-32 of everything
//! before them. As a regular expression: `kdt_[0-9A-Za-z]{49}`. A verifier's secret has the same format with `kdv_`.

/// The base62 digits, in ASCII order.
pub const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Prefix of an API token.
pub const TOKEN_PREFIX: &str = "kdt_";
/// Prefix of a verifier's secret.
pub const VERIFIER_PREFIX: &str = "kdv_";
/// Number of base62 digits that hold 256 random bits. A link id consists of these digits only.
pub const SECRET_DIGITS: usize = 43;
/// Number of base62 digits of the checksum.
pub const CHECKSUM_DIGITS: usize = 6;

/// Appends the checksum to a prefix and its random digits.
pub fn with_checksum(prefix: &str, digits: &str) -> String {
    let body = format!("{prefix}{digits}");
    let sum = checksum(&body);
    body + &sum
}

/// Whether `text` has the format and checksum of a secret with this prefix. Does not say whether the secret is valid.
pub fn is_well_formed(prefix: &str, text: &str) -> bool {
    let Some(digits) = text.strip_prefix(prefix) else {
        return false;
    };
    if digits.len() != SECRET_DIGITS + CHECKSUM_DIGITS || !is_base62(digits) {
        return false;
    }
    let (body, sum) = text.split_at(prefix.len() + SECRET_DIGITS);
    checksum(body) == sum
}

/// Whether `text` has the format of a link id: 43 base62 digits.
pub fn is_link_id(text: &str) -> bool {
    text.len() == SECRET_DIGITS && is_base62(text)
}

fn is_base62(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The CRC-32 (ISO-HDLC) of `body` as six base62 digits, most significant first. Six digits suffice, since 62^6 > 2^32.
fn checksum(body: &str) -> String {
    let mut rest = crc32fast::hash(body.as_bytes());
    let mut digits = [b'0'; CHECKSUM_DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(rest % 62) as usize];
        rest /= 62;
    }
    digits.iter().map(|d| char::from(*d)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn token() -> String {
        with_checksum(TOKEN_PREFIX, &"aZ9".repeat(15)[..SECRET_DIGITS])
    }

    #[test]
    fn every_changed_character_breaks_the_checksum() {
        let token = token();
        for at in TOKEN_PREFIX.len()..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(!is_well_formed(TOKEN_PREFIX, &changed), "{changed}");
        }
    }

    #[test]
    fn other_lengths_prefixes_and_alphabets_are_refused() {
        let token = token();
        for bad in [
            "",
            "kdt_",
            &token[1..],
            &token[..token.len() - 1],
            &format!("{token}0"),
            &token.replace("kdt_", "kdv_"),
            &token.replacen('a', "é", 1),
        ] {
            assert!(!is_well_formed(TOKEN_PREFIX, bad), "{bad}");
        }
    }

    #[test]
    fn a_token_is_well_formed() {
        assert!(is_well_formed(TOKEN_PREFIX, &token()));
        assert_eq!(token().len(), 53);
    }

    #[test]
    fn the_checksum_is_the_published_one() {
        // CRC-32 of "123456789" is 0xCBF43926, the check value of its catalogue entry; in base62 that is 3jk85O.
        let mut value = 0xCBF4_3926_u32;
        let mut expected = Vec::new();
        for _ in 0..6 {
            expected.insert(0, BASE62[(value % 62) as usize]);
            value /= 62;
        }
        assert_eq!(checksum("123456789").into_bytes(), expected);
    }

    #[test]
    fn link_ids_are_43_digits() {
        assert!(is_link_id(&"a1Z".repeat(15)[..43]));
        for bad in [
            "",
            "abc",
            &"a".repeat(42),
            &"a".repeat(44),
            &format!("{}-", "a".repeat(42)),
            &format!("{}é", "a".repeat(41)),
        ] {
            assert!(!is_link_id(bad), "{bad}");
        }
    }
}
