//! The foot of a list: the range of rows shown, and the links to other pages.

use crate::{
    domain::page::{KeyQuery, PAGE_SIZE},
    i18n::{number, t},
    ui::components::icons::{LEFT, RIGHT, icon},
};
use leptos::prelude::*;

/// The row count, with *Previous* and *Next* if there is more than one page. `shown` is the number of rows on this page,
/// `matching` the number on all pages. `path` returns the address of a query.
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

/// A link without `href` is disabled: it can be neither followed nor focused.
fn turn(href: Option<String>, text: AnyView) -> AnyView {
    let impossible = href.is_none();
    view! {
        <a class="btn small" href=href role=impossible.then_some("link") aria-disabled=impossible.then_some("true")>
            {text}
        </a>
    }
    .into_any()
}
