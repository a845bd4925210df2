//! Machine-readable names: account slugs, app keys and ids.

use crate::domain::text::TextError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// First path segments that new accounts cannot use: segments of existing routes (a test compares them with the router), and
/// segments that later routes or other software on the host are likely to use.
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

/// The digits of Crockford's base32. It omits I, L, O and U, which are easily misread.
pub const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Number of Crockford digits at the end of an app key.
pub const APP_KEY_DIGITS: usize = 8;

/// An account's slug, such as `acme`: 2 to 32 lower-case ASCII letters, digits and hyphens. Starts with a letter and does not end
/// with a hyphen. Used in URLs and app keys, and never changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountSlug(String);

impl AccountSlug {
    /// Parses the slug of a new account. Converts to lower case and trims white space.
    ///
    /// # Errors
    /// [`TextError::AccountInvalid`] or [`TextError::AccountReserved`].
    pub fn parse(typed: &str) -> Result<Self, TextError> {
        let slug = Self::parse_existing(&typed.trim().to_ascii_lowercase())?;
        if RESERVED.contains(&slug.as_str()) {
            Err(TextError::AccountReserved(slug.0))
        } else {
            Ok(slug)
        }
    }

    /// Parses a slug in its exact form, from the database, a URL or an app key. Accepts reserved names: an account created before
    /// its name was reserved keeps it.
    ///
    /// # Errors
    /// [`TextError::AccountInvalid`].
    pub fn parse_existing(slug: &str) -> Result<Self, TextError> {
        let bytes = slug.as_bytes();
        let well_formed = (2..=32).contains(&bytes.len())
            && bytes
                .iter()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
            && bytes.first().is_some_and(u8::is_ascii_lowercase)
            && bytes.last() != Some(&b'-');
        if well_formed {
            Ok(Self(slug.to_owned()))
        } else {
            Err(TextError::AccountInvalid)
        }
    }

    /// The slug as text.
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
    /// An app key of `account`. The low five bits of each value select one digit.
    pub fn new(account: &AccountSlug, digits: [u8; APP_KEY_DIGITS]) -> Self {
        let tail: String = digits
            .iter()
            .map(|d| char::from(CROCKFORD[usize::from(d & 31)]))
            .collect();
        Self(format!("appkey-{account}-{tail}"))
    }

    /// Parses an app key in its exact form; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let (account, tail) = text.strip_prefix("appkey-")?.rsplit_once('-')?;
        let account_ok = AccountSlug::parse_existing(account).is_ok();
        let digits_ok = tail.len() == APP_KEY_DIGITS && tail.bytes().all(|b| CROCKFORD.contains(&b));
        (account_ok && digits_ok).then(|| Self(text.to_owned()))
    }

    /// The slug of the account that owns the key.
    pub fn account(&self) -> &str {
        let account = self.0.strip_prefix("appkey-").and_then(|rest| rest.rsplit_once('-'));
        account.map_or("", |(account, _)| account)
    }

    /// The app key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AppKey {
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
                AccountSlug::parse_existing(reserved).is_ok(),
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
        assert_eq!(key.account(), account.as_str());
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
