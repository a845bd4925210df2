//! A user's own page: sessions, known browsers, second factor.

use crate::{
    domain::{names::Id, time::Timestamp},
    views::{second_factor::SecondFactorView, wire::Viewer},
};

/// A user's own page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileView {
    /// The user as a viewer of their first account; none for one that has no account.
    pub viewer: Option<Viewer>,
    pub email: String,
    /// The one that looks first, then the one that was used last.
    pub sessions: Vec<SessionView>,
    /// The one that looks first, then the one that was used last.
    pub browsers: Vec<BrowserView>,
    pub now: Timestamp,
    /// The second factor, where it is on.
    pub second_factor: Option<SecondFactorView>,
}

/// A session as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// Names it in a form. It is no secret and lets nobody in.
    pub handle: String,
    /// The browser and system in words.
    pub device: String,
    pub ip: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// Whether it is the session that looks.
    pub current: bool,
}

/// A known browser as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserView {
    /// Names it in a form. It is no secret and lets nobody in.
    pub id: Id,
    /// The browser and system in words.
    pub device: String,
    pub ip: String,
    /// When its user last signed in there.
    pub last_at: Timestamp,
    /// Whether it is the browser that looks.
    pub current: bool,
}
