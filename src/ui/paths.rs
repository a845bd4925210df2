//! The addresses of the admin's pages. A dialog keeps the search part of the list behind it, so that closing it leads
//! back to the same view.

use crate::domain::{key::Action, page::KeyQuery};

/// Where people sign in.
pub const LOGIN: &str = "/login";

/// The list of an account's generated keys.
pub fn list(account: &str, query: &KeyQuery) -> String {
    format!("/{account}/api-keys/generated{}", query.search())
}

/// The *Generate key* dialog over that list.
pub fn generate(account: &str, query: &KeyQuery) -> String {
    format!("/{account}/api-keys/generated/new{}", query.search())
}

/// The dialog of an action on one key.
pub fn dialog(account: &str, key: &str, action: Action, query: &KeyQuery) -> String {
    step(account, key, segment(action), query)
}

/// Where the choice that ends a renewal is posted to.
pub fn complete_renewal(account: &str, key: &str, query: &KeyQuery) -> String {
    step(account, key, "complete-renewal", query)
}

fn step(account: &str, key: &str, word: &str, query: &KeyQuery) -> String {
    format!("/{account}/api-keys/generated/{key}/{word}{}", query.search())
}

/// The last path segment of an action's dialog.
pub fn segment(action: Action) -> &'static str {
    match action {
        Action::Edit => "edit",
        Action::Renew => "renew",
        Action::UndoRenewal => "undo-renewal",
        Action::DeleteOldToken => "delete-old-token",
        Action::Deactivate => "deactivate",
        Action::Activate => "activate",
        Action::Delete => "delete",
    }
}

/// The id of the control that opened the dialog at `path`, to which focus returns when the dialog closes. `None` where no
/// dialog is open.
pub fn opener(path: &str) -> Option<String> {
    let (_, rest) = path.split_once("/api-keys/generated/")?;
    match rest.split(['/', '?']).next()? {
        "" => None,
        "new" => Some(GENERATE_BUTTON.to_owned()),
        key => Some(menu_button(key)),
    }
}

/// The id of the *Generate key* button.
pub const GENERATE_BUTTON: &str = "generate-key";

/// The id of a row's menu button.
pub fn menu_button(key: &str) -> String {
    format!("menu-{key}")
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn the_list_itself_is_no_dialog() {
        assert_eq!(opener("/acme/api-keys/generated"), None);
        assert_eq!(opener("/acme/api-keys/generated/"), None);
        assert_eq!(opener("/login"), None);
    }

    #[test]
    fn dialogs_know_what_opened_them() {
        assert_eq!(opener("/acme/api-keys/generated/new").as_deref(), Some("generate-key"));
        assert_eq!(
            opener("/acme/api-keys/generated/new?page=2").as_deref(),
            Some("generate-key")
        );
        assert_eq!(opener("/acme/api-keys/generated/k1/renew").as_deref(), Some("menu-k1"));
    }

    #[test]
    fn dialogs_keep_the_view_behind_them() {
        let query = KeyQuery {
            page: 2,
            pending_deletion: true,
        };
        assert_eq!(
            dialog("acme", "k1", Action::UndoRenewal, &query),
            "/acme/api-keys/generated/k1/undo-renewal?alert=pending-deletion&page=2"
        );
    }
}
