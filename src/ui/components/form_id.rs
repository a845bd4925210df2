//! The hidden field that lets a form do its work once and get its answer again.

use crate::{
    domain::names::Id,
    ui::{components::dialog::hidden, forms::Kept},
};
use leptos::prelude::*;

/// The field's name.
pub const FORM_ID: &str = "form_id";

/// The nonce of the form on a plain page, which the server puts into the page's context.
#[derive(Clone)]
pub struct FormId(pub Id);

/// The field on a plain page. A form that was refused keeps its nonce, since it did nothing.
pub fn form_id_field() -> AnyView {
    let fresh = use_context::<FormId>().map_or_else(String::new, |FormId(id)| id.0);
    hidden(FORM_ID, Kept::from_context().text(FORM_ID, &fresh))
}
