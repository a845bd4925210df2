//! The *Settings* tab: a page and its form, with and without scripts the same.

use crate::{
    domain::alert::RenewalPeriod,
    error::AppError,
    server::{context::Caller, settings},
    ui::{
        notice::Notice,
        pages::settings::{PERIOD, settings_page},
        paths,
    },
    web::{Web, forms::Form, pages},
};
use axum::{
    Extension,
    extract::{Path, Request, State},
    response::{IntoResponse, Redirect, Response},
};

/// The page.
pub(super) async fn page(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    match settings::show(&caller, &account).await {
        Ok(view) => pages::plain(&web, request, move || settings_page(&view)).await,
        Err(error) => pages::refuse(&web, request, error).await,
    }
}

/// *Apply*.
pub(super) async fn apply(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    match carry_out(&caller, &account, &form).await {
        Ok(()) => {
            let done = Notice::PeriodSet.word();
            Redirect::to(&format!("{}?done={done}", paths::settings(&account))).into_response()
        }
        Err(error) => form.refused(&web, request, error).await,
    }
}

async fn carry_out(caller: &Caller, account: &str, form: &Form) -> Result<(), AppError> {
    let months = form.text(PERIOD).parse().ok();
    // The form has radio buttons for all periods that there are. Whoever may not set one learns that first.
    let period = months.and_then(RenewalPeriod::from_months);
    match period {
        Some(period) => settings::set_period(caller, account, period).await,
        None => settings::show(caller, account).await.and(Err(AppError::Malformed)),
    }
}
