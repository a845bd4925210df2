//! The *Settings* tab.

use crate::{domain::keys::alert::RenewalPeriod, views::wire::Viewer};

/// The *Settings* tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsView {
    pub viewer: Viewer,
    pub period: RenewalPeriod,
    /// How many generated keys the account has.
    pub generated: i64,
    /// How many external keys it has.
    pub external: i64,
}
