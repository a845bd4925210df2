//! The foot of a list: which part of it is shown, and the way to the rest.

use crate::{
    domain::{
        page::{KeyQuery, PAGE_SIZE},
        views::KeysPage,
    },
    ui::{
        components::icons::{LEFT, RIGHT, icon},
        paths,
    },
};
use leptos::prelude::*;

/// The count, with *Previous* and *Next* when there is more than one page.
pub fn pager(page: &KeysPage) -> AnyView {
    let first = (page.query.page - 1) * PAGE_SIZE + 1;
    let last = first + page.keys.len() as i64 - 1;
    let links = (page.matching > PAGE_SIZE).then(|| {
        view! {
            <nav aria-label="Pages">
                {turn(
                    page,
                    -1,
                    page.query.page > 1,
                    view! {
                        {icon(LEFT)}
                        "Previous"
                    }
                        .into_any(),
                )}
                {turn(
                    page,
                    1,
                    last < page.matching,
                    view! {
                        "Next"
                        {icon(RIGHT)}
                    }
                        .into_any(),
                )}
            </nav>
        }
        .into_any()
    });
    view! {
        <div class="foot">
            <p>{format!("{first}–{last} of {}", page.matching)}</p>
            {links}
        </div>
    }
    .into_any()
}

fn turn(page: &KeysPage, step: i64, possible: bool, text: AnyView) -> AnyView {
    // A link without an address is not one: it can neither be followed nor focused.
    let href = possible.then(|| {
        let query = KeyQuery {
            page: page.query.page + step,
            ..page.query.clone()
        };
        paths::list(page.viewer.account.as_str(), &query)
    });
    view! {
        <a class="btn small" href=href role=(!possible).then_some("link") aria-disabled=(!possible).then_some("true")>
            {text}
        </a>
    }
    .into_any()
}
