//! A new single-access link, shown once.

use crate::{
    domain::views::NewLink,
    ui::components::{copy::CopyField, countdown::Countdown},
};
use leptos::prelude::*;

/// The link with *Copy*, its countdown, and what whoever passes it on should know.
pub fn link_field(link: &NewLink) -> AnyView {
    view! {
        <div>
            <CopyField id="link" label="Single-access link" value=link.url.clone() first=true />
            <div class="count">
                <p>"Opens once, and is shown here only now."</p>
                <p>"Expires in " <Countdown until=link.expires_at now=link.now /></p>
            </div>
        </div>
    }
    .into_any()
}
