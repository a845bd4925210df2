//! The files that the build makes for browsers, with their URLs and cache headers.

use crate::{
    i18n::Language,
    ui::shell::Assets,
    web::{
        caching::{NO_STORE, hash},
        texts::texts_path,
    },
};
use axum::{
    body::Body,
    http::{
        HeaderValue, Request, Response, StatusCode,
        header::{CACHE_CONTROL, IF_MODIFIED_SINCE, IF_UNMODIFIED_SINCE, LAST_MODIFIED},
    },
};
use leptos::config::{LeptosOptions, get_configuration};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use thiserror::Error;
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// The folder with the files, and their names.
#[derive(Clone, Debug)]
pub struct Site {
    root: PathBuf,
    pub assets: Assets,
    /// Set under `cargo leptos watch`, where pages reload themselves.
    pub reload: Option<LeptosOptions>,
    /// Content hashes of scripts without a hash in their name, by path.
    versions: BTreeMap<String, String>,
}

/// The files of the build are missing. The message is shown to the operator.
#[derive(Debug, Error)]
#[error(
    "The files for the browser are not in {0}. Build them with `make build`, or set LEPTOS_SITE_ROOT to their folder."
)]
pub struct SiteError(String);

impl Site {
    /// Finds the files below `LEPTOS_SITE_ROOT`, or in the build's default folder. Their names contain hashes if there is a `hash.txt`
    /// beside the binary.
    ///
    /// # Errors
    /// [`SiteError`].
    pub fn find() -> Result<Self, SiteError> {
        let root = PathBuf::from(std::env::var("LEPTOS_SITE_ROOT").unwrap_or_else(|_| "target/site".to_owned()));
        let hashes = std::env::current_exe()
            .ok()
            .and_then(|exe| std::fs::read_to_string(exe.parent()?.join("hash.txt")).ok())
            .filter(|_| std::env::var("LEPTOS_HASH_FILES").is_ok_and(|on| on == "true") || !is_watched());
        let mut assets = asset_names(hashes.as_deref().unwrap_or_default());
        if !root.join(assets.css.trim_start_matches('/')).exists() {
            return Err(SiteError(root.display().to_string()));
        }
        let reload = is_watched()
            .then(|| get_configuration(None).ok().map(|found| found.leptos_options))
            .flatten();
        // Under `cargo leptos watch` files change at any time.
        let versions = if is_watched() { BTreeMap::new() } else { versions(&root) };
        for script in [
            &mut assets.share_js,
            &mut assets.list_js,
            &mut assets.search_js,
            &mut assets.times_js,
        ] {
            *script = versioned(&versions, script);
        }
        Ok(Self {
            root,
            assets,
            reload,
            versions,
        })
    }

    /// A site without files, for tests that check responses and not files.
    pub fn without_files() -> Self {
        Self {
            root: PathBuf::from("."),
            assets: asset_names(""),
            reload: None,
            versions: BTreeMap::new(),
        }
    }

    /// The file at a path, or `None` if it does not exist. It is immutable if its path or its `v=` parameter contains its hash. Other files
    /// are sent in full each time: modification dates are not compared, because reproducible builds and rollbacks make them useless.
    pub(super) async fn file(&self, mut request: Request<Body>) -> Option<Response<Body>> {
        let path = request.uri().path().to_owned();
        if path.ends_with('/') || path.contains('%') {
            return None; // file names contain neither
        }
        let version = request.uri().query().and_then(|query| query.strip_prefix(VERSION));
        let cache_control = match (self.versions.get(&path), version) {
            _ if path.starts_with("/pkg/") && !is_watched() => IMMUTABLE,
            (Some(current), Some(requested)) if current == requested => IMMUTABLE,
            // Requested by a page of another build during a rolling upgrade.
            (_, Some(_)) => NO_STORE,
            (_, None) => "no-cache",
        };
        request.headers_mut().remove(IF_MODIFIED_SINCE);
        request.headers_mut().remove(IF_UNMODIFIED_SINCE);
        let Ok(file) = file_service(&self.root).oneshot(request).await;
        let cache_control = match file.status() {
            status if status.is_success() => cache_control,
            StatusCode::RANGE_NOT_SATISFIABLE => NO_STORE,
            _ => return None,
        };
        let mut file = file.map(Body::new);
        file.headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static(cache_control));
        file.headers_mut().remove(LAST_MODIFIED);
        Some(file)
    }

    /// Whether a path is one of the files that the share page needs.
    pub(super) fn is_for_share_page(&self, path: &str) -> bool {
        let Assets {
            css,
            share_js,
            times_js,
            ..
        } = &self.assets;
        let without_version = |address: &String| address.split('?').next() == Some(path);
        path == "/favicon.svg" || [css, share_js, times_js].into_iter().any(without_version)
    }
}

/// The query parameter with the hash of a script.
const VERSION: &str = "v=";
/// `Cache-Control` of files whose URL contains their hash.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Content hashes of all scripts directly in the folder, by path.
fn versions(root: &Path) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(root).into_iter().flatten().flatten();
    let scripts = files.filter_map(|file| {
        let name = file
            .file_name()
            .into_string()
            .ok()
            .filter(|name| name.ends_with(".js"))?;
        let text = std::fs::read(file.path()).ok()?;
        Some((format!("/{name}"), hash(&text)))
    });
    scripts.collect()
}

/// The URL of a script with its hash, if known.
fn versioned(versions: &BTreeMap<String, String>, path: &str) -> String {
    match versions.get(path) {
        Some(version) => format!("{path}?{VERSION}{version}"),
        None => path.to_owned(),
    }
}

fn file_service(folder: &Path) -> ServeDir {
    ServeDir::new(folder)
        // Limits the memory per slow client.
        .with_buf_chunk_size(16 * 1024)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false)
}

fn is_watched() -> bool {
    std::env::var("LEPTOS_WATCH").is_ok()
}

/// The names of the files, from lines such as `js: 0123abcd`.
fn asset_names(hashes: &str) -> Assets {
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
        search_js: "/search.js".to_owned(),
        times_js: "/times.js".to_owned(),
        texts: Language::ALL.map(texts_path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::RANGE;

    #[test]
    fn names_carry_their_hashes() {
        let assets = asset_names("js: aa\nwasm: bb\ncss: cc\n");
        assert_eq!(assets.js, "/pkg/keydesk.aa.js");
        assert_eq!(assets.wasm, "/pkg/keydesk.bb.wasm");
        assert_eq!(assets.css, "/pkg/keydesk.cc.css");
        assert_eq!(asset_names("").css, "/pkg/keydesk.css");
    }

    #[tokio::test]
    async fn browsers_keep_what_changes_its_address_and_ask_for_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("pkg")).unwrap();
        for name in ["share.js", "favicon.svg", "pkg/keydesk.aa.js"] {
            std::fs::write(folder.path().join(name), "text").unwrap();
        }
        let site = Site {
            root: folder.path().to_owned(),
            versions: versions(folder.path()),
            ..Site::without_files()
        };
        let script = versioned(&site.versions, "/share.js");
        assert!(script.starts_with("/share.js?v=") && script.len() > 20, "{script}");
        for (address, kept) in [
            (script.as_str(), Some(IMMUTABLE)),
            ("/share.js?v=of-another-build", Some(NO_STORE)),
            ("/share.js", Some("no-cache")),
            ("/favicon.svg", Some("no-cache")),
            ("/pkg/keydesk.aa.js", Some(IMMUTABLE)),
            ("/favicon.svg/", None),
            ("/pkg/keydesk.aa.js/", None),
            ("/pkg%2Fkeydesk.aa.js", None),
            ("/pkg/keydesk.bb.js", None),
            ("/pkg", None),
            ("/", None),
        ] {
            let request = Request::get(address).header(IF_MODIFIED_SINCE, "Fri, 31 Dec 2100 23:59:59 GMT");
            let file = site.file(request.body(Body::empty()).unwrap()).await;
            let found = file
                .as_ref()
                .map(|file| file.headers()[CACHE_CONTROL].to_str().unwrap());
            assert_eq!(found, kept, "{address}");
            assert!(
                file.is_none_or(|file| file.status() == 200),
                "{address}: its date decides nothing"
            );
        }
        for (range, status) in [("bytes=1-2", 206), ("bytes=0-1,2-3", 416), ("bytes=99-", 416)] {
            let request = Request::get("/share.js").header(RANGE, range);
            let file = site.file(request.body(Body::empty()).unwrap()).await.expect(range);
            assert_eq!(file.status(), status, "{range}");
            let is_kept = file.headers()[CACHE_CONTROL] != NO_STORE;
            assert_eq!(is_kept, status == 206, "{range}");
        }
        std::fs::write(folder.path().join("share.js"), "another text").unwrap();
        assert_ne!(versioned(&versions(folder.path()), "/share.js"), script);
    }
}
