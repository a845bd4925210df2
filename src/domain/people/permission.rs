//! Keydesk's own permissions, the predefined roles, and the syntax of resource names. A resource is a permission such as
//! `orders.view`. The names of Keydesk's own start with `keydesk.`.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Keydesk's own resources: what a user may do in an account. Variants are in display order.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
pub enum Permission {
    /// View, filter, search, sort and export keys.
    #[strum(serialize = "keydesk.keys.view")]
    KeysView,
    /// Create and delete keys, change their status and roles.
    #[strum(serialize = "keydesk.keys.edit")]
    KeysEdit,
    /// Renew tokens, undo renewals, delete old tokens.
    #[strum(serialize = "keydesk.keys.renew")]
    KeysRenew,
    /// Change the account's settings.
    #[strum(serialize = "keydesk.settings.edit")]
    SettingsEdit,
    /// Invite, change and remove users.
    #[strum(serialize = "keydesk.users.manage")]
    UsersManage,
    /// Create and change roles and resources.
    #[strum(serialize = "keydesk.roles.manage")]
    RolesManage,
    /// Read the audit log.
    #[strum(serialize = "keydesk.audit.view")]
    AuditView,
}

impl Permission {
    /// The resource name in roles and in verification.
    pub fn resource(self) -> &'static str {
        self.into()
    }
}

/// The role with every permission. The first user of an account gets it.
pub const OWNER_ROLE: &str = "Owner (Admin Super)";
/// The role for users who manage only keys.
pub const USER_ADMINISTRATOR_ROLE: &str = "User administrator - RESTRICTED";
/// Permissions of [`USER_ADMINISTRATOR_ROLE`]: all for keys, and the settings for renewal alerts.
pub const USER_ADMINISTRATOR_PERMISSIONS: [Permission; 4] = [
    Permission::KeysView,
    Permission::KeysEdit,
    Permission::KeysRenew,
    Permission::SettingsEdit,
];

/// Whether `name` is a valid resource name: 1 to 64 bytes; words of lower-case letters, digits, `-` and `_`, separated by single
/// dots.
pub fn is_resource_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.split('.').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn keydesks_own_resources_are_resources() {
        for permission in Permission::VARIANTS {
            assert!(is_resource_name(permission.resource()));
        }
    }

    #[test]
    fn other_texts_are_not_resources() {
        for bad in [
            "",
            ".",
            "orders.",
            ".view",
            "orders..view",
            "Orders.view",
            "orders view",
            &"a".repeat(65),
        ] {
            assert!(!is_resource_name(bad), "{bad:?}");
        }
        assert!(is_resource_name("orders.view"));
    }
}
