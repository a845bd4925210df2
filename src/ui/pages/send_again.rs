//! The reply to a posted form that could not be processed, because the session had ended or the database does not answer. The
//! input is kept.

use crate::{
    api::posted::Posted,
    error::AppError,
    i18n::t,
    ui::{
        components::{actions::submit, field::hidden},
        pages::not_found::request_reference,
        paths,
        plain::sheet,
        title,
    },
};
use leptos::prelude::*;

/// The page. Its form posts to the same address with all fields except passwords.
#[component]
pub fn SendAgain(posted: Posted, error: AppError) -> impl IntoView {
    let fields: Vec<_> = posted
        .fields
        .iter()
        .map(|(name, value)| hidden(name.clone(), value.clone()))
        .collect();
    let (heading, first) = if error == AppError::SessionEnded {
        (t::entry_sign_in_again(), Some(sign_in()))
    } else {
        (t::not_possible_now(), None)
    };
    title::set_for(heading);
    let content = view! {
        <h1>{heading}</h1>
        <p>{error.to_string()}</p>
        {first}
        <form method="post">{fields} {submit((t::entry_send_again(), t::doing_send()), "btn primary")}</form>
        {request_reference()}
    };
    sheet(content)
}

fn sign_in() -> AnyView {
    view! {
        <p>
            <a class="btn" href=paths::LOGIN target="_blank">
                {t::sign_in_in_new_tab()}
            </a>
        </p>
        <p>{t::entry_then_send_again()}</p>
    }
    .into_any()
}
