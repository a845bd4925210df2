//! What columns hold, as types of the domain. A row struct has a field for each column; where a value may be invalid, `TryFrom` turns the
//! row into a type of the domain and reports [`StoreError::damaged`].

use crate::{
    domain::{
        id::Id,
        keys::{alert::RenewalPeriod, key::Status, lifetime::LifetimePolicy, networks::AllowedNetworks},
        names::{AccountSlug, AppKey},
        text::Email,
        time::Timestamp,
    },
    server::{
        crypto::{Hash, Sealed, password_seal::PasswordSealed},
        store::StoreError,
    },
};
use sqlx::{Any, Database, Decode, Type, any::AnyTypeInfo, error::BoxDynError};

/// Types that are read from a column of another type, for every value.
macro_rules! columns {
    ($($type:ty: $column:ty = $read:expr $(, for all $generic:ident)?;)+) => {$(
        impl $(<$generic>)? Type<Any> for $type {
            fn type_info() -> AnyTypeInfo {
                <$column as Type<Any>>::type_info()
            }

            fn compatible(info: &AnyTypeInfo) -> bool {
                <$column as Type<Any>>::compatible(info)
            }
        }

        impl<'r $(, $generic)?> Decode<'r, Any> for $type {
            fn decode(value: <Any as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
                <$column as Decode<'r, Any>>::decode(value).map($read)
            }
        }
    )+};
}

columns! {
    Id<T>: String = Id::new, for all T;
    Timestamp: i64 = Timestamp::from_millis;
    Hash: String = Hash::stored;
    Sealed: String = Sealed::stored;
    PasswordSealed: String = PasswordSealed::stored;
    AllowedNetworks: String = AllowedNetworks::stored;
    Status: i64 = |active| if active == 1 { Status::Active } else { Status::Inactive };
}

/// An account's rules for the lifetimes of keys.
#[derive(sqlx_macros::FromRow)]
pub(super) struct LifetimesRow {
    longest_lifetime_days: Option<i64>,
    default_lifetime_days: Option<i64>,
}

impl From<&LifetimesRow> for LifetimePolicy {
    fn from(row: &LifetimesRow) -> Self {
        let days = |days: Option<i64>| days.and_then(|days| u32::try_from(days).ok());
        Self {
            longest: days(row.longest_lifetime_days),
            proposed: days(row.default_lifetime_days),
        }
    }
}

/// `accounts.slug`.
pub(super) fn account_slug(text: &str) -> Result<AccountSlug, StoreError> {
    AccountSlug::parse_existing(text).map_err(|_| StoreError::damaged("accounts.slug"))
}

/// `accounts.renewal_months`.
pub(super) fn renewal_period(months: i64) -> Result<RenewalPeriod, StoreError> {
    RenewalPeriod::from_months(months).ok_or_else(|| StoreError::damaged("accounts.renewal_months"))
}

/// `api_keys.app_key`.
pub(super) fn app_key(text: &str) -> Result<AppKey, StoreError> {
    AppKey::parse(text).ok_or_else(|| StoreError::damaged("api_keys.app_key"))
}

/// `users.email`.
pub(super) fn email(text: &str) -> Result<Email, StoreError> {
    Email::parse_existing(text).map_err(|_| StoreError::damaged("users.email"))
}
