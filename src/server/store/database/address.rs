//! Parses the `DATABASE_URL` of an SQLite database. Keydesk creates the file's folder and sqlx opens the file, so both must use the same
//! path. sqlx has different rules for `sqlite:////var/lib/keydesk.db` and `sqlite://My%20data/keydesk.db`, so it gets the parsed path.

use crate::{domain::percent::NOT_IN_PATH, server::store::StartError};
use percent_encoding::{percent_decode_str, utf8_percent_encode};
use std::path::{Path, PathBuf};

/// The address of an SQLite database in `DATABASE_URL`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::server::store) struct SqliteAddress {
    /// The file's path as the operator wrote it, after decoding.
    pub path: PathBuf,
    /// The `mode` parameter; `rwc` by default.
    pub mode: String,
    /// The other parameters, passed to SQLite.
    rest: String,
}

impl SqliteAddress {
    /// Parses an address that starts with `sqlite:`. `sqlite://a/b` is relative to the working directory; three or four slashes start an
    /// absolute path. Percent-encoded characters such as `%20` are decoded.
    ///
    /// # Errors
    /// [`StartError::Memory`] for an in-memory database; [`StartError::Address`] if the address names no file.
    pub(in crate::server::store) fn parse(url: &str) -> Result<Self, StartError> {
        let rest = url.strip_prefix("sqlite:").unwrap_or(url);
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let mut address = Self {
            path: PathBuf::new(),
            mode: "rwc".to_owned(),
            rest: String::new(),
        };
        for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
            match parameter.split_once('=') {
                Some(("mode", mode)) => mode.clone_into(&mut address.mode),
                _ => address.rest += &format!("&{parameter}"),
            }
        }
        let path = percent_decode_str(path).decode_utf8().unwrap_or_default();
        if path == ":memory:" || path.starts_with("file::memory:") || address.mode == "memory" {
            return Err(StartError::Memory);
        }
        // Several leading slashes mean the same as one.
        let path = match path.trim_start_matches('/') {
            relative if relative.len() == path.len() => path.into_owned(),
            below_root => format!("/{below_root}"),
        };
        if path.trim_end_matches('/').is_empty() || path.ends_with('/') || path.contains('\0') {
            return Err(StartError::Address(url.to_owned()));
        }
        address.path = PathBuf::from(path);
        Ok(address)
    }

    /// Forbids SQLite to create the file.
    pub(in crate::server::store) fn never_create(&mut self) {
        if self.mode == "rwc" {
            "rw".clone_into(&mut self.mode);
        }
    }

    /// The URL for sqlx: the file's real path, with a mode that never creates the file.
    pub(in crate::server::store) fn of_existing(&self, real: &Path) -> String {
        let path = utf8_percent_encode(real.to_str().unwrap_or_default(), NOT_IN_PATH);
        let mode = if self.mode == "rwc" { "rw" } else { &self.mode };
        format!("sqlite://{path}?mode={mode}{}", self.rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_and_percent_signs_name_the_file_that_people_mean() {
        for (url, path) in [
            ("sqlite://data/keydesk.db", "data/keydesk.db"),
            ("sqlite:data/keydesk.db", "data/keydesk.db"),
            ("sqlite:///var/lib/keydesk.db", "/var/lib/keydesk.db"),
            ("sqlite:////var/lib/keydesk.db", "/var/lib/keydesk.db"),
            ("sqlite:/var/lib/keydesk.db", "/var/lib/keydesk.db"),
            ("sqlite://My%20data/k%3F%C3%A4.db", "My data/k?ä.db"),
            ("sqlite://My data/100%.db?mode=rwc", "My data/100%.db"),
            ("sqlite://../keydesk.db", "../keydesk.db"),
        ] {
            assert_eq!(SqliteAddress::parse(url).unwrap().path, PathBuf::from(path), "{url}");
        }
    }

    #[test]
    fn what_names_no_file_is_refused() {
        for url in [
            "sqlite::memory:",
            "sqlite://:memory:",
            "sqlite://%3Amemory%3A",
            "sqlite://x.db?mode=memory",
        ] {
            assert!(matches!(SqliteAddress::parse(url), Err(StartError::Memory)), "{url}");
        }
        for url in [
            "sqlite://",
            "sqlite:",
            "sqlite:///",
            "sqlite://data/",
            "sqlite://%ff.db",
            "sqlite://a%00.db",
        ] {
            assert!(
                matches!(SqliteAddress::parse(url), Err(StartError::Address(_))),
                "{url}"
            );
        }
    }

    #[test]
    fn an_existing_file_is_opened_by_its_real_path_and_never_made() {
        let address = SqliteAddress::parse("sqlite://x.db?cache=private&mode=rwc").unwrap();
        assert_eq!(
            address.of_existing(Path::new("/My data/x?.db")),
            "sqlite:///My%20data/x%3F.db?mode=rw&cache=private"
        );
    }
}
