//! Data of the users and roles pages, and the invitation link.

use crate::{
    domain::{
        id::{Id, User},
        people::team::{EffectivePermissions, Role, Team},
        time::Timestamp,
    },
    views::wire::Viewer,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Data of the users page, the roles page and their forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamView {
    pub viewer: Viewer,
    /// The viewing user.
    pub user: Id<User>,
    /// The viewing user's permissions. They determine which members they can act on.
    pub own: EffectivePermissions,
    pub team: Team,
    pub now: Timestamp,
}

impl TeamView {
    /// Whether the viewing user has this role.
    pub fn has_role(&self, role: &Id<Role>) -> bool {
        let own = self.team.member(&self.user);
        own.is_some_and(|member| member.roles.contains(role))
    }
}

/// The link of an invitation. Shown once and not recoverable.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLink {
    /// The complete URL. A secret.
    pub url: String,
    pub email: String,
    pub expires_at: Timestamp,
    pub now: Timestamp,
}

impl fmt::Debug for InvitationLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvitationLink")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}
