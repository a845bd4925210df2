//! The pages of users and roles, and the link of an invitation.

use crate::{
    domain::{
        names::Id,
        people::team::{Power, Team},
        time::Timestamp,
    },
    views::wire::Viewer,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The users' or the roles' page, and what the forms beside them start from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamView {
    pub viewer: Viewer,
    /// The user who looks.
    pub user: Id,
    /// What they may do, and so whom they may act on.
    pub own: Power,
    pub team: Team,
    pub now: Timestamp,
}

impl TeamView {
    /// Whether the one who looks has this role.
    pub fn has_role(&self, role: &Id) -> bool {
        let own = self.team.member(&self.user);
        own.is_some_and(|member| member.roles.contains(role))
    }
}

/// The link of an invitation, shown once and never to be had again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLink {
    /// The whole address to copy. A secret.
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
