//! The *Settings* tab: its page and form, which are the same with and without scripts.

use crate::{
    domain::keys::alert::RenewalPeriod,
    error::{AppError, Field},
    server::settings,
    ui::{
        notice::Notice,
        pages::settings::{PERIOD, settings_page},
        paths,
    },
    web::page_request::{FormPost, PageRequest, redirect_with_notice},
};
use axum::{extract::Path, response::Response};

/// The page of the settings.
pub(super) async fn page(Path(account): Path<String>, page_request: PageRequest) -> Response {
    let found = settings::show(&page_request.caller, &account).await;
    page_request.show(found, settings_page).await
}

/// The forms of the settings.
pub(super) async fn apply(Path(account): Path<String>, post: FormPost) -> Response {
    if post.form.get(Field::LongestLifetime.name()).is_some() {
        return set_lifetimes(&account, post).await;
    }
    match carry_out(&post, &account).await {
        Ok(()) => redirect_with_notice(&paths::settings(&account), Notice::PeriodSet),
        Err(error) => post.refuse(error).await,
    }
}

async fn set_lifetimes(account: &str, post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    let (longest, proposed) = (
        form.entered(Field::LongestLifetime),
        form.entered(Field::ProposedLifetime),
    );
    match settings::set_lifetimes(caller, account, (longest, proposed), &form.password()).await {
        Ok(()) => redirect_with_notice(&paths::settings(account), Notice::LifetimesSet),
        Err(error) => {
            let found = settings::show(caller, account).await;
            post.show_again(error, found, settings_page).await
        }
    }
}

async fn carry_out(FormPost { caller, form, .. }: &FormPost, account: &str) -> Result<(), AppError> {
    let months = form.text(PERIOD).parse().ok();
    // The form offers all valid periods, so any other value is malformed. The permission is checked first.
    let period = months.and_then(RenewalPeriod::from_months);
    match period {
        Some(period) => settings::set_period(caller, account, period).await,
        None => settings::show(caller, account).await.and(Err(AppError::Malformed)),
    }
}
