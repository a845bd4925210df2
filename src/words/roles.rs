//! The names of roles. Predefined ones are stored in English and shown in the reader's language.

use crate::{
    domain::{
        names::Id,
        people::{
            permission::{OWNER_ROLE, USER_ADMINISTRATOR_ROLE},
            team::Team,
        },
    },
    i18n::t,
};

/// The name to show for a role. Only predefined roles, which cannot be renamed, are shown under another name than the stored one.
pub fn role_name(stored: &str) -> &str {
    match stored {
        OWNER_ROLE => t::role_owner(),
        USER_ADMINISTRATOR_ROLE => t::role_user_administrator(),
        custom => custom,
    }
}

/// The names to show for these roles, in the team's order.
pub fn role_names<'a>(team: &'a Team, roles: &[Id]) -> Vec<&'a str> {
    team.names(roles).into_iter().map(role_name).collect()
}
