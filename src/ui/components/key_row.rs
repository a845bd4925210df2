//! The table of keys.

use crate::{
    domain::{
        id::Id,
        key_query::KeyQuery,
        keys::{
            key::{Key, Status},
            restrictions::EndDistance,
        },
        names::AccountSlug,
    },
    i18n::t,
    ui::{
        components::{
            badges::{badges, both_tokens, dead_tokens, revisited, status},
            copy::app_key,
            instant::date,
            menu::RowMenu,
            restrictions::{NAMED_IN_ROW, restrictions},
            roles::role_chips,
            row::Row,
            table::{actions_cell, cell, labelled_cell_of, row_head, table},
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

/// One page of the list.
pub fn key_table(page_state: PageState, page: &KeysPage) -> AnyView {
    let rows = page.keys.iter().map(|key| key_row(page_state, key.id.clone()));
    let path = |query: &KeyQuery| paths::list(page.viewer.account.as_str(), query);
    let head = key_columns(t::key_or_name(), t::created_date(), &page.query, &path);
    table(t::generated_keys(), head, rows.collect()).into_any()
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
    let is_refused = |row: &Row| row.key.status == Status::Inactive || row.end == Some(EndDistance::Past);
    let inactive = move || row.with(|row| row.as_ref().is_some_and(is_refused));
    let cells = move || {
        row.with(|row| {
            let row = row.as_ref()?;
            untrack(|| page_state.with_page(|page| cells(row, page)))
        })
    };
    view! {
        <tr role="row" class:inactive=inactive>
            {live(cells)}
            {actions_cell(view! { <RowMenu id row /> })}
        </tr>
    }
    .into_any()
}

fn cells(row: &Row, page: &KeysPage) -> AnyView {
    let (key, now, account) = (&row.key, page.now, page.viewer.account.as_str());
    let summary = view! {
        <a class="name" href=paths::key(account, key.id.as_str()) rel="external">
            {name(key.label.as_str())}
        </a>
        {app_key(&key.app_key)}
        {badges(key, row.alert, page.period, now)}
        {row.revisit.map(|revisit| revisited(revisit, account, key))}
        {row.dead.as_ref().map(|dead| dead_tokens(dead, account))}
        {both_tokens(key, &row.uses, now)}
        {last_use(row)}
        {restrictions(&key.restrictions, row.end, NAMED_IN_ROW)}
        {other_accounts(&row.other_accounts)}
    };
    view! {
        {row_head("what", summary)}
        {cell("roles", role_chips(&key.roles, &page.roles))}
        {labelled_cell_of("created", t::created_on().to_owned(), date(key.created_at))}
        {cell("status", status(key.standing(now)))}
    }
    .into_any()
}

/// When the key's only token was used last.
fn last_use(row: &Row) -> Option<AnyView> {
    let (_, words) = row.uses.first().filter(|_| row.key.tokens.old().is_none())?;
    Some(view! { <div class="under">{words.clone()}</div> }.into_any())
}

/// The other accounts that granted roles to the key.
fn other_accounts(accounts: &[AccountSlug]) -> Option<AnyView> {
    let names: Vec<_> = accounts.iter().map(AccountSlug::as_str).collect();
    (!names.is_empty()).then(|| view! { <div class="under">{t::also_acts_on(&names.join(", "))}</div> }.into_any())
}
