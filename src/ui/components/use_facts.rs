//! The facts about the use of tokens, shown before an action ends some of them.

use crate::{
    domain::{
        keys::{
            activity::{Activity, TokenActivity},
            key::Key,
        },
        time::Timestamp,
    },
    error::Field,
    i18n::t,
    ui::{
        components::field::TickBox,
        forms::{EnteredFields, Submission},
        live::live,
    },
    words::usage::{facts, token_name},
};
use leptos::prelude::*;

/// The activity of the key's old token, and whether it can be deleted without harm.
pub fn old_token_facts(key: &Key, told: &[TokenActivity], now: Timestamp) -> Option<AnyView> {
    let old = old_token(key, told)?;
    // After a renewal, what is told of a token that has just gone says nothing about the new one.
    let new = &key.tokens.newest().id;
    let is_new_in_use = told
        .iter()
        .any(|told| told.token == *new && told.activity == Activity::InUse);
    let is_safe = old.activity == Activity::Quiet && is_new_in_use;
    let sentence = if is_safe {
        t::safe_to_delete().to_owned()
    } else {
        facts(token_name(key, old), old, now)
    };
    Some(view! { <p class="use">{sentence}</p> }.into_any())
}

/// The activity of all tokens of the key.
pub fn token_facts(key: &Key, told: &[TokenActivity], now: Timestamp) -> AnyView {
    let sentences: Vec<_> = told
        .iter()
        .map(|told| facts(token_name(key, told), told, now))
        .collect();
    view! { <p class="use">{sentences.join(" ")}</p> }.into_any()
}

/// The activity of the old token.
pub fn old_token<'a>(key: &Key, told: &'a [TokenActivity]) -> Option<&'a TokenActivity> {
    let old = key.tokens.old()?;
    told.iter().find(|told| told.token == old.id)
}

/// The box to be ticked before tokens that are in use end.
pub fn in_use_box<'a>(
    mut ending: impl Iterator<Item = &'a TokenActivity>,
    entered: &EnteredFields,
    form: Submission,
) -> Option<AnyView> {
    let ticked = entered.chosen(Field::InUse.name(), "on", false);
    ending
        .any(|told| told.activity == Activity::InUse)
        .then(|| tick_box(ticked, form))
}

/// The same box for a form that is not rendered again when the server asks for it.
pub fn in_use_box_on_demand(is_in_use: bool, entered: &EnteredFields, form: Submission) -> AnyView {
    let ticked = entered.chosen(Field::InUse.name(), "on", false);
    let asks = Memo::new(move |asked: Option<&bool>| {
        asked == Some(&true) || is_in_use || form.error_at(Field::InUse).is_some()
    });
    live(move || asks.get().then(|| tick_box(ticked, form)))
}

fn tick_box(ticked: bool, form: Submission) -> AnyView {
    let field = Field::InUse;
    view! { <TickBox name=field.name() field=field label=t::in_use_anyway() ticked=ticked form=form /> }.into_any()
}
