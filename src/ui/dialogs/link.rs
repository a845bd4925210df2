//! A new single-access link, shown once.

use crate::{
    domain::views::NewLink,
    i18n::{SLOT, t},
    ui::{
        components::{copy::CopyField, countdown::Countdown},
        words::within,
    },
};
use leptos::prelude::*;

/// The link with *Copy*, its countdown, and what whoever passes it on should know.
pub fn link_field(link: &NewLink) -> AnyView {
    let (prefix, _) = link.url.rsplit_once('/').unwrap_or_default();
    let genuine = view! { <span class="mono">{format!("{prefix}/")}</span> }.into_any();
    let left = view! { <Countdown until=link.expires_at now=link.now /> }.into_any();
    view! {
        <div>
            <CopyField id="link" label=t::single_access_link() value=link.url.clone() first=true />
            <div class="count">
                <p>{t::link_opens_once()}</p>
                <p>{within(&t::link_expires_in(SLOT), left)}</p>
            </div>
            <p class="quiet">{within(&t::link_genuine(SLOT), genuine)} " " {t::link_compare()}</p>
        </div>
    }
    .into_any()
}
