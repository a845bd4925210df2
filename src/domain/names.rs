//! Names that machines and addresses use: the account's slug, the app key, ids.

use crate::domain::text::TextError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// First path segments that cannot name a new account: those of today's routes, which a test compares with the router, and
/// those that later routes and other software on the same host are likely to take.
const RESERVED: [&str; 34] = [
    "access",
    "admin",
    "api",
    "assets",
    "auth",
    "credentials",
    "docs",
    "events",
    "favicon",
    "fonts",
    "forms",
    "health",
    "healthz",
    "hooks",
    "invitations",
    "livez",
    "login",
    "logout",
    "metrics",
    "oauth2",
    "openapi",
    "pkg",
    "profile",
    "public",
    "readyz",
    "scim",
    "setup",
    "sso",
    "static",
    "texts",
    "v1",
    "v2",
    "v3",
    "well-known",
];

/// The digits of Crockford's base32: no I, L, O or U, so that a key read aloud is typed right.
pub const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many Crockford digits end an app key.
pub const APP_KEY_DIGITS: usize = 8;

/// An account's slug, such as `acme`: 2 to 32 lower-case ASCII letters, digits and hyphens, first a letter, last no
/// hyphen. It stands in addresses and in app keys and never changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountSlug(String);

impl AccountSlug {
    /// Parses the slug of a new account. Upper case is taken as lower case, surrounding white space is dropped.
    ///
    /// # Errors
    /// [`TextError::AccountInvalid`] or [`TextError::AccountReserved`].
    pub fn parse(typed: &str) -> Result<Self, TextError> {
        let slug = Self::existing(&typed.trim().to_ascii_lowercase())?;
        if RESERVED.contains(&slug.as_str()) {
            Err(TextError::AccountReserved(slug.0))
        } else {
            Ok(slug)
        }
    }

    /// A slug as Keydesk writes it, in the database, an address or an app key. An account that was made before its name became
    /// reserved keeps it.
    ///
    /// # Errors
    /// [`TextError::AccountInvalid`].
    pub fn existing(slug: &str) -> Result<Self, TextError> {
        let bytes = slug.as_bytes();
        let shape = (2..=32).contains(&bytes.len())
            && bytes
                .iter()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
            && bytes.first().is_some_and(u8::is_ascii_lowercase)
            && bytes.last() != Some(&b'-');
        if shape {
            Ok(Self(slug.to_owned()))
        } else {
            Err(TextError::AccountInvalid)
        }
    }

    /// The slug's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An app key, the public name of an API key: `appkey-{account}-{8 digits of Crockford's base32}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AppKey(String);

impl AppKey {
    /// The app key of `account` that ends in the given digits: each value's low five bits pick one.
    pub fn new(account: &AccountSlug, digits: [u8; APP_KEY_DIGITS]) -> Self {
        let tail: String = digits
            .iter()
            .map(|d| char::from(CROCKFORD[usize::from(d & 31)]))
            .collect();
        Self(format!("appkey-{account}-{tail}"))
    }

    /// Parses an app key exactly as Keydesk writes it; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (account, tail) = text.strip_prefix("appkey-")?.rsplit_once('-')?;
        let known = AccountSlug::existing(account).is_ok();
        let digits = tail.len() == APP_KEY_DIGITS && tail.bytes().all(|b| CROCKFORD.contains(&b));
        (known && digits).then(|| Self(text.to_owned()))
    }

    /// The app key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AppKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How many digits an id has: 100 bits.
pub const ID_DIGITS: usize = 20;

/// An id of a stored thing: opaque text, made by the server, safe in addresses. Not a secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(pub String);

impl Id {
    /// Whether the text has the shape in which the server makes ids: 20 digits of Crockford's base32 in lower case. Nothing
    /// else need be looked for, and nothing else is stored.
    pub fn is_well_formed(&self) -> bool {
        self.0.len() == ID_DIGITS
            && self
                .0
                .bytes()
                .all(|b| CROCKFORD.contains(&b.to_ascii_uppercase()) && !b.is_ascii_uppercase())
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn slugs_that_could_not_stand_in_an_address_are_refused() {
        for bad in [
            "",
            "a",
            "9lives",
            "-acme",
            "acme-",
            "ac me",
            "acme!",
            "äcme",
            &"a".repeat(33),
        ] {
            assert_eq!(AccountSlug::parse(bad), Err(TextError::AccountInvalid), "{bad:?}");
        }
        for reserved in RESERVED {
            assert!(AccountSlug::parse(reserved).is_err(), "{reserved}");
            assert!(
                AccountSlug::existing(reserved).is_ok(),
                "an account made earlier keeps {reserved}"
            );
        }
    }

    #[test]
    fn slugs_are_lower_case() {
        assert_eq!(AccountSlug::parse(" Acme-2 ").unwrap().as_str(), "acme-2");
    }

    #[test]
    fn app_keys_read_back_as_they_were_made() {
        let account = AccountSlug::parse("acme-eu").unwrap();
        let key = AppKey::new(&account, [7, 19, 2, 20, 31, 9, 0, 255]);
        assert_eq!(AppKey::parse(key.as_str()), Some(key.clone()));
        assert_eq!(key.as_str(), "appkey-acme-eu-7K2MZ90Z");
    }

    #[test]
    fn other_texts_are_not_app_keys() {
        for bad in [
            "",
            "appkey-",
            "appkey-acme",
            "appkey-acme-7KQ2MX9",
            "appkey-acme-7kq2mx9p",
            "appkey-acme-7KQ2MX9I",
            "appkey--7KQ2MX9P",
            "appkey-Acme-7KQ2MX9P",
            " appkey-acme-7KQ2MX9P",
        ] {
            assert_eq!(AppKey::parse(bad), None, "{bad:?}");
        }
    }
}
