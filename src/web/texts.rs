//! The texts of the hydrated pages, as one file per language.

use crate::{
    i18n::{Language, for_browser},
    web::caching::hash,
};
use brotli::{BrotliCompress, enc::BrotliEncoderParams};
use std::sync::LazyLock;

/// The texts of one language.
pub(super) struct Texts {
    /// The last segment of their path: language tag and content hash.
    pub(super) name: String,
    pub(super) plain: String,
    /// Compressed with brotli at maximum quality, because they change with the build only. Empty if compression failed.
    pub(super) brotli: Vec<u8>,
}

pub(super) static TEXTS: LazyLock<[Texts; 3]> = LazyLock::new(|| {
    Language::ALL.map(|language| {
        let plain = for_browser(language);
        let hash = hash(plain.as_bytes());
        let mut brotli = Vec::new();
        let params = BrotliEncoderParams::default();
        if let Err(error) = BrotliCompress(&mut plain.as_bytes(), &mut brotli, &params) {
            tracing::error!(%error, "the texts of a language could not be compressed; they are sent uncompressed");
            brotli.clear();
        }
        Texts {
            name: format!("{}.{hash}", language.tag()),
            plain,
            brotli,
        }
    })
});

/// The path of a language's texts.
pub(super) fn texts_path(language: Language) -> String {
    format!("/pkg/texts/{}", TEXTS[language as usize].name)
}
