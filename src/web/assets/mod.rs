//! The files that the build makes for browsers, with their URLs and cache headers.

mod memory;

use crate::{
    i18n::Language,
    ui::shell::Assets,
    web::{caching::NO_STORE, texts::texts_path},
};
use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderValue, Request, Response, StatusCode,
        header::{
            CACHE_CONTROL, ETAG, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE,
            LAST_MODIFIED,
        },
    },
};
use leptos::config::{LeptosOptions, get_configuration};
use memory::Memory;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};
use thiserror::Error;
use tower::ServiceExt;
use tower_http::services::{
    ServeDir,
    fs::{Backend, DefaultServeDirFallback},
};

pub use memory::Files;

/// The files for browsers, and their names.
#[derive(Clone, Debug)]
pub struct Site {
    source: Source,
    pub assets: Assets,
    /// Set under `cargo leptos watch`, where pages reload themselves.
    pub reload: Option<LeptosOptions>,
}

#[derive(Clone, Debug)]
enum Source {
    Folder(PathBuf),
    Program(Memory),
}

/// The files of the build are missing. The message is shown to the operator.
#[derive(Debug, Error)]
pub enum SiteError {
    #[error("The files for the browser are not in {0}. Build them with `make build`, or correct KEYDESK_SITE_ROOT.")]
    NotInFolder(String),
    #[error(
        "This program was built without the files for the browser. Build it with `make build`, or set KEYDESK_SITE_ROOT to their folder."
    )]
    NotInProgram,
}

impl Site {
    /// The files in `folder`, which is `KEYDESK_SITE_ROOT`, or else the ones that are part of the program.
    ///
    /// # Errors
    /// [`SiteError`].
    pub fn find(folder: Option<&Path>, program: Files) -> Result<Self, SiteError> {
        let site = match folder {
            Some(folder) => Self::new(
                Source::Folder(folder.to_owned()),
                &files_below(folder),
                SiteError::NotInFolder(folder.display().to_string()),
            ),
            None => {
                let names = program.keys().cloned().collect::<Vec<_>>();
                Self::new(
                    Source::Program(Memory(Arc::new(program))),
                    &names,
                    SiteError::NotInProgram,
                )
            }
        }?;
        let reload = is_watched()
            .then(|| get_configuration(None).ok().map(|found| found.leptos_options))
            .flatten();
        Ok(Self { reload, ..site })
    }

    fn new(source: Source, files: &[String], missing: SiteError) -> Result<Self, SiteError> {
        let urls = urls(files);
        if !urls.contains_key(STYLE_SHEET) {
            return Err(missing);
        }
        Ok(Self {
            source,
            assets: assets(&urls),
            reload: None,
        })
    }

    /// A site without files, for tests that check responses and not files.
    pub fn without_files() -> Self {
        Self {
            source: Source::Program(Memory(Arc::new(Files::new()))),
            assets: assets(&BTreeMap::new()),
            reload: None,
        }
    }

    /// The file at a path, or `None` if it does not exist. Browsers keep it for ever if its name contains its hash. Other files, as
    /// `cargo leptos watch` makes them, are sent in full each time: modification dates are not compared, because reproducible builds and
    /// rollbacks make them useless.
    pub(super) async fn file(&self, mut request: Request<Body>) -> Option<Response<Body>> {
        let path = request.uri().path().to_owned();
        if path.ends_with('/') || path.contains('%') {
            return None; // file names contain neither
        }
        remove_conditions(request.headers_mut());
        let mut file = match &self.source {
            Source::Folder(folder) => send(ServeDir::new(folder), request).await,
            Source::Program(files) => send(ServeDir::with_backend("", files.clone()), request).await,
        };
        let cache_control = match file.status() {
            status if status.is_success() && is_hashed(&path) && !is_watched() => IMMUTABLE,
            status if status.is_success() => "no-cache",
            StatusCode::RANGE_NOT_SATISFIABLE => NO_STORE,
            _ => return None,
        };
        file.headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static(cache_control));
        file.headers_mut().remove(LAST_MODIFIED);
        file.headers_mut().remove(ETAG);
        Some(file)
    }

    /// Whether a path is one of the files that the share page needs.
    pub(super) fn is_for_share_page(&self, path: &str) -> bool {
        let Assets {
            css,
            icon,
            share_js,
            times_js,
            ..
        } = &self.assets;
        [css, icon, share_js, times_js].into_iter().any(|file| file == path)
    }
}

/// `Cache-Control` of files whose name contains their hash.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

const STYLE_SHEET: &str = "keydesk.css";

async fn send<B: Backend>(files: ServeDir<DefaultServeDirFallback, B>, request: Request<Body>) -> Response<Body> {
    let files = files
        // Limits the memory per slow client.
        .with_buf_chunk_size(16 * 1024)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false);
    let Ok(file) = files.oneshot(request).await;
    file.map(Body::new)
}

/// A precondition would be compared with a file's date.
fn remove_conditions(headers: &mut HeaderMap) {
    for name in [
        IF_MATCH,
        IF_NONE_MATCH,
        IF_RANGE,
        IF_MODIFIED_SINCE,
        IF_UNMODIFIED_SINCE,
    ] {
        headers.remove(name);
    }
}

/// The files directly in the folder and in its folder `pkg`.
fn files_below(folder: &Path) -> Vec<String> {
    let names = |below: &str| {
        let files = std::fs::read_dir(folder.join(below)).into_iter().flatten().flatten();
        let names = files.filter_map(|file| file.file_name().into_string().ok());
        names.map(|name| format!("{below}{name}")).collect::<Vec<_>>()
    };
    [names(""), names("pkg/")].concat()
}

fn is_watched() -> bool {
    std::env::var("LEPTOS_WATCH").is_ok()
}

/// Whether a file's name has the form `name.hash.extension`.
fn is_hashed(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.split('.').count() == 3)
}

/// The URLs of files by their names without hashes: `/pkg/share.ab12.js` by `share.js`.
fn urls(files: &[String]) -> BTreeMap<String, String> {
    let plain = files
        .iter()
        .filter(|path| !path.ends_with(".br") && !path.ends_with(".gz"));
    let named = plain.filter_map(|path| {
        let parts: Vec<_> = path.rsplit('/').next()?.split('.').collect();
        let name = match parts.as_slice() {
            [name, extension] | [name, _, extension] => format!("{name}.{extension}"),
            _ => return None,
        };
        Some((name, format!("/{path}")))
    });
    named.collect()
}

fn assets(urls: &BTreeMap<String, String>) -> Assets {
    let url = |name: &str| urls.get(name).cloned().unwrap_or_else(|| format!("/pkg/{name}"));
    Assets {
        js: url("keydesk.js"),
        wasm: url("keydesk.wasm"),
        css: url(STYLE_SHEET),
        icon: url("favicon.svg"),
        share_js: url("share.js"),
        list_js: url("list.js"),
        search_js: url("search.js"),
        times_js: url("times.js"),
        texts: Language::ALL.map(texts_path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        body::Bytes,
        http::{
            HeaderName,
            header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, RANGE},
        },
    };

    const FILES: [&str; 7] = [
        "share.js",
        "share.js.gz",
        "pkg/keydesk.aa.js",
        "pkg/keydesk.cc.css",
        "pkg/times.dd.js",
        "pkg/times.dd.js.br",
        "pkg/favicon.ee.svg",
    ];

    /// The same files in a folder and in the program.
    fn sites() -> (tempfile::TempDir, [Site; 2]) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("pkg")).unwrap();
        for name in FILES {
            std::fs::write(folder.path().join(name), "text").unwrap();
        }
        let program = FILES.map(|name| (name.to_owned(), Bytes::from_static(b"text")));
        let sites = [
            Site::find(Some(folder.path()), Files::new()).unwrap(),
            Site::find(None, program.into()).unwrap(),
        ];
        (folder, sites)
    }

    async fn get(site: &Site, path: &str, headers: &[(HeaderName, &str)]) -> Option<Response<Body>> {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        site.file(request.body(Body::empty()).unwrap()).await
    }

    #[test]
    fn names_carry_their_hashes() {
        let (_folder, sites) = sites();
        for site in sites {
            let Assets {
                js,
                css,
                icon,
                times_js,
                share_js,
                ..
            } = site.assets;
            assert_eq!(
                [js, css, icon, times_js, share_js],
                [
                    "/pkg/keydesk.aa.js",
                    "/pkg/keydesk.cc.css",
                    "/pkg/favicon.ee.svg",
                    "/pkg/times.dd.js",
                    "/share.js"
                ]
            );
        }
    }

    #[tokio::test]
    async fn browsers_keep_files_with_a_hash_and_ask_for_the_rest() {
        let (_folder, sites) = sites();
        for site in &sites {
            for (path, kept) in [
                ("/pkg/keydesk.aa.js", Some(IMMUTABLE)),
                ("/pkg/times.dd.js", Some(IMMUTABLE)),
                ("/share.js", Some("no-cache")),
                ("/pkg/keydesk.aa.js/", None),
                ("/pkg%2Fkeydesk.aa.js", None),
                ("/pkg/../share.js", None),
                ("/pkg/keydesk.bb.js", None),
                ("/pkg", None),
                ("/", None),
            ] {
                let conditions = [
                    (IF_MODIFIED_SINCE, "Fri, 31 Dec 2100 23:59:59 GMT"),
                    (IF_NONE_MATCH, "*"),
                ];
                let file = get(site, path, &conditions).await;
                let found = file
                    .as_ref()
                    .map(|file| file.headers()[CACHE_CONTROL].to_str().unwrap());
                assert_eq!(found, kept, "{path}");
                let Some(file) = file else { continue };
                assert_eq!(file.status(), 200, "{path}: its date decides nothing");
                assert!(
                    [LAST_MODIFIED, ETAG]
                        .iter()
                        .all(|name| !file.headers().contains_key(name)),
                    "{path}"
                );
            }
        }
    }

    #[tokio::test]
    async fn files_are_sent_compressed_or_in_part_from_either_source() {
        let (_folder, sites) = sites();
        for site in &sites {
            for (range, status) in [("bytes=1-2", 206), ("bytes=0-1,2-3", 416), ("bytes=99-", 416)] {
                let file = get(site, "/pkg/keydesk.aa.js", &[(RANGE, range)]).await.expect(range);
                assert_eq!(file.status(), status, "{range}");
                let is_kept = file.headers()[CACHE_CONTROL] != NO_STORE;
                assert_eq!(is_kept, status == 206, "{range}");
            }
            for (path, accepted, sent) in [
                ("/pkg/times.dd.js", "br, gzip", Some("br")),
                ("/share.js", "br, gzip", Some("gzip")),
                ("/pkg/keydesk.aa.js", "br, gzip", None),
                ("/pkg/times.dd.js", "identity", None),
            ] {
                let file = get(site, path, &[(ACCEPT_ENCODING, accepted)]).await.expect(path);
                let encoding = file
                    .headers()
                    .get(CONTENT_ENCODING)
                    .map(|encoding| encoding.to_str().unwrap());
                assert_eq!(encoding, sent, "{path}");
                assert_eq!(file.headers()[CONTENT_TYPE], "text/javascript", "{path}");
                let body = axum::body::to_bytes(file.into_body(), 100).await.unwrap();
                assert_eq!(body, "text", "{path}");
            }
        }
    }

    #[test]
    fn missing_files_are_named_with_the_remedy() {
        let empty = tempfile::tempdir().unwrap();
        let in_folder = Site::find(Some(empty.path()), Files::new()).unwrap_err().to_string();
        assert!(
            in_folder.contains(empty.path().to_str().unwrap()) && in_folder.contains("KEYDESK_SITE_ROOT"),
            "{in_folder}"
        );
        let in_program = Site::find(None, Files::new()).unwrap_err().to_string();
        assert!(in_program.contains("make build"), "{in_program}");
    }
}
