//! Tables: heads, rows and cells. The ARIA roles are explicit, because on phones the rows become cards and browsers then drop the
//! table semantics.

use crate::{
    i18n::t,
    ui::{components::actions::list_link, sentences},
};
use leptos::prelude::*;

/// A table. `name` is its accessible name.
pub fn table(name: &'static str, head: impl IntoView, rows: Vec<AnyView>) -> impl IntoView {
    view! {
        <table role="table" aria-label=name>
            {head}
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

/// A table of a plain page, with more space around its rows than the lists of keys have.
pub fn roomy_table(class: &'static str, name: &'static str, head: impl IntoView, rows: Vec<AnyView>) -> impl IntoView {
    view! {
        <table role="table" aria-label=name class=class>
            {head}
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

/// The head of a table.
pub fn head(columns: impl IntoView) -> impl IntoView {
    view! {
        <thead role="rowgroup">
            <tr role="row">{columns}</tr>
        </thead>
    }
}

/// The head of a table whose last column holds actions.
pub fn head_with_actions(columns: impl IntoView) -> AnyView {
    let actions = view! { <span class="unseen">{t::actions()}</span> };
    let columns = view! {
        {columns}
        {column_head(None, actions)}
    };
    head(columns).into_any()
}

/// The heads of columns that cannot be sorted.
pub fn columns(names: &[&'static str]) -> Vec<AnyView> {
    names.iter().map(|name| column(name).into_any()).collect()
}

/// The head of a column.
pub fn column(name: &'static str) -> impl IntoView {
    column_head(None, name)
}

/// The two orders of a column with their `aria-sort` values. The first click selects the first order.
pub type Orders<Order> = [(Order, &'static str); 2];

/// The head of a sortable column. `path` returns the address of the list in another order.
pub fn sortable_column<Order: Copy + PartialEq>(
    name: &'static str,
    orders: Orders<Order>,
    current: Order,
    path: impl FnOnce(Order) -> String,
) -> AnyView {
    let [first, second] = orders;
    let sorted = orders.into_iter().find(|(order, _)| *order == current);
    let (next, _) = if sorted == Some(first) { second } else { first };
    column_head(sorted.map(|(_, direction)| direction), list_link(path(next), name)).into_any()
}

fn column_head(direction: Option<&'static str>, content: impl IntoView) -> impl IntoView {
    view! {
        <th role="columnheader" scope="col" aria-sort=direction>
            {content}
        </th>
    }
}

/// A row.
pub fn row(cells: impl IntoView) -> AnyView {
    view! { <tr role="row">{cells}</tr> }.into_any()
}

/// The cell that names its row.
pub fn row_head(class: &'static str, content: impl IntoView) -> impl IntoView {
    view! {
        <th role="rowheader" scope="row" class=class>
            {content}
        </th>
    }
}

/// A cell without a class.
pub fn plain_cell(content: impl IntoView) -> impl IntoView {
    view! { <td role="cell">{content}</td> }
}

/// A cell with a class.
pub fn cell(class: &'static str, content: impl IntoView) -> impl IntoView {
    view! {
        <td role="cell" class=class>
            {content}
        </td>
    }
}

/// A cell with a label for phones, where rows are cards without column heads.
pub fn labelled_cell(label: String, content: impl IntoView) -> impl IntoView {
    view! {
        <td role="cell" data-label=label>
            {content}
        </td>
    }
}

/// A cell with a class and a label for phones.
pub fn labelled_cell_of(class: &'static str, label: String, content: impl IntoView) -> impl IntoView {
    view! {
        <td role="cell" class=class data-label=label>
            {content}
        </td>
    }
}

/// The last cell of a row, with its actions.
pub fn actions_cell(actions: impl IntoView) -> impl IntoView {
    cell("do", actions)
}

/// The label of a cell, separated from the value that follows it.
pub fn label(text: &str) -> String {
    format!("{text} ")
}

/// An e-mail address. It breaks after the `@` before it breaks elsewhere.
pub fn address(email: &str) -> AnyView {
    let Some((name, host)) = email.split_once('@') else {
        return email.to_owned().into_any();
    };
    view! {
        {format!("{name}@")}
        <wbr />
        {host.to_owned()}
    }
    .into_any()
}

/// Names as chips, or the text `none` if there are no names.
pub fn chips(names: &[&str], none: &'static str) -> AnyView {
    if names.is_empty() {
        return view! { <span class="quiet">{none}</span> }.into_any();
    }
    let chips = names
        .iter()
        .map(|name| view! { <span class="chip">{sentences::name(*name)}</span> }.into_any());
    chips.collect_view().into_any()
}
