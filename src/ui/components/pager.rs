//! The foot of a list: the range of rows shown, and the links to other pages.

use crate::{
    domain::key_query::{KeyQuery, PAGE_SIZE},
    i18n::{number, t},
    ui::components::icons::{LEFT, RIGHT, icon},
};
use leptos::prelude::*;

/// The row count, with *Previous* and *Next* if there is more than one page. `rows` is the number of rows on this page,
/// `matching` the number on all pages. `path` returns the address of a query.
pub fn pager(query: &KeyQuery, rows: usize, matching: i64, path: &dyn Fn(&KeyQuery) -> String) -> AnyView {
    let first = (query.page - 1) * PAGE_SIZE + 1;
    let last = first + rows as i64 - 1;
    let step_link = |step: i64, possible: bool, text: AnyView| {
        page_link(possible.then(|| path(&query.at_page(query.page + step))), text)
    };
    let links = (matching > PAGE_SIZE).then(|| {
        let previous = step_link(-1, query.page > 1, previous(t::previous()));
        page_links(previous, step_link(1, last < matching, next(t::next())))
    });
    foot(t::rows_shown(&number(first), &number(last), &number(matching)), links)
}

/// The foot of a list: its number of rows, and links to other pages.
pub fn foot(rows: String, links: Option<AnyView>) -> AnyView {
    view! {
        <div class="foot">
            <p>{rows}</p>
            {links}
        </div>
    }
    .into_any()
}

/// The links to the pages before and after this one.
pub fn page_links(previous: AnyView, next: AnyView) -> AnyView {
    view! { <nav aria-label=t::pages()>{previous} {next}</nav> }.into_any()
}

/// The content of the link to the page before this one.
pub fn previous(text: &'static str) -> AnyView {
    view! {
        {icon(LEFT)}
        {text}
    }
    .into_any()
}

/// The content of the link to the page after this one.
pub fn next(text: &'static str) -> AnyView {
    view! {
        {text}
        {icon(RIGHT)}
    }
    .into_any()
}

/// A link to a page. Without `href` it is disabled: it can be neither followed nor focused.
pub fn page_link(href: Option<String>, content: AnyView) -> AnyView {
    let disabled = href.is_none();
    view! {
        <a class="btn small" href=href role=disabled.then_some("link") aria-disabled=disabled.then_some("true")>
            {content}
        </a>
    }
    .into_any()
}
