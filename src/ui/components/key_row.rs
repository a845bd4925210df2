//! The table of keys.

use crate::{
    domain::{
        id::Id,
        keys::key::{Key, Status},
        names::AccountSlug,
    },
    i18n::t,
    ui::{
        components::{
            badges::{badges, both_tokens, revisited, status},
            copy::app_key,
            instant::date,
            menu::RowMenu,
            roles::role_chips,
            row::Row,
            tools::key_columns,
        },
        live::live,
        page_state::PageState,
        paths,
        sentences::name,
    },
    views::wire::KeysPage,
};
use leptos::prelude::*;

/// One page of the list. The ARIA roles are explicit, because on phones the rows become cards and browsers then drop the table semantics.
pub fn key_table(page_state: PageState, page: &KeysPage) -> AnyView {
    let rows = page
        .keys
        .iter()
        .map(|key| key_row(page_state, key.id.clone()))
        .collect_view();
    view! {
        <table role="table" aria-label=t::generated_keys()>
            {key_columns(
                t::key_or_name(),
                t::created_date(),
                &page.query,
                &|query| paths::list(page.viewer.account.as_str(), query),
            )}
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

/// The row of a key. Its cells update with the list; its menu is not rendered again.
fn key_row(page_state: PageState, id: Id<Key>) -> AnyView {
    let this = id.clone();
    let row = Memo::new(move |_| {
        page_state.with_page(|page| {
            let key = page.keys.iter().find(|key| key.id == this)?;
            Some(Row::of(key, page))
        })?
    });
    let inactive = move || row.with(|row| row.as_ref().is_some_and(|row| row.key.status == Status::Inactive));
    let cells = move || {
        row.with(|row| {
            let row = row.as_ref()?;
            untrack(|| page_state.with_page(|page| cells(row, page)))
        })
    };
    view! {
        <tr role="row" class:inactive=inactive>
            {live(cells)}
            <td role="cell" class="do">
                <RowMenu id row />
            </td>
        </tr>
    }
    .into_any()
}

fn cells(row: &Row, page: &KeysPage) -> AnyView {
    let (key, now) = (&row.key, page.now);
    view! {
        <th role="rowheader" scope="row" class="what">
            <div class="name">{name(key.label.as_str())}</div>
            {app_key(&key.app_key)}
            {badges(key, row.alert, page.period, now)}
            {row.revisit.map(|revisit| revisited(revisit, page.viewer.account.as_str(), key))}
            {both_tokens(key, now)}
            {elsewhere(&row.elsewhere)}
        </th>
        <td role="cell" class="roles">
            {role_chips(&key.roles, &page.roles)}
        </td>
        <td role="cell" class="created" data-label=t::created_on()>
            {date(key.created_at)}
        </td>
        <td role="cell" class="status">
            {status(key.status)}
        </td>
    }
    .into_any()
}

/// The other accounts that granted roles to the key.
fn elsewhere(accounts: &[AccountSlug]) -> Option<AnyView> {
    let names: Vec<_> = accounts.iter().map(AccountSlug::as_str).collect();
    (!names.is_empty()).then(|| view! { <div class="under">{t::also_acts_on(&names.join(", "))}</div> }.into_any())
}
