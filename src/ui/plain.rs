//! Plain pages: rendered on the server from what their handler found, posted to their own address, taken over by nothing in the
//! browser. None of their code is downloaded.

use crate::{
    error::Field,
    i18n::t,
    ui::{
        components::{
            alert::FormError,
            field::TickBox,
            icons::{CHECK, WARNING, icon},
            topbar::{Section, mark, own_topbar, topbar},
        },
        forms::{Kept, Submission},
        notice::Notice,
        title,
    },
    views::wire::Viewer,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;

/// A page as its handler puts it into the context of the rendering.
#[derive(Clone)]
pub struct PlainPage(Arc<dyn Fn() -> AnyView + Send + Sync>);

impl PlainPage {
    /// A page from what draws it.
    pub fn new(draw: impl Fn() -> AnyView + Send + Sync + 'static) -> Self {
        Self(Arc::new(draw))
    }

    /// Draws the page.
    pub fn draw(&self) -> AnyView {
        (self.0)()
    }
}

/// The frame of a plain page: its title, the bar at the top, what was just done, and the content, which begins with a heading.
pub fn framed(viewer: Option<&Viewer>, section: Section, title: &str, content: AnyView) -> AnyView {
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

/// A heading with what stands below and beside it, and below those what a posted form has just done.
pub fn headed(title: &str, under: Option<AnyView>, button: Option<AnyView>) -> AnyView {
    view! {
        <div class="head">
            <div>
                <h1 tabindex="-1">{title.to_owned()}</h1>
                {under.map(|under| view! { <p>{under}</p> }.into_any())}
            </div>
            {button}
        </div>
        {just_done()}
    }
    .into_any()
}

/// What a form does to the person who sends it, in words, and the box to tick for it.
pub fn to_oneself(form: Submission, what: &'static str, understood: &'static str) -> AnyView {
    let field = Field::Understood;
    let ticked = Kept::from_context().chosen(field.name(), "on", false);
    view! {
        <div class="alert ask">{icon(WARNING)} <p>{what}</p></div>
        <TickBox name=field.name() field=field label=understood ticked=ticked form=form />
    }
    .into_any()
}

/// What a button says, and what it says while the server takes its time. `share.js` sees to that.
pub type Labels<'a> = (&'a str, &'static str);

/// The button that sends a plain form.
pub fn submit((text, doing): Labels, class: &'static str) -> AnyView {
    view! {
        <button type="submit" class=class data-busy=doing>
            {text.to_owned()}
        </button>
    }
    .into_any()
}

/// The end of a form: the way back without doing anything, then the button that does it, as in dialogs.
pub fn form_end((back, cancel): (String, &'static str), (labels, class): (Labels, &'static str)) -> AnyView {
    view! {
        <div class="pair choose">
            <a class="btn" href=back>
                {cancel}
            </a>
            {submit(labels, class)}
        </div>
    }
    .into_any()
}

/// A page that is one form, posted to its own address, in a section of its account. Errors about no field stand first.
pub fn framed_form(
    viewer: &Viewer,
    (section, name): (Section, &str),
    title: &'static str,
    form: Submission,
    content: AnyView,
) -> AnyView {
    let content = view! {
        {headed(title, None, None)}
        <form method="post" novalidate=true class="card settings">
            <FormError error=form.error() />
            {content}
        </form>
    }
    .into_any();
    framed(Some(viewer), section, &format!("{title} · {name}"), content)
}

/// What a posted form that led here has just done.
pub fn just_done() -> Option<AnyView> {
    let query = use_query_map().get_untracked();
    let notice = query.get_str("done").and_then(Notice::from_word)?;
    Some(
        view! {
            <div class="banner ok" role="status" tabindex="-1" autofocus=true>
                {icon(CHECK)}
                <p>{notice.sentence()}</p>
            </div>
        }
        .into_any(),
    )
}
