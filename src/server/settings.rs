//! The use cases of the *Settings* tab.

use crate::{
    domain::{audit::event::Event, keys::alert::RenewalPeriod, people::permission::Permission},
    error::AppError,
    server::{context::Caller, lists, store::ListKind},
    views::settings::SettingsView,
};

/// The account's settings.
///
/// # Errors
/// As [`Caller::require`].
pub async fn show(caller: &Caller, account: &str) -> Result<SettingsView, AppError> {
    let membership = caller.require(account, Permission::SettingsEdit).await?;
    Ok(SettingsView {
        viewer: caller.viewer(&membership)?,
        period: membership.period,
        generated: lists::total(caller, &membership, ListKind::Generated).await?,
        external: lists::total(caller, &membership, ListKind::External).await?,
    })
}

/// Sets the renewal period. It applies at once to the renewal alerts of all keys.
///
/// # Errors
/// As [`Caller::require`].
pub async fn set_period(caller: &Caller, account: &str, period: RenewalPeriod) -> Result<(), AppError> {
    let membership = caller.require(account, Permission::SettingsEdit).await?;
    let entry = caller.entry(&membership.account, Event::renewal_period_set(period))?;
    let entry = entry.about(membership.slug.as_str());
    Ok(caller
        .state
        .store
        .set_period(&membership.account, period, entry)
        .await?)
}
