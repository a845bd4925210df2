//! The texts of the hydrated pages, as one file per language.

use crate::{
    i18n::{Language, for_browser},
    web::caching::hash,
};
use brotli::{BrotliCompress, enc::BrotliEncoderParams};
use std::sync::{LazyLock, OnceLock};
use tokio::task::spawn_blocking;

/// The texts of one language.
pub(super) struct Texts {
    /// The last segment of their path: language tag and content hash.
    pub(super) name: String,
    pub(super) plain: String,
    compressed: OnceLock<Vec<u8>>,
}

impl Texts {
    /// Compressed with brotli at maximum quality, because they change with the build only; empty if that failed. The first call does it, and
    /// not the start, which it would delay as much as reading ten thousand keys.
    pub(super) async fn compressed(&'static self) -> &'static [u8] {
        if let Some(compressed) = self.compressed.get() {
            return compressed;
        }
        let compressed = spawn_blocking(|| self.compressed.get_or_init(|| compress(&self.plain))).await;
        compressed.map_or(&[], Vec::as_slice)
    }
}

fn compress(plain: &str) -> Vec<u8> {
    let mut compressed = Vec::new();
    let params = BrotliEncoderParams::default();
    if let Err(error) = BrotliCompress(&mut plain.as_bytes(), &mut compressed, &params) {
        tracing::error!(%error, "the texts of a language could not be compressed; they are sent uncompressed");
        compressed.clear();
    }
    compressed
}

pub(super) static TEXTS: LazyLock<[Texts; 3]> = LazyLock::new(|| {
    Language::ALL.map(|language| {
        let plain = for_browser(language);
        let hash = hash(plain.as_bytes());
        Texts {
            name: format!("{}.{hash}", language.tag()),
            plain,
            compressed: OnceLock::new(),
        }
    })
});

/// The path of a language's texts.
pub(super) fn texts_path(language: Language) -> String {
    format!("/pkg/texts/{}", TEXTS[language as usize].name)
}
