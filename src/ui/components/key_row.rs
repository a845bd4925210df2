//! The table of keys.

use crate::{
    domain::{
        key::{Key, Status},
        views::KeysPage,
    },
    ui::{
        components::{
            badges::{badges, both_tokens, date, status},
            menu::RowMenu,
            roles::role_chips,
        },
        words::offered,
    },
};
use leptos::prelude::*;

/// One page of the list. The roles are spelt out because on a phone, where rows become cards, browsers forget that it is
/// a table.
pub fn key_table(page: &KeysPage) -> AnyView {
    let rows = page.keys.iter().map(|key| key_row(key, page)).collect_view();
    view! {
        <table role="table" aria-label="Generated keys">
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">"Key / Name"</th>
                    <th role="columnheader" scope="col">"Roles"</th>
                    <th role="columnheader" scope="col">"Created date"</th>
                    <th role="columnheader" scope="col">"Status"</th>
                    <th role="columnheader" scope="col"><span class="unseen">"Actions"</span></th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn key_row(key: &Key, page: &KeysPage) -> AnyView {
    let now = page.now;
    let actions: Vec<_> = key
        .actions(now)
        .into_iter()
        .filter(|action| offered(&page.viewer, *action))
        .collect();
    let menu = (!actions.is_empty()).then(|| view! { <RowMenu key=key.clone() actions /> });
    let class = if key.status == Status::Inactive { "inactive" } else { "" };
    view! {
        <tr role="row" class=class>
            <td role="cell" class="what">
                <div class="name" dir="auto">{key.label.as_str().to_owned()}</div>
                <div class="under mono">{key.app_key.to_string()}</div>
                {badges(key, page.period, now)}
                {both_tokens(key, now)}
            </td>
            <td role="cell" class="roles">{role_chips(&key.roles, &page.roles)}</td>
            <td role="cell" class="created">{date(key.created_at)}</td>
            <td role="cell" class="status">{status(key.status)}</td>
            <td role="cell" class="do">{menu}</td>
        </tr>
    }
    .into_any()
}
