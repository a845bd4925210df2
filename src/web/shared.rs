//! The state that all handlers share.

use crate::{
    server::state::AppState,
    web::{assets::Site, bodies::Bodies, rendering::RenderPermits},
};
use std::{ops::Deref, sync::Arc};

/// The state that all handlers share. It is a handle, because every layer around a request holds several clones: as a plain struct they
/// took most of the memory of an open request.
#[derive(Clone)]
pub struct Web(Arc<Shared>);

/// The fields of [`Web`].
pub struct Shared {
    pub state: AppState,
    pub site: Site,
    /// Permits for unfinished bodies.
    pub bodies: Bodies,
    pub(super) render_permits: RenderPermits,
}

impl Deref for Web {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl From<Shared> for Web {
    fn from(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}
