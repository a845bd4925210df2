//! Tables on plain pages.

use crate::{i18n::t, ui::sentences};
use leptos::prelude::*;

/// The head of a table whose last column holds actions.
pub fn columns(names: &[&'static str]) -> AnyView {
    head_of(names.iter().copied().map(column).collect())
}

/// The header cell of a column.
pub fn column(name: &'static str) -> AnyView {
    view! {
        <th role="columnheader" scope="col">
            {name}
        </th>
    }
    .into_any()
}

/// The head of a table from its header cells. The last column holds actions.
pub fn head_of(heads: Vec<AnyView>) -> AnyView {
    view! {
        <thead role="rowgroup">
            <tr role="row">
                {heads} <th role="columnheader" scope="col">
                    <span class="unseen">{t::actions()}</span>
                </th>
            </tr>
        </thead>
    }
    .into_any()
}

/// A small link styled as a button. `name` is its accessible name, which distinguishes it from the others in the column.
pub fn button(href: String, text: &'static str, name: String) -> AnyView {
    view! {
        <a class="btn small" href=href aria-label=name>
            {text}
        </a>
    }
    .into_any()
}

/// The label before a cell's value, for cards, which have no column heads.
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
