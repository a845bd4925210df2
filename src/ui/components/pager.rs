//! The foot of a list: which part of it is shown, and the way to the rest.

use crate::{
    domain::page::{KeyQuery, PAGE_SIZE},
    i18n::{number, t},
    ui::components::icons::{LEFT, RIGHT, icon},
};
use leptos::prelude::*;

/// The count, with *Previous* and *Next* when there is more than one page. `shown` is how many rows the page has, `matching`
/// how many there are on all pages, `path` the address of a view.
pub fn pager(query: &KeyQuery, shown: usize, matching: i64, path: &dyn Fn(&KeyQuery) -> String) -> AnyView {
    let first = (query.page - 1) * PAGE_SIZE + 1;
    let last = first + shown as i64 - 1;
    let turn = |step: i64, possible: bool, text: AnyView| {
        turn(possible.then(|| path(&query.at_page(query.page + step))), text)
    };
    let links = (matching > PAGE_SIZE).then(|| {
        let previous = view! {
            {icon(LEFT)}
            {t::previous()}
        };
        let next = view! {
            {t::next()}
            {icon(RIGHT)}
        };
        view! {
            <nav aria-label=t::pages()>
                {turn(-1, query.page > 1, previous.into_any())} {turn(1, last < matching, next.into_any())}
            </nav>
        }
        .into_any()
    });
    view! {
        <div class="foot">
            <p>{t::rows_shown(&number(first), &number(last), &number(matching))}</p>
            {links}
        </div>
    }
    .into_any()
}

/// A link without an address is not one: it can neither be followed nor focused.
fn turn(href: Option<String>, text: AnyView) -> AnyView {
    let impossible = href.is_none();
    view! {
        <a class="btn small" href=href role=impossible.then_some("link") aria-disabled=impossible.then_some("true")>
            {text}
        </a>
    }
    .into_any()
}
