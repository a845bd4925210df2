//! Server functions: the requests of the browser and the types of their arguments and answers. Their bodies run only on the
//! server and call `crate::server`. Authorization is not checked here but in each use case there.
//!
//! Arguments and answers are encoded as postcard, a binary format without field names. A JSON parser would enlarge the browser's
//! download by a sixth (docs/ARCHITECTURE.md). Without field names, a client of another build, such as a tab opened before an
//! upgrade, could misread the data. So the paths start with a format number that changes with the format, and an old tab is asked
//! to reload. `tests/it/wire.rs` pins the format.

pub mod export;
pub mod keys;
pub mod posted;

use crate::error::AppError;
use codee::binary::PostcardCodec;
use leptos::prelude::Resource;
use serde::{Serialize, de::DeserializeOwned};
use std::future::Future;

/// The data of a page. The server loads it during rendering and sends it to the browser with the page.
pub type Loaded<T> = Resource<Result<T, AppError>, PostcardCodec>;

/// Creates a resource that loads its value, and reloads it when the result of `source` changes.
pub fn load<S, T, F>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetch: impl Fn(S) -> F + Send + Sync + 'static,
) -> Loaded<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + Send + 'static,
{
    Resource::new_with_options(source, fetch, false)
}
