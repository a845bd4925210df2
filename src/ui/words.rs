//! Names of actions as menus and dialogs show them, and what each needs.

use crate::domain::{key::Action, permission::Permission, views::Viewer};

/// What the menu of a row calls an action; the title of its dialog too.
pub fn action_name(action: Action) -> &'static str {
    match action {
        Action::Edit => "Edit",
        Action::Renew => "Renew token",
        Action::UndoRenewal => "Undo renewal",
        Action::DeleteOldToken => "Delete old token",
        Action::Deactivate => "Deactivate",
        Action::Activate => "Activate",
        Action::Delete => "Delete key",
    }
}

/// Whether the viewer's roles allow an action; what they do not allow is not offered.
pub fn offered(viewer: &Viewer, action: Action) -> bool {
    viewer.may(match action {
        Action::Renew | Action::UndoRenewal | Action::DeleteOldToken => Permission::KeysRenew,
        Action::Edit | Action::Deactivate | Action::Activate | Action::Delete => Permission::KeysEdit,
    })
}
