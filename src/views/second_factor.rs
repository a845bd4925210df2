//! Data of the pages that set up a second factor and show recovery codes.

use crate::{domain::time::Timestamp, views::wire::Viewer};

/// The state of a second factor that is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondFactorView {
    pub since: Timestamp,
    /// Number of unused recovery codes.
    pub codes_left: i64,
}

/// A QR code as vector graphics.
#[derive(Clone)]
pub struct QrCode {
    /// Modules on each side, without the quiet zone.
    pub size: usize,
    /// The dark modules as an SVG path. One module is one unit wide.
    pub path: String,
}

/// A second factor during its setup.
#[derive(Clone)]
pub struct SetUpView {
    pub viewer: Option<Viewer>,
    pub qr: QrCode,
    /// The secret for manual entry, in groups.
    pub secret: String,
    /// A secret that is returned with the form and opens the sealed second-factor secret.
    pub form: String,
}

/// New recovery codes, shown once.
#[derive(Clone)]
pub struct CodesView {
    pub viewer: Option<Viewer>,
    /// In groups.
    pub codes: Vec<String>,
    /// Whether the codes were created because the second factor was turned on.
    pub turned_on: bool,
}
