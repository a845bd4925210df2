//! Data of the *Settings* tab.

use crate::{
    domain::{
        id::{Account, Id},
        keys::{alert::RenewalPeriod, lifetime::LifetimePolicy},
        time::Timestamp,
        verifiers::verifier::Verifier,
    },
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
    /// The account. It can change the verifiers that it manages.
    pub account: Id<Account>,
    /// The verifiers that may ask about the account.
    pub verifiers: Vec<Verifier>,
    pub now: Timestamp,
}
