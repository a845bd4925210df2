//! The pages on which a second factor is set up and its recovery codes are shown.

use crate::{domain::time::Timestamp, views::wire::Viewer};

/// That a user's second factor is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondFactorView {
    pub since: Timestamp,
    /// How many recovery codes can still be used.
    pub codes_left: i64,
}

/// A QR code as a drawing.
#[derive(Clone)]
pub struct QrCode {
    /// Modules on each side, without the quiet zone around them.
    pub size: usize,
    /// The dark ones, as the path of an SVG in which a module is one unit wide.
    pub path: String,
}

/// A second factor that is being set up.
#[derive(Clone)]
pub struct SetUpView {
    pub viewer: Option<Viewer>,
    pub qr: QrCode,
    /// The same secret to type, in groups.
    pub secret: String,
    /// Goes back with the form: what opens the sealed secret.
    pub form: String,
}

/// New recovery codes, shown once.
#[derive(Clone)]
pub struct CodesView {
    pub viewer: Option<Viewer>,
    /// In groups.
    pub codes: Vec<String>,
    /// Whether they came with turning the second factor on.
    pub turned_on: bool,
}
