//! Server functions: what the browser may ask for, with the types of question and answer. Their bodies run on the
//! server only and hand over to `crate::server` in a few lines; each use case there authorises itself.

pub mod keys;
pub mod posted;
