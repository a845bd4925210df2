//! A new single-access link. The dialog whose form created it shows it once.

use crate::{
    api::posted::Posted,
    i18n::{SLOT, t},
    ui::{
        components::{
            actions::close_button,
            copy::CopyField,
            countdown::Countdown,
            dialog::{Dialog, focus_content},
            key_summary::key_summary,
        },
        forms::Submission,
        live::live,
        page_state::PageState,
        sentences::within,
    },
    views::wire::NewLink,
};
use leptos::prelude::*;

/// A dialog with a form that creates a link, then with that link. `titles`: before and after.
pub fn link_dialog(
    titles: (&'static str, &'static str),
    form: Submission,
    form_body: impl Fn() -> AnyView + Send + 'static,
    link_body: impl Fn(&NewLink) -> AnyView + Send + 'static,
) -> AnyView {
    boxed_link_dialog(titles, form, Box::new(form_body), Box::new(link_body))
}

/// The closures are boxed, so that the browser's module contains the code of these dialogs only once.
fn boxed_link_dialog(
    (before, after): (&'static str, &'static str),
    form: Submission,
    form_body: Box<dyn Fn() -> AnyView + Send>,
    link_body: Box<dyn Fn(&NewLink) -> AnyView + Send>,
) -> AnyView {
    let page_state = PageState::get();
    let busy = Signal::derive(move || form.pending());
    let posted = use_context::<Posted>().and_then(|posted| posted.link().cloned());
    let opener = page_state.opener();
    let link = StoredValue::new(move || page_state.new_link_for(&opener).or_else(|| posted.clone()));
    let done = Signal::derive(move || link.with_value(|link| link().is_some()));
    let title = Signal::derive(move || if done.get() { after } else { before });
    let body = live(move || {
        Some(match link.with_value(|link| link()) {
            Some(link) => {
                Effect::new(|_| focus_content());
                link_body(&link)
            }
            None => form_body(),
        })
    });
    view! {
        <Dialog title done busy>
            {body}
        </Dialog>
    }
    .into_any()
}

/// The link with a note, for actions without a further step.
pub fn link_content(link: &NewLink, note: &'static str) -> AnyView {
    view! {
        <div class="body">{key_summary(&link.key, link.now)} {link_field(link)} <p class="quiet">{note}</p></div>
        <footer>{close_button(t::close())}</footer>
    }
    .into_any()
}

/// The link with *Copy*, its countdown, and advice for passing it on.
pub fn link_field(link: &NewLink) -> AnyView {
    let (prefix, _) = link.url.rsplit_once('/').unwrap_or_default();
    let genuine_prefix = view! { <span class="mono">{format!("{prefix}/")}</span> }.into_any();
    let time_left = view! { <Countdown until=link.expires_at now=link.now /> }.into_any();
    let copied = PageState::get().copied;
    view! {
        <div>
            <CopyField id="link" label=t::single_access_link() value=link.url.clone() first=true copied />
            <div class="count">
                <p>{t::link_opens_once()}</p>
                <p>{within(&t::link_expires_in(SLOT), time_left)}</p>
            </div>
            <p class="quiet">{within(&t::link_genuine(SLOT), genuine_prefix)}</p>
            <p class="quiet">{t::link_compare()}</p>
        </div>
    }
    .into_any()
}
