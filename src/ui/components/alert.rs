//! Error messages, shown next to the action that failed.

use crate::{
    domain::keys::refusal::KeyRefusal,
    error::{AppError, Field},
    i18n::{SLOT, t},
    ui::{
        components::{
            icons::{WARNING, icon},
            instant::to_the_minute,
        },
        focus,
        live::live,
        paths,
        sentences::within,
    },
    words::refusals,
};
use leptos::prelude::*;

/// The error of a form, above its fields. A server-rendered reply focuses it with `autofocus`. In the browser an effect moves the
/// focus when an error appears: to the password field if it is needed, else to the first invalid field, else to the alert.
#[component]
pub fn FormError(#[prop(into)] error: Signal<Option<AppError>>) -> impl IntoView {
    Effect::new(move |_| {
        if let Some(error) = error.get() {
            let asks = error == AppError::PasswordNeeded;
            let password = asks.then(|| format!("#{}", Field::Password.name()));
            let rest = ["[aria-invalid=true]".to_owned(), ".alert[tabindex]".to_owned()];
            focus::focus_first(password.into_iter().chain(rest));
        }
    });
    live(move || error.get().map(|error| alert(&error)))
}

/// An error as an alert.
pub fn alert(error: &AppError) -> AnyView {
    let class = if asks_for_input(error) { "alert ask" } else { "alert" };
    view! {
        <div class=class role="alert" tabindex="-1" autofocus=true>
            {icon(WARNING)}
            <p>{sentence(error)} {sign_in_link(error)}</p>
        </div>
    }
    .into_any()
}

/// The text of an error. A time in it is rendered as a `<time>` element.
fn sentence(error: &AppError) -> AnyView {
    if let AppError::Refused(refusal) = error
        && let Some(at) = refusal.at()
    {
        return within(&refusals::key_refusal(refusal, SLOT), to_the_minute(at));
    }
    error.to_string().into_any()
}

/// A link to the sign-in page, if the session has ended.
pub fn sign_in_link(error: &AppError) -> Option<AnyView> {
    (*error == AppError::SessionEnded).then(|| {
        view! {
            " "
            <a href=paths::LOGIN target="_blank">
                {t::sign_in_in_new_tab()}
            </a>
        }
        .into_any()
    })
}

/// Whether the error asks the user for consent or a password rather than refusing.
fn asks_for_input(error: &AppError) -> bool {
    matches!(
        error,
        AppError::PasswordNeeded | AppError::Refused(KeyRefusal::ConsentNeeded | KeyRefusal::NewTokenUnseen)
    )
}
