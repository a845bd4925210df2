//! Texts of actions on keys: their names, and why the menu disables one.

use crate::{
    domain::keys::{key::Action, refusal::KeyRefusal, standing::Standing},
    i18n::t,
};

/// The name of an action in the menu, and the title of its dialog.
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

/// Whether a key works, in one word.
pub fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Active => t::active(),
        Standing::Expired => t::expired(),
        Standing::Inactive => t::inactive(),
    }
}

/// Why the menu disables an action, in a few words. The dialog at the action's URL shows the full sentence.
pub fn disabled_reason(action: Action, refusal: &KeyRefusal) -> &'static str {
    match refusal {
        KeyRefusal::LinkPending { .. } if action == Action::NewLink => t::reason_undo_instead(),
        KeyRefusal::LinkPending { .. } | KeyRefusal::FirstLinkPending { .. } | KeyRefusal::NewTokenUnseen => {
            t::reason_link_pending()
        }
        KeyRefusal::NotRenewing | KeyRefusal::ConsentNeeded => t::reason_no_old_token(),
        KeyRefusal::NewTokenViewed { .. } => t::reason_new_token_viewed(),
        KeyRefusal::LinkExpired { .. } => t::reason_link_expired(),
        KeyRefusal::NoLinkPending => t::reason_no_link_pending(),
    }
}
