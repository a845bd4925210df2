//! Plain pages: rendered on the server from the handler's data, posted to their own address, never hydrated. The browser's module
//! contains none of their code.

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
        forms::{EnteredFields, Submission},
        notice::Notice,
        title,
    },
    views::wire::Viewer,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;

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

/// The frame of a plain page: its title, the top bar, and the content. The content starts with a heading.
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

/// A heading with optional parts below and beside it, followed by the notice of a posted form.
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

/// A warning that the form affects the user's own membership, with a check box to confirm.
pub fn to_oneself(form: Submission, what: &'static str, understood: &'static str) -> AnyView {
    let field = Field::Understood;
    let ticked = EnteredFields::from_context().chosen(field.name(), "on", false);
    view! {
        <div class="alert ask">{icon(WARNING)} <p>{what}</p></div>
        <TickBox name=field.name() field=field label=understood ticked=ticked form=form />
    }
    .into_any()
}

/// A button's label, and its label while the server is slow. `share.js` swaps them.
pub type Labels<'a> = (&'a str, &'static str);

/// The submit button of a plain form.
pub fn submit((text, doing): Labels, class: &'static str) -> AnyView {
    view! {
        <button type="submit" class=class data-busy=doing>
            {text.to_owned()}
        </button>
    }
    .into_any()
}

/// The end of a form: the cancel link, then the submit button, in the order of dialogs.
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

/// A page with one form, posted to its own address, in a section of its account. Form errors come before the fields.
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

/// The notice of the posted form that redirected here.
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
