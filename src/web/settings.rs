//! The *Settings* tab: a page and its form, with and without scripts the same.

use crate::{
    domain::keys::alert::RenewalPeriod,
    error::AppError,
    server::settings,
    ui::{
        notice::Notice,
        pages::settings::{PERIOD, settings_page},
        paths,
    },
    web::visit::{FormPost, Visit, done},
};
use axum::{extract::Path, response::Response};

/// The page.
pub(super) async fn page(Path(account): Path<String>, visit: Visit) -> Response {
    let found = settings::show(&visit.caller, &account).await;
    visit.show(found, settings_page).await
}

/// *Apply*.
pub(super) async fn apply(Path(account): Path<String>, post: FormPost) -> Response {
    match carry_out(&post, &account).await {
        Ok(()) => done(&paths::settings(&account), Notice::PeriodSet),
        Err(error) => post.refused(error).await,
    }
}

async fn carry_out(FormPost { caller, form, .. }: &FormPost, account: &str) -> Result<(), AppError> {
    let months = form.text(PERIOD).parse().ok();
    // The form has radio buttons for all periods that there are. Whoever may not set one learns that first.
    let period = months.and_then(RenewalPeriod::from_months);
    match period {
        Some(period) => settings::set_period(caller, account, period).await,
        None => settings::show(caller, account).await.and(Err(AppError::Malformed)),
    }
}
