//! The files that the build made for browsers.

use crate::{
    i18n::Language,
    ui::shell::Assets,
    web::{language::texts_path, middleware::NO_STORE},
};
use axum::http::{HeaderValue, Response, StatusCode, header::CACHE_CONTROL};
use leptos::config::{LeptosOptions, get_configuration};
use std::path::{Path, PathBuf};
use thiserror::Error;
use tower_http::{
    services::{ServeDir, fs::ServeFileSystemResponseBody},
    set_header::{SetResponseHeader, SetResponseHeaderLayer},
};

/// The folder with the files, and their names.
#[derive(Clone, Debug)]
pub struct Site {
    root: PathBuf,
    pub assets: Assets,
    /// Set under `cargo leptos watch`, where pages reload themselves.
    pub reload: Option<LeptosOptions>,
}

/// The files are not where they should be. Reads as the sentence that the operator gets.
#[derive(Debug, Error)]
#[error(
    "The files for the browser are not in {0}. Build them with `make build`, or set LEPTOS_SITE_ROOT to where they are."
)]
pub struct NoSite(String);

impl Site {
    /// Finds the files: below `LEPTOS_SITE_ROOT`, or where the build puts them. Their names carry hashes when there is a
    /// `hash.txt` beside the binary.
    ///
    /// # Errors
    /// [`NoSite`].
    pub fn find() -> Result<Self, NoSite> {
        let root = PathBuf::from(std::env::var("LEPTOS_SITE_ROOT").unwrap_or_else(|_| "target/site".to_owned()));
        let hashes = std::env::current_exe()
            .ok()
            .and_then(|exe| std::fs::read_to_string(exe.parent()?.join("hash.txt")).ok())
            .filter(|_| std::env::var("LEPTOS_HASH_FILES").is_ok_and(|on| on == "true") || !is_watched());
        let assets = names(hashes.as_deref().unwrap_or_default());
        if !root.join(assets.css.trim_start_matches('/')).exists() {
            return Err(NoSite(root.display().to_string()));
        }
        let reload = is_watched()
            .then(|| get_configuration(None).ok().map(|found| found.leptos_options))
            .flatten();
        Ok(Self { root, assets, reload })
    }

    /// A site without files, for tests that look at answers and not at pages.
    pub fn without_files() -> Self {
        Self {
            root: PathBuf::from("."),
            assets: names(""),
            reload: None,
        }
    }

    /// Serves the files whose names change with their content: browsers may keep them for ever.
    pub(super) fn packaged(&self) -> SetResponseHeader<ServeDir, Keep> {
        let layer = SetResponseHeaderLayer::overriding(CACHE_CONTROL, keep as Keep);
        tower::Layer::layer(&layer, serve(&self.root.join("pkg")))
    }

    /// Serves the other files, such as the icon.
    pub(super) fn public(&self) -> ServeDir {
        serve(&self.root)
    }

    /// Whether a path is one of the files that the share page needs.
    pub(super) fn is_for_share_page(&self, path: &str) -> bool {
        let Assets {
            css,
            share_js,
            times_js,
            ..
        } = &self.assets;
        [css.as_str(), share_js, times_js, "/favicon.svg"].contains(&path)
    }
}

type Keep = fn(&Response<ServeFileSystemResponseBody>) -> Option<HeaderValue>;

/// How long browsers may keep an answer. One that says that there is no such file they must not: while nodes are being
/// upgraded, a page of the new one may have asked an old one.
fn keep(answer: &Response<ServeFileSystemResponseBody>) -> Option<HeaderValue> {
    let there = answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED;
    Some(HeaderValue::from_static(match (there, is_watched()) {
        (false, _) => NO_STORE,
        (true, true) => "no-cache",
        (true, false) => "public, max-age=31536000, immutable",
    }))
}

fn serve(folder: &Path) -> ServeDir {
    ServeDir::new(folder)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false)
}

fn is_watched() -> bool {
    std::env::var("LEPTOS_WATCH").is_ok()
}

/// The files' names, from lines such as `js: 0123abcd`.
fn names(hashes: &str) -> Assets {
    let hash = |kind: &str| {
        hashes
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(k, _)| *k == kind)
    };
    let name = |kind: &str| match hash(kind) {
        Some((_, hash)) => format!("/pkg/keydesk.{}.{kind}", hash.trim()),
        None => format!("/pkg/keydesk.{kind}"),
    };
    Assets {
        js: name("js"),
        wasm: name("wasm"),
        css: name("css"),
        share_js: "/share.js".to_owned(),
        list_js: "/list.js".to_owned(),
        times_js: "/times.js".to_owned(),
        texts: Language::ALL.map(texts_path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_carry_their_hashes() {
        let assets = names("js: aa\nwasm: bb\ncss: cc\n");
        assert_eq!(assets.js, "/pkg/keydesk.aa.js");
        assert_eq!(assets.wasm, "/pkg/keydesk.bb.wasm");
        assert_eq!(assets.css, "/pkg/keydesk.cc.css");
        assert_eq!(names("").css, "/pkg/keydesk.css");
    }
}
