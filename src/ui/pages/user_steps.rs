//! Maps the last segment of a path to a form of the users' page.

use crate::ui::paths;

/// A form about a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberStep {
    Edit,
    Disable,
    Enable,
    Remove,
}

impl MemberStep {
    /// Parses a path's last segment.
    pub fn parse(segment: &str) -> Option<Self> {
        match segment {
            paths::EDIT => Some(Self::Edit),
            paths::DISABLE => Some(Self::Disable),
            paths::ENABLE => Some(Self::Enable),
            paths::REMOVE => Some(Self::Remove),
            _ => None,
        }
    }
}

/// A form about an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationStep {
    Cancel,
    NewLink,
}

impl InvitationStep {
    /// Parses a path's last segment.
    pub fn parse(segment: &str) -> Option<Self> {
        match segment {
            paths::CANCEL => Some(Self::Cancel),
            paths::NEW_LINK => Some(Self::NewLink),
            _ => None,
        }
    }
}
