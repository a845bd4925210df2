//! Data of the *Settings* tab.

use crate::{
    domain::keys::{alert::RenewalPeriod, lifetime::LifetimePolicy},
    views::wire::Viewer,
};

/// The settings of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsView {
    pub viewer: Viewer,
    pub period: RenewalPeriod,
    pub lifetimes: LifetimePolicy,
    /// Number of generated keys of the account.
    pub generated: i64,
    /// Number of external keys of the account.
    pub external: i64,
}
