//! The summary of the key in a dialog, in its current state.

use crate::{
    domain::{keys::key::Key, time::Timestamp},
    ui::{components::badges::status, sentences::name},
};
use leptos::prelude::*;

/// The key's label, app key and status.
pub fn key_summary(key: &Key, now: Timestamp) -> AnyView {
    view! {
        <div class="summary">
            <div>
                <b>{name(key.label.as_str())}</b>
                <span class="mono">{key.app_key.to_string()}</span>
            </div>
            {status(key.standing(now))}
        </div>
    }
    .into_any()
}
