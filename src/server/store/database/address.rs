//! Addresses of SQLite databases. sqlx reads them in a way of its own, so that the folder that Keydesk makes was another one than the
//! file's: `sqlite:////var/lib/keydesk.db` or `sqlite://My%20data/keydesk.db`.

use crate::{domain::percent::NOT_IN_PATH, server::store::StartError};
use percent_encoding::{percent_decode_str, utf8_percent_encode};
use std::path::{Path, PathBuf};

/// An SQLite database as `DATABASE_URL` names it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::server::store) struct Address {
    /// The file, as typed.
    pub path: PathBuf,
    /// `mode`: `rwc` unless it is there.
    pub mode: String,
    /// Other parameters, for SQLite.
    rest: String,
}

impl Address {
    /// Reads an address that begins with `sqlite:`. `sqlite://a/b` is relative to the working directory; three or four slashes
    /// begin an absolute path. `%20` and the like stand for characters.
    ///
    /// # Errors
    /// [`StartError::Memory`] for a database in memory; [`StartError::Address`] for what names no file.
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
        // More slashes at the beginning mean the same as one.
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

    /// What sqlx is to open instead: an existing file by its real path, never made anew.
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
            assert_eq!(Address::parse(url).unwrap().path, PathBuf::from(path), "{url}");
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
            assert!(matches!(Address::parse(url), Err(StartError::Memory)), "{url}");
        }
        for url in [
            "sqlite://",
            "sqlite:",
            "sqlite:///",
            "sqlite://data/",
            "sqlite://%ff.db",
            "sqlite://a%00.db",
        ] {
            assert!(matches!(Address::parse(url), Err(StartError::Address(_))), "{url}");
        }
    }

    #[test]
    fn an_existing_file_is_opened_by_its_real_path_and_never_made() {
        let address = Address::parse("sqlite://x.db?cache=private&mode=rwc").unwrap();
        assert_eq!(
            address.of_existing(Path::new("/My data/x?.db")),
            "sqlite:///My%20data/x%3F.db?mode=rw&cache=private"
        );
    }
}
