//! Data of the profile page: sessions, known browsers, second factor.

use crate::{
    domain::{
        id::{Browser, Id},
        time::Timestamp,
    },
    views::{second_factor::SecondFactorView, wire::Viewer},
};

/// The profile of the signed-in user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileView {
    /// The user as a viewer of their first account. `None` if they have no account.
    pub viewer: Option<Viewer>,
    pub email: String,
    /// The current session first, then the others, most recently used first.
    pub sessions: Vec<SessionView>,
    /// The current browser first, then the others, most recently used first.
    pub browsers: Vec<BrowserView>,
    pub now: Timestamp,
    /// The second factor, if it is on.
    pub second_factor: Option<SecondFactorView>,
}

/// A session in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// Identifies the session in forms. Not a secret: it gives no access.
    pub handle: String,
    /// Browser and operating system.
    pub device: String,
    pub ip: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// Whether this is the session of the request.
    pub current: bool,
}

/// A known browser in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserView {
    /// Identifies the browser in forms. Not a secret: it gives no access.
    pub id: Id<Browser>,
    /// Browser and operating system.
    pub device: String,
    pub ip: String,
    /// The user's last sign-in with this browser.
    pub last_at: Timestamp,
    /// Whether this is the browser of the request.
    pub current: bool,
}
