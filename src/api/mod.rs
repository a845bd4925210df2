//! Server functions: what the browser may ask for, with the types of question and answer. Their bodies run on the
//! server only and hand over to `crate::server` in a few lines; each use case there authorises itself.
//!
//! Questions and answers travel as postcard, a binary form of the types without the names of their fields. Reading JSON
//! would cost every browser a sixth more to download (docs/ARCHITECTURE.md). Without names, what one side writes the
//! other may misread when they are not of one build, as in a tab that was opened before an upgrade. So the paths begin
//! with the format's number, which changes with the format: such a tab is told to reload. `tests/it/wire.rs` holds it.

pub mod export;
pub mod keys;
pub mod posted;

use crate::error::AppError;
use codee::binary::PostcardCodec;
use leptos::prelude::Resource;
use serde::{Serialize, de::DeserializeOwned};
use std::future::Future;

/// An answer that a page is made from: asked for while the page is rendered, and handed to the browser with it.
pub type Loaded<T> = Resource<Result<T, AppError>, PostcardCodec>;

/// Asks for an answer, and again whenever what `source` says has changed.
pub fn load<S, T, F>(
    source: impl Fn() -> S + Send + Sync + 'static,
    ask: impl Fn(S) -> F + Send + Sync + 'static,
) -> Loaded<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + Send + 'static,
{
    Resource::new_with_options(source, ask, false)
}
