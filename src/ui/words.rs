//! Names of actions as menus and dialogs show them, what each needs, and sentences with something drawn in them.

use crate::{
    domain::{
        key::{Action, Refusal},
        permission::Permission,
        views::Viewer,
    },
    i18n::{around, t},
};
use leptos::prelude::*;

/// What the menu of a row calls an action; the title of its dialog too.
pub fn action_name(action: Action) -> &'static str {
    match action {
        Action::Edit => t::edit(),
        Action::Renew => t::renew_token(),
        Action::NewLink => t::new_link(),
        Action::UndoRenewal => t::undo_renewal(),
        Action::DeleteOldToken => t::delete_old_token(),
        Action::Deactivate => t::deactivate(),
        Action::Activate => t::activate(),
        Action::Delete => t::delete_key(),
    }
}

/// Why the menu cannot offer an action now, in a few words. The dialog at the action's address says it in full.
pub fn reason(action: Action, refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::LinkPending { .. } if action == Action::NewLink => t::reason_undo_instead(),
        Refusal::LinkPending { .. } | Refusal::FirstLinkPending { .. } | Refusal::NewTokenUnseen => {
            t::reason_link_pending()
        }
        Refusal::NotRenewing | Refusal::OldTokenWouldGo => t::reason_no_old_token(),
        Refusal::NewTokenViewed { .. } => t::reason_new_token_viewed(),
        Refusal::LinkExpired { .. } => t::reason_link_expired(),
        Refusal::NoLinkPending => t::reason_no_link_pending(),
    }
}

/// Whether the viewer's roles allow an action; what they do not allow is not offered.
pub fn offered(viewer: &Viewer, action: Action) -> bool {
    viewer.may(match action {
        Action::Renew | Action::NewLink | Action::UndoRenewal | Action::DeleteOldToken => Permission::KeysRenew,
        Action::Edit | Action::Deactivate | Action::Activate | Action::Delete => Permission::KeysEdit,
    })
}

/// A name that somebody gave. It keeps its own direction, from right to left too, and leaves the text around it and the
/// alignment alone.
pub fn name(text: impl Into<String>) -> AnyView {
    view! { <bdi>{text.into()}</bdi> }.into_any()
}

/// A sentence around a part that is drawn by itself and for which its `SLOT` stands.
pub fn within(sentence: &str, part: AnyView) -> AnyView {
    let (before, after) = around(sentence);
    // Of a type that there is anyway.
    vec![before.into_any(), part, after.into_any()].into_any()
}
