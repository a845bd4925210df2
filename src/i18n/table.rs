//! The table of all texts, made by `build/`.

include!(concat!(env!("OUT_DIR"), "/texts.rs"));
