//! Plain pages: rendered on the server from the handler's data, posted to their own address, never hydrated. The browser's module
//! contains none of their code.

use crate::{
    error::Field,
    i18n::t,
    ui::{
        components::{
            alert::FormError,
            banner::{caution, done_banner},
            field::TickBox,
            topbar::{Section, mark, own_topbar, topbar},
        },
        forms::{EnteredFields, Submission},
        notice::Notice,
        title,
    },
    views::wire::Viewer,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;

/// The hidden field with the stored values that the form was rendered from. A form is refused if they have changed since.
pub const SEEN: &str = "seen";

/// A page, which its handler puts into the context of the rendering.
#[derive(Clone)]
pub struct PlainPage(Arc<dyn Fn() -> AnyView + Send + Sync>);

impl PlainPage {
    /// Creates a page from its render function.
    pub fn new(draw: impl Fn() -> AnyView + Send + Sync + 'static) -> Self {
        Self(Arc::new(draw))
    }

    /// Renders the page.
    pub fn draw(&self) -> AnyView {
        (self.0)()
    }
}

/// The page of somebody who is not signed in, or must not see more: one card with Keydesk's mark.
pub fn sheet(content: impl IntoView) -> impl IntoView {
    view! {
        <main class="sheet">
            <div class="card">{mark()} {content}</div>
        </main>
    }
}

/// A small card in the frame of the signed-in user.
pub fn card_page(viewer: Option<&Viewer>, section: Section, title: &str, content: impl IntoView) -> AnyView {
    let card = view! {
        <div class="sheet">
            <div class="card">{content}</div>
        </div>
    };
    page_frame(viewer, section, title, card.into_any())
}

/// The frame of a plain page: its title, the top bar, and the content. The content starts with a heading.
pub fn page_frame(viewer: Option<&Viewer>, section: Section, title: &str, content: AnyView) -> AnyView {
    let header = match viewer {
        Some(viewer) if section == Section::Elsewhere => own_topbar(viewer),
        Some(viewer) => topbar(viewer, section),
        None => view! { <header class="top">{mark()}</header> }.into_any(),
    };
    title::set_for(title);
    view! {
        <div class="page">
            <a class="skip" href="#main">
                {t::skip_to_content()}
            </a>
            {header}
            <main id="main" tabindex="-1">
                {content}
            </main>
        </div>
    }
    .into_any()
}

/// A heading with an optional subtitle and button, followed by the notice of a posted form.
pub fn page_head(title: &str, subtitle: Option<AnyView>, button: Option<AnyView>) -> AnyView {
    view! {
        <div class="head">
            <div>
                <h1 tabindex="-1">{title.to_owned()}</h1>
                {subtitle.map(|subtitle| view! { <p>{subtitle}</p> }.into_any())}
            </div>
            {button}
        </div>
        {done_notice()}
    }
    .into_any()
}

/// A warning that the form affects the user's own membership, with a check box to confirm.
pub fn self_warning(form: Submission, warning: &'static str, confirmation: &'static str) -> AnyView {
    let field = Field::Understood;
    let ticked = EnteredFields::from_context().chosen(field.name(), "on", false);
    view! {
        {caution(warning)}
        <TickBox name=field.name() field=field label=confirmation ticked=ticked form=form />
    }
    .into_any()
}

/// A part of a page with a heading. `id` is unique on the page.
pub fn part(id: &str, title: &'static str, content: impl IntoView) -> AnyView {
    let title_id = format!("{id}-title");
    view! {
        <section class="part" aria-labelledby=title_id>
            <h2 id=title_id.clone()>{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// A form in a card, with its error before the fields. Without `action` it posts to the address of its page.
pub fn card_form(action: Option<&'static str>, form: Submission, fields: impl IntoView) -> impl IntoView {
    view! {
        <form method="post" action=action novalidate=true class="card settings">
            <FormError error=form.error() />
            {fields}
        </form>
    }
}

/// A page with one form, posted to its own address, in a section of its account. `name` is the section's name in the title.
pub fn form_page(
    viewer: &Viewer,
    (section, name): (Section, &str),
    title: &'static str,
    form: Submission,
    content: AnyView,
) -> AnyView {
    let content = view! {
        {page_head(title, None, None)}
        {card_form(None, form, content)}
    }
    .into_any();
    page_frame(Some(viewer), section, &format!("{title} · {name}"), content)
}

/// The notice of the posted form that redirected here.
pub fn done_notice() -> Option<AnyView> {
    let query = use_query_map().get_untracked();
    let notice = query.get_str("done").and_then(Notice::from_word)?;
    Some(done_banner(notice.sentence()).into_any())
}
