//! The use cases of the *Settings* tab.

use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        keys::alert::RenewalPeriod,
        people::permission::Permission,
    },
    error::AppError,
    server::{
        context::Caller,
        lists,
        store::{Actor, AuditEntry, ListKind},
    },
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
    let entry = AuditEntry {
        account: Some(membership.account.clone()),
        actor: Actor::User(caller.session()?.email.as_str().to_owned()),
        event: Event::renewal_period_set(period),
        key: None,
        subject: membership.slug.as_str().to_owned(),
        detail: Detail::default(),
        ip: caller.ip.clone(),
        at: caller.state.clock.now(),
    };
    Ok(caller
        .state
        .store
        .set_period(&membership.account, period, entry)
        .await?)
}
