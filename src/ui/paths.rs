//! The paths of the admin pages. A dialog keeps the query string of the list behind it, so that closing it returns to the same view.

use crate::{
    api::export::ExportKeys,
    domain::{
        id::Id,
        key_query::KeyQuery,
        keys::key::{Action, Key},
        people::permission::Permission,
        percent::{NOT_IN_PATH, NOT_IN_VALUE},
    },
};
use leptos::server_fn::ServerFn;
use percent_encoding::{PercentEncode, utf8_percent_encode};

/// The sign-in page.
pub const LOGIN: &str = "/login";

/// The page that creates the first account.
pub const SETUP: &str = "/setup";

/// The page of the second sign-in step, which asks for the code.
pub const LOGIN_CODE: &str = "/login/code";

/// The user's profile.
pub const PROFILE: &str = "/profile";

/// The target of the profile's forms that end sessions.
pub const PROFILE_SESSIONS: &str = "/profile/sessions";

/// The target of the profile's forms that forget known browsers.
pub const PROFILE_BROWSERS: &str = "/profile/browsers";

/// The page that turns on the second factor.
pub const SECOND_FACTOR: &str = "/profile/second-factor";

/// The page that creates new recovery codes.
pub const SECOND_FACTOR_CODES: &str = "/profile/second-factor/codes";

/// The page that turns off the second factor.
pub const SECOND_FACTOR_OFF: &str = "/profile/second-factor/off";

/// The list of an account's generated keys.
pub fn list(account: &str, query: &KeyQuery) -> String {
    OpenDialog::List.path(account, query)
}

/// The *Settings* tab.
pub fn settings(account: &str) -> String {
    format!("/{account}/api-keys/settings")
}

/// *Create verifier*.
pub fn new_verifier(account: &str) -> String {
    format!("{}/verifiers/new", settings(account))
}

/// A form about one verifier.
pub fn verifier(account: &str, verifier: &str, segment: &str) -> String {
    format!("{}/verifiers/{verifier}/{segment}", settings(account))
}

/// The *External* tab.
pub fn external(account: &str) -> String {
    format!("/{account}/api-keys/external")
}

/// The account's users.
pub fn users(account: &str) -> String {
    format!("/{account}/users")
}

/// The account's roles and resources.
pub fn roles(account: &str) -> String {
    format!("/{account}/roles")
}

/// The account's audit log.
pub fn audit(account: &str) -> String {
    format!("/{account}/audit")
}

/// A filtered audit log. `query` is a query string without `?`; empty for all entries.
pub fn filtered_audit(account: &str, query: &str) -> String {
    with_query(audit(account), query)
}

/// The entries of [`filtered_audit`] as a CSV file.
pub fn audit_export(account: &str, query: &str) -> String {
    with_query(format!("{}/export", audit(account)), query)
}

/// The entries of [`filtered_audit`] as a workbook.
pub fn audit_workbook(account: &str, query: &str) -> String {
    with_query(format!("{}/export.xlsx", audit(account)), query)
}

fn with_query(path: String, query: &str) -> String {
    if query.is_empty() {
        path
    } else {
        format!("{path}?{query}")
    }
}

/// The download of *Export*: all keys of the account, or those that a list's filter matches. `filter` is the query string of the
/// list, `external` selects the list of external keys.
pub fn export(account: &str, external: bool, filter: &str) -> String {
    let mut path = format!("{}?account=", ExportKeys::url());
    path.extend(utf8_percent_encode(account, NOT_IN_VALUE));
    if external {
        path.push_str("&external=true");
    }
    let filter = filter.trim_start_matches('?');
    if !filter.is_empty() {
        path.push_str("&filter=");
        path.extend(utf8_percent_encode(filter, NOT_IN_VALUE));
    }
    path
}

/// The first page of an account that a user with these permissions may see.
pub fn landing(account: &str, permissions: &[Permission]) -> Option<String> {
    let pages = [
        (Permission::KeysView, list(account, &KeyQuery::default())),
        (Permission::UsersManage, users(account)),
        (Permission::RolesManage, roles(account)),
        (Permission::AuditView, audit(account)),
        (Permission::SettingsEdit, settings(account)),
    ];
    let mut permitted = pages
        .into_iter()
        .filter(|(permission, _)| permissions.contains(permission));
    permitted.next().map(|(_, path)| path)
}

/// A page about one user.
pub fn user(account: &str, user: &str, segment: &str) -> String {
    format!("/{account}/users/{user}/{segment}")
}

/// A page about one pending invitation.
pub fn invitation(account: &str, invitation: &str, segment: &str) -> String {
    format!("/{account}/users/invitations/{invitation}/{segment}")
}

/// A page about one role.
pub fn role(account: &str, role: &str, segment: &str) -> String {
    format!("/{account}/roles/{role}/{segment}")
}

/// *Add resource*.
pub fn new_resource(account: &str) -> String {
    format!("/{account}/roles/resources/new")
}

/// The page that deletes a resource.
pub fn delete_resource(account: &str, resource: &str) -> String {
    format!("/{account}/roles/resources/{resource}/delete")
}

/// A page about one external key.
pub fn external_key(account: &str, key: &str, segment: &str) -> String {
    format!("/{account}/api-keys/external/{key}/{segment}")
}

/// The page of a generated key.
pub fn key(account: &str, key: &str) -> String {
    format!("/{account}/api-keys/generated/{key}")
}

/// [`LOGIN_CODE`] with the path to go to after sign-in. `recovery` asks for a recovery code.
pub fn login_code(next: &str, recovery: bool) -> String {
    let next = encoded(next);
    let recovery = if recovery { "&recovery" } else { "" };
    format!("{LOGIN_CODE}?next={next}{recovery}")
}

/// The sign-in page after the second step has timed out.
pub fn login_after_code(next: &str) -> String {
    format!("{LOGIN}?next={}&code-late", encoded(next))
}

/// A path encoded as a query parameter's value.
fn encoded(path: &str) -> PercentEncode<'_> {
    utf8_percent_encode(path, NOT_IN_PATH)
}

/// Last path segment of an edit page.
pub const EDIT: &str = "edit";

/// Last path segment of a removal page.
pub const REMOVE: &str = "remove";

/// Last path segment of the page that disables a user.
pub const DISABLE: &str = "disable";

/// Last path segment of the page that enables a user again.
pub const ENABLE: &str = "enable";

/// Last path segment of the page that cancels an invitation.
pub const CANCEL: &str = "cancel";

/// Last path segment of the page that creates a new link for an invitation or a key.
pub const NEW_LINK: &str = "new-link";

/// Last path segment of a deletion page.
pub const DELETE: &str = "delete";

/// The dialog that an address shows over the list of generated keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenDialog {
    /// No dialog.
    List,
    /// *Generate key*.
    Generate,
    /// A dialog about one key.
    Key { key: Id<Key>, action: DialogAction },
}

/// A dialog about one key, by the action of its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogAction {
    Action(Action),
    /// The target of the form that completes a renewal. A POST renders it only in reply to a refused choice. A GET shows the
    /// dialog of *Renew token*.
    CompleteRenewal,
}

/// Last path segment of the form that completes a renewal.
const COMPLETE_RENEWAL: &str = "complete-renewal";

impl DialogAction {
    /// All dialogs about a key.
    pub const ALL: [Self; 9] = [
        Self::Action(Action::Edit),
        Self::Action(Action::Renew),
        Self::Action(Action::NewLink),
        Self::CompleteRenewal,
        Self::Action(Action::UndoRenewal),
        Self::Action(Action::DeleteOldToken),
        Self::Action(Action::Deactivate),
        Self::Action(Action::Activate),
        Self::Action(Action::Delete),
    ];

    /// The last segment of the dialog's path.
    pub fn segment(self) -> &'static str {
        match self {
            Self::Action(action) => action.into(),
            Self::CompleteRenewal => COMPLETE_RENEWAL,
        }
    }

    /// Parses the last segment of a dialog's path.
    pub fn parse(segment: &str) -> Option<Self> {
        match segment {
            COMPLETE_RENEWAL => Some(Self::CompleteRenewal),
            action => action.parse().ok().map(Self::Action),
        }
    }
}

impl OpenDialog {
    /// The dialog of an action on a key.
    pub fn action(key: Id<Key>, action: Action) -> Self {
        Self::Key {
            key,
            action: DialogAction::Action(action),
        }
    }

    /// The path with its query string.
    pub fn path(&self, account: &str, query: &KeyQuery) -> String {
        let dialog = match self {
            Self::List => String::new(),
            Self::Generate => "/new".to_owned(),
            Self::Key { key, action } => format!("/{key}/{}", action.segment()),
        };
        format!("/{account}/api-keys/generated{dialog}{}", query.query_string())
    }

    /// Splits a path without query string into account and dialog. `None` if it is not a path of generated keys.
    pub fn parse(path: &str) -> Option<(&str, Self)> {
        let mut segments = path.strip_prefix('/')?.split('/');
        let account = segments.next()?;
        if (segments.next()?, segments.next()?) != ("api-keys", "generated") {
            return None;
        }
        let dialog = match (segments.next(), segments.next(), segments.next()) {
            (None | Some(""), None, None) => Self::List,
            (Some("new"), None, None) => Self::Generate,
            (Some(key), Some(action), None) => Self::Key {
                key: Id::new(key.to_owned()),
                action: DialogAction::parse(action)?,
            },
            _ => return None,
        };
        Some((account, dialog))
    }

    /// The id of the control that opened the dialog. The focus returns to it when the dialog closes. `None` if no dialog is open.
    pub fn opener(&self) -> Option<String> {
        match self {
            Self::List => None,
            Self::Generate => Some(GENERATE_BUTTON.to_owned()),
            Self::Key { key, .. } => Some(menu_button(key.as_str())),
        }
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
    use crate::domain::key_query::AlertFilter;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn parsed(path: &str) -> Option<OpenDialog> {
        OpenDialog::parse(path).map(|(account, dialog)| {
            assert_eq!(account, "acme");
            dialog
        })
    }

    #[test]
    fn only_paths_of_the_list_and_its_dialogs_are_parsed() {
        assert_eq!(parsed("/acme/api-keys/generated"), Some(OpenDialog::List));
        assert_eq!(parsed("/acme/api-keys/generated/"), Some(OpenDialog::List));
        assert_eq!(parsed("/acme/api-keys/generated/new"), Some(OpenDialog::Generate));
        for path in [
            "",
            "/",
            "/login",
            "/acme/api-keys",
            "/acme/api-keys/external",
            "/acme/api-keys/generated/new/x",
            "/acme/api-keys/generated/k1",
            "/acme/api-keys/generated/k1/explode",
            "/acme/api-keys/generated/k1/renew/x",
        ] {
            assert_eq!(parsed(path), None, "{path}");
        }
    }

    #[test]
    fn every_dialog_is_found_at_its_path() {
        let query = KeyQuery::default();
        for action in DialogAction::ALL {
            let dialog = OpenDialog::Key {
                key: Id::new("k1".to_owned()),
                action,
            };
            assert_eq!(parsed(&dialog.path("acme", &query)), Some(dialog));
        }
        for other in [OpenDialog::List, OpenDialog::Generate] {
            assert_eq!(parsed(&other.path("acme", &query)), Some(other));
        }
    }

    #[test]
    fn dialogs_know_what_opened_them() {
        let opener = |path| parsed(path).and_then(|dialog| dialog.opener());
        assert_eq!(opener("/acme/api-keys/generated"), None);
        assert_eq!(opener("/acme/api-keys/generated/new").as_deref(), Some("generate-key"));
        assert_eq!(opener("/acme/api-keys/generated/k1/renew").as_deref(), Some("menu-k1"));
    }

    #[test]
    fn dialogs_keep_the_query_of_the_list() {
        let query = KeyQuery {
            page: 2,
            alert: Some(AlertFilter::PendingDeletion),
            ..KeyQuery::default()
        };
        assert_eq!(
            OpenDialog::action(Id::new("k1".to_owned()), Action::UndoRenewal).path("acme", &query),
            "/acme/api-keys/generated/k1/undo-renewal?alert=pending-deletion&page=2"
        );
    }
}
