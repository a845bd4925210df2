//! The section *Verifiers* of the settings. Its forms are in [`super::verifier_forms`]. Plain pages without WebAssembly.

use crate::{
    domain::{
        names::AccountSlug,
        time::Timestamp,
        verifiers::verifier::{Verifier, VerifierSecret, VerifierState},
    },
    i18n::t,
    ui::{
        components::{
            actions::{new_button, pair, row_link},
            badges::{date_and_age, text_badge},
            instant::date,
            table::{
                actions_cell, chips, columns, head_with_actions, label, labelled_cell, labelled_cell_of, plain_cell,
                roomy_table, row, row_head,
            },
        },
        pages::verifier_forms::VerifierStep,
        paths,
        plain::part,
        sentences::name,
    },
    views::settings::SettingsView,
    words::dates::age,
};
use leptos::prelude::*;

/// The section.
pub(super) fn verifiers_part(settings: &SettingsView) -> AnyView {
    let rows: Vec<_> = settings
        .verifiers
        .iter()
        .map(|verifier| verifier_row(settings, verifier))
        .collect();
    let list = if rows.is_empty() {
        view! { <p class="quiet">{t::verifiers_none()}</p> }.into_any()
    } else {
        let head = columns(&[
            t::verifiers_verifier(),
            t::verifiers_may_ask(),
            t::verifiers_created(),
            t::verifiers_last_used(),
            t::status(),
        ]);
        let table = roomy_table("roomy", t::verifiers(), head_with_actions(head), rows);
        view! { <div class="card">{table}</div> }.into_any()
    };
    let new = paths::new_verifier(settings.viewer.account.as_str());
    let content = view! {
        <p class="quiet">{t::verifiers_about()}</p>
        {list}
        {new_button("btn", new, t::verifiers_create())}
    };
    part("verifiers", t::verifiers(), content)
}

fn verifier_row(settings: &SettingsView, verifier: &Verifier) -> AnyView {
    let is_own = verifier.managed_by.as_ref() == Some(&settings.account);
    // The names of other accounts are not this account's business.
    let accounts = (!is_own).then(|| match &verifier.scope.accounts {
        None => t::verifiers_all_accounts(),
        Some(_) => t::verifiers_several_accounts(),
    });
    let accounts = accounts.map(|accounts| {
        view! {
            <div class="badges">{text_badge("mute", accounts)}</div>
            <div class="under">{t::verifiers_by_operator()}</div>
        }
        .into_any()
    });
    let resources = match &verifier.scope.resources {
        None => t::verifiers_all_resources().into_any(),
        Some(names) => chips(
            &names.iter().map(String::as_str).collect::<Vec<_>>(),
            t::verifiers_never(),
        ),
    };
    let last_used = match verifier.last_used_at {
        Some(at) => date_and_age(at, settings.now),
        None => view! { <span class="quiet">{t::verifiers_never()}</span> }.into_any(),
    };
    let summary = view! {
        <div class="name">{name(&verifier.name)}</div>
        {accounts}
        {both_secrets(&verifier.state, settings.now)}
    };
    let may_ask = label(t::verifiers_label_may_ask());
    let actions = is_own.then(|| actions(&settings.viewer.account, verifier)).flatten();
    let cells = view! {
        {row_head("what who-is", summary)}
        {labelled_cell_of("roles", may_ask, resources)}
        {labelled_cell(label(t::verifiers_label_created()), date(verifier.created_at))}
        {labelled_cell(label(t::verifiers_label_last_used()), last_used)}
        {plain_cell(status(&verifier.state, settings.now))}
        {actions_cell(actions)}
    };
    row(cells)
}

/// Both secrets of a verifier that is being renewed.
fn both_secrets(state: &VerifierState, now: Timestamp) -> Option<AnyView> {
    let VerifierState::Valid { newest, old: Some(old) } = state else {
        return None;
    };
    let lines = view! {
        <div class="badges">{text_badge("mute", t::verifiers_old_still_valid())}</div>
        <dl class="tokens">
            {secret_line(t::verifiers_new_secret(), newest, now)} {secret_line(t::verifiers_old_secret(), old, now)}
        </dl>
    };
    Some(lines.into_any())
}

fn status(state: &VerifierState, now: Timestamp) -> AnyView {
    match state {
        VerifierState::Valid { .. } => view! { <span class="dot">{t::verifiers_valid()}</span> }.into_any(),
        VerifierState::Revoked { at } => view! {
            <span class="dot off">{t::verifiers_revoked()}</span>
            <div class="under">{date_and_age(*at, now)}</div>
        }
        .into_any(),
    }
}

fn secret_line(name: &'static str, secret: &VerifierSecret, now: Timestamp) -> AnyView {
    let used = match secret.last_used_at {
        Some(at) => t::verifiers_used_ago(&age(at, now)),
        None => t::verifiers_never_used().to_owned(),
    };
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{used}</dd>
        </div>
    }
    .into_any()
}

fn actions(account: &AccountSlug, verifier: &Verifier) -> Option<AnyView> {
    let path = |step: VerifierStep| paths::verifier(account.as_str(), verifier.id.as_str(), step.segment());
    let called = &verifier.name;
    let second = match &verifier.state {
        VerifierState::Revoked { .. } => return None,
        VerifierState::Valid { old: None, .. } => row_link(
            path(VerifierStep::Renew),
            t::verifiers_renew(),
            t::verifiers_renew_name(called),
        ),
        VerifierState::Valid { old: Some(_), .. } => {
            let renew = row_link(
                path(VerifierStep::Renew),
                t::verifiers_renew(),
                t::verifiers_renew_name(called),
            );
            let delete_old = row_link(
                path(VerifierStep::DeleteOld),
                t::verifiers_delete_old(),
                t::verifiers_delete_old_name(called),
            );
            view! {
                {renew}
                {delete_old}
            }
            .into_any()
        }
    };
    let buttons = view! {
        {row_link(path(VerifierStep::Edit), t::edit(), t::verifiers_edit_name(called))}
        {second}
        {row_link(path(VerifierStep::Revoke), t::verifiers_revoke(), t::verifiers_revoke_name(called))}
    };
    Some(pair(buttons).into_any())
}
