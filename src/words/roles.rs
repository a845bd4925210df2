//! Display names of roles. Predefined roles are stored in English and translated.

use crate::{
    domain::{
        id::Id,
        people::{
            permission::{OWNER_ROLE, USER_ADMINISTRATOR_ROLE},
            team::{Role, Team},
        },
    },
    i18n::t,
};

/// The display name of a role. Differs from the stored name only for predefined roles, which cannot be renamed.
pub fn role_name(stored: &str) -> &str {
    match stored {
        OWNER_ROLE => t::role_owner(),
        USER_ADMINISTRATOR_ROLE => t::role_user_administrator(),
        custom => custom,
    }
}

/// The display names of these roles, in the team's order.
pub fn role_names<'a>(team: &'a Team, roles: &[Id<Role>]) -> Vec<&'a str> {
    team.names(roles).into_iter().map(role_name).collect()
}
