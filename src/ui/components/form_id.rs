//! The hidden field with the idempotency key of a form.

use crate::{
    domain::id::{Id, IdempotentForm},
    ui::{components::field::hidden, forms::EnteredFields},
};
use leptos::prelude::*;

/// The field's name.
pub const FORM_ID: &str = "form_id";

/// The form id of a plain page. The server puts it into the page's context.
#[derive(Clone)]
pub struct FormId(pub Id<IdempotentForm>);

/// The field on a plain page. A refused form keeps its id, because it had no effect.
pub fn form_id_field() -> AnyView {
    let new_id = use_context::<FormId>().map_or_else(String::new, |FormId(id)| id.into_string());
    hidden(FORM_ID, EnteredFields::from_context().text(FORM_ID, &new_id))
}
