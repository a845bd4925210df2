//! The use cases of the *Settings* tab.

use crate::{
    domain::{
        audit::event::Event,
        keys::{
            alert::RenewalPeriod,
            lifetime::{LifetimePolicy, PolicyRefusal},
        },
        people::permission::Permission,
        text::TextError,
    },
    error::{AppError, Field},
    server::{
        context::Caller,
        lists, reauthentication,
        store::{ListKind, VerifiersOf},
    },
    views::{settings::SettingsView, wire::Password},
};

/// The account's settings.
///
/// # Errors
/// As [`Caller::require`].
pub async fn show(caller: &Caller, account: &str) -> Result<SettingsView, AppError> {
    let membership = caller.require(account, Permission::SettingsEdit).await?;
    let now = caller.state.clock.now();
    let of = VerifiersOf::Account(&membership.account);
    Ok(SettingsView {
        viewer: caller.viewer(&membership)?,
        period: membership.period,
        lifetimes: membership.lifetimes,
        generated: lists::total(caller, &membership, ListKind::Generated).await?,
        external: lists::total(caller, &membership, ListKind::External).await?,
        verifiers: caller.state.store.verifiers(of, now).await?,
        account: membership.account,
        now,
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

/// Sets the account's rules for the lifetimes of keys, from the fields as entered. They apply to ends that are set from now on.
///
/// # Errors
/// As [`Caller::require`] and [`reauthentication::confirm`]; [`AppError::Invalid`].
pub async fn set_lifetimes(
    caller: &Caller,
    account: &str,
    (longest, proposed): (&str, &str),
    password: &Password,
) -> Result<(), AppError> {
    let membership = caller.require(account, Permission::SettingsEdit).await?;
    let lifetimes = LifetimePolicy::parse(longest, proposed).map_err(|refusal| {
        let field = match refusal {
            PolicyRefusal::Longest => Field::LongestLifetime,
            PolicyRefusal::Proposed | PolicyRefusal::ProposedTooLong => Field::ProposedLifetime,
        };
        AppError::field(field, TextError::ServerMessage(refusal.to_string()))
    })?;
    if membership.lifetimes == lifetimes {
        return Ok(());
    }
    reauthentication::confirm(caller, password).await?;
    let entry = caller.entry(&membership.account, Event::KeyLifetimesSet)?;
    let entry = entry.about(membership.slug.as_str());
    let store = &caller.state.store;
    Ok(store.set_lifetimes(&membership.account, lifetimes, entry).await?)
}
