//! The requests with a key's tokens, on its page: from where they came, and why they were denied.

use crate::{
    domain::{
        id::Id,
        usage::{SENDERS_KEPT, Usage},
        verifiers::verifier::Verifier,
    },
    i18n::{number, t},
    ui::{
        components::{
            instant::to_the_minute,
            table::{columns, head, labelled_cell, roomy_table, row, row_head},
        },
        plain::part,
        sentences::name,
    },
    views::key_page::KeyPage,
    words::denials,
};
use leptos::prelude::*;

/// The usage of each token that was used, with the token's name if the key has two.
fn usages(page: &KeyPage) -> impl Iterator<Item = (Option<&'static str>, &Usage)> {
    let tokens = page.key.as_ref().map_or(&[][..], |existing| existing.tokens.as_slice());
    let names = [t::new_token(), t::old_token()].map(|name| (tokens.len() > 1).then_some(name));
    let used = tokens.iter().zip(names);
    used.filter_map(|((_, usage), name)| Some((name, usage.as_ref()?)))
}

/// The name of the token under the head of a row.
fn under(token: Option<&'static str>) -> Option<AnyView> {
    token.map(|token| view! { <div class="under">{token}</div> }.into_any())
}

/// From where the tokens were sent.
pub fn senders(page: &KeyPage) -> Option<AnyView> {
    let senders = usages(page).flat_map(|(token, usage)| usage.senders.iter().map(move |sender| (token, sender)));
    let rows: Vec<_> = senders
        .map(|(token, sender)| {
            let address = match sender.address {
                Some(address) => view! { <span class="mono">{address.to_string()}</span> }.into_any(),
                None => t::key_page_no_address().into_any(),
            };
            row(view! {
                {row_head(
                    "",
                    view! {
                        {address}
                        {under(token)}
                    },
                )}
                {labelled_cell(t::key_page_verifier().to_owned(), verifier(page, sender.verifier.as_deref()))}
                {labelled_cell(t::key_page_requests().to_owned(), number(sender.uses))}
                {labelled_cell(t::key_page_last().to_owned(), to_the_minute(sender.last_at))}
            })
        })
        .collect();
    (!rows.is_empty()).then(|| {
        let heads = [
            t::key_page_address(),
            t::key_page_verifier(),
            t::key_page_requests(),
            t::key_page_last(),
        ];
        let table = roomy_table("roomy", t::key_page_senders(), head(columns(&heads)), rows);
        let content = view! {
            <p class="quiet">{t::key_page_senders_kept(SENDERS_KEPT as i64)}</p>
            <div class="card">{table}</div>
        };
        part("senders", t::key_page_senders(), content)
    })
}

/// The verifier through which a token was sent. Verifiers are never deleted, so one without a name here is another account's.
pub fn verifier(page: &KeyPage, id: Option<&Id<Verifier>>) -> AnyView {
    let Some(id) = id else {
        return t::key_page_no_verifier().into_any();
    };
    match page.verifiers.iter().find(|(known, _)| known == id) {
        Some((_, named)) => name(named.clone()),
        None => t::key_page_verifier_elsewhere().into_any(),
    }
}

/// Why requests were denied, for each token, and for tokens that are unknown.
pub fn denied(page: &KeyPage) -> Option<AnyView> {
    let unknown = page.unknown.iter().map(|usage| (None, usage));
    let rows: Vec<_> = usages(page)
        .chain(unknown)
        .flat_map(|(token, usage)| usage.denials.iter().map(move |denied| (token, denied)))
        .map(|(token, (denial, uses))| {
            row(view! {
                {row_head(
                    "",
                    view! {
                        {denials::sentence(*denial)}
                        {under(token)}
                    },
                )}
                {labelled_cell(t::key_page_requests().to_owned(), number(*uses))}
            })
        })
        .collect();
    (!rows.is_empty()).then(|| {
        let heads = columns(&[t::key_page_reason(), t::key_page_requests()]);
        let table = roomy_table("roomy", t::key_page_denials(), head(heads), rows);
        part(
            "denials",
            t::key_page_denials(),
            view! { <div class="card">{table}</div> },
        )
    })
}
