//! The settings: their names and defaults, and the places from which values come.

use std::{
    fmt,
    path::{Path, PathBuf},
};

pub const LISTEN: &str = "KEYDESK_LISTEN";
pub const DATABASE: &str = "DATABASE_URL";
pub const DIRECT_DATABASE: &str = "DATABASE_DIRECT_URL";
pub const CONNECTIONS: &str = "KEYDESK_DATABASE_CONNECTIONS";
pub const ORIGIN: &str = "KEYDESK_ORIGIN";
pub const SHARE_ORIGIN: &str = "KEYDESK_SHARE_ORIGIN";
pub const PROXIES: &str = "KEYDESK_TRUSTED_PROXIES";
pub const PROXY_HEADER: &str = "KEYDESK_PROXY_HEADER";
pub const HSTS: &str = "KEYDESK_HSTS";
pub const PROBE_TIMEOUT: &str = "KEYDESK_PROBE_TIMEOUT_MS";
pub const VERIFY_LISTEN: &str = "KEYDESK_VERIFY_LISTEN";
pub const VERIFY_WITHOUT_SECRET: &str = "KEYDESK_VERIFY_WITHOUT_SECRET";
pub const APP_KEY_HEADER: &str = "KEYDESK_APP_KEY_HEADER";
pub const APP_TOKEN_HEADER: &str = "KEYDESK_APP_TOKEN_HEADER";
pub const USAGE: &str = "KEYDESK_USAGE";
pub const SITE_ROOT: &str = "KEYDESK_SITE_ROOT";
pub const METRICS_LISTEN: &str = "KEYDESK_METRICS_LISTEN";
pub const LOG: &str = "KEYDESK_LOG";
pub const END_DELAY: &str = "KEYDESK_END_DELAY_MS";

/// The least and the greatest number of connections to the database.
pub const MIN_CONNECTIONS: usize = 8;
pub const MAX_CONNECTIONS: usize = 500;

/// A setting.
#[derive(Debug)]
pub struct Setting {
    pub name: &'static str,
    /// The usual default; [`super::Sources::default_of`] returns the actual one. `None`: no default, or one that depends on other settings.
    pub default: Option<&'static str>,
    /// Whether its value must not be shown. Such a setting may be in a file of its own.
    pub is_secret: bool,
}

const fn setting(name: &'static str, default: Option<&'static str>) -> Setting {
    Setting {
        name,
        default,
        is_secret: false,
    }
}

const fn secret(name: &'static str, default: Option<&'static str>) -> Setting {
    Setting {
        name,
        default,
        is_secret: true,
    }
}

/// All settings.
pub const SETTINGS: [Setting; 19] = [
    setting(LISTEN, Some("127.0.0.1:3000")),
    secret(DATABASE, Some("sqlite://data/keydesk.db")),
    secret(DIRECT_DATABASE, None),
    setting(CONNECTIONS, None),
    setting(ORIGIN, None),
    setting(SHARE_ORIGIN, None),
    setting(PROXIES, Some("")),
    setting(PROXY_HEADER, Some("X-Forwarded-For")),
    setting(HSTS, None),
    setting(PROBE_TIMEOUT, Some("1000")),
    setting(VERIFY_LISTEN, None),
    setting(VERIFY_WITHOUT_SECRET, Some("no")),
    setting(APP_KEY_HEADER, Some("X-API-AppKey")),
    setting(APP_TOKEN_HEADER, Some("X-API-AppToken")),
    setting(USAGE, Some("on")),
    setting(SITE_ROOT, None),
    setting(METRICS_LISTEN, None),
    setting(LOG, Some("text")),
    setting(END_DELAY, Some("0")),
];

/// Suffix of the setting that names the file with a secret.
pub(super) const FILE_SUFFIX: &str = "_FILE";

/// The configuration file, in the working directory.
pub const FILE: &str = "keydesk.toml";
/// The file of the default database.
pub(super) const USUAL_FILE: &str = "data/keydesk.db";

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Default,
    /// The environment variable of this name.
    Environment(String),
    /// The line of this name in `keydesk.toml`.
    Toml(String),
    /// The file that `NAME_FILE` names.
    SecretFile(PathBuf),
    /// A credential of systemd.
    Credential(PathBuf),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Environment(name) => write!(f, "the environment variable {name}"),
            Self::Toml(name) => write!(f, "{name} in {FILE}"),
            Self::SecretFile(path) => write!(f, "the file {}", path.display()),
            Self::Credential(path) => write!(f, "the credential {}", path.display()),
        }
    }
}

impl Source {
    /// The file with the value alone, if it has one.
    pub fn secret_file(&self) -> Option<&Path> {
        match self {
            Self::SecretFile(path) | Self::Credential(path) => Some(path),
            Self::Default | Self::Environment(_) | Self::Toml(_) => None,
        }
    }
}

/// The names of all settings, with those for files with secrets.
pub fn known_names() -> Vec<String> {
    let names = SETTINGS.iter().flat_map(|Setting { name, is_secret, .. }| {
        let file = is_secret.then(|| format!("{name}{FILE_SUFFIX}"));
        [Some((*name).to_owned()), file]
    });
    names.flatten().collect()
}
