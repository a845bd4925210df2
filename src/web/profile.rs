//! The *Profile* page and its forms, which are the same with and without scripts.

use crate::{
    domain::id::Id,
    error::Field,
    server::{browsers, profile, sessions},
    ui::{
        notice::Notice,
        pages::profile::{ALL, BROWSER, OTHERS, SESSION, profile_page},
        paths,
    },
    web::{
        page_request::{FormPost, PageRequest, redirect_with_notice},
        session_cookies::{begin_session, redirect_with_session},
    },
};
use axum::response::Response;

/// The page of the profile.
pub(super) async fn page(page_request: PageRequest) -> Response {
    let found = profile::show(&page_request.caller).await;
    page_request.show(found, profile_page).await
}

/// The form *Change password*.
pub(super) async fn change_password(post: FormPost) -> Response {
    let FormPost { web, caller, form, .. } = &post;
    let (current, new) = (form.entered(Field::Password), form.entered(Field::NewPassword));
    match profile::change_password(caller, current, new).await {
        Ok(secrets) => begin_session(web, &secrets, &Notice::PasswordChanged.at(paths::PROFILE)),
        Err(error) => {
            let found = profile::show(caller).await;
            post.show_again(error, found, profile_page).await
        }
    }
}

/// Ends the current session if the user ticked the confirmation.
async fn end_this(post: FormPost) -> Response {
    let FormPost { web, caller, form, .. } = &post;
    let ended = match form.understood() {
        Ok(()) => sessions::sign_out(caller).await,
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => redirect_with_session(web, None, "/login?signed-out"),
        Err(error) => {
            let found = profile::show(caller).await;
            post.show_again(error, found, profile_page).await
        }
    }
}

/// The buttons that end sessions.
pub(super) async fn revoke(post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    let selection = form.text(SESSION);
    if profile::is_current(caller, &selection) {
        return end_this(post).await;
    }
    let revoked = if selection == OTHERS {
        profile::revoke_others(caller).await
    } else {
        profile::revoke(caller, &selection).await
    };
    match revoked {
        Ok(()) => redirect_with_notice(paths::PROFILE, Notice::SessionsRevoked),
        Err(error) => post.refuse(error).await,
    }
}

/// The buttons that forget known browsers.
pub(super) async fn forget(post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    let selection = form.text(BROWSER);
    let forgotten = if selection == ALL {
        browsers::forget_all(caller).await
    } else {
        browsers::forget(caller, &Id::new(selection)).await
    };
    match forgotten {
        Ok(()) => redirect_with_notice(paths::PROFILE, Notice::BrowsersForgotten),
        Err(error) => post.refuse(error).await,
    }
}
