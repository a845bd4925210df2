//! Configuration: environment variables, or the same names in `keydesk.toml`; the environment wins. Every value is checked at
//! start, and a name that Keydesk does not know is an error, since it is most likely a misspelt one.

use ipnet::IpNet;
use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    path::Path,
};
use thiserror::Error;

const LISTEN: &str = "KEYDESK_LISTEN";
const DATABASE: &str = "DATABASE_URL";
const ORIGIN: &str = "KEYDESK_ORIGIN";
const SHARE_ORIGIN: &str = "KEYDESK_SHARE_ORIGIN";
const PROXIES: &str = "KEYDESK_TRUSTED_PROXIES";
const NAMES: [&str; 5] = [LISTEN, DATABASE, ORIGIN, SHARE_ORIGIN, PROXIES];
/// The names that the project's own tests use for their tools; they mean nothing to the server.
const TEST_PREFIX: &str = "KEYDESK_TEST_";

/// The file beside the environment, in the working directory.
pub const FILE: &str = "keydesk.toml";

/// What Keydesk runs with.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The database's URL. May hold a password: never logged.
    pub database_url: String,
    /// What admins open.
    pub origin: Origin,
    /// What single-access links start with; the origin unless set.
    pub share_origin: Origin,
    /// Proxies whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<IpNet>,
}

/// Why the configuration was refused. Each reads as the sentence that the operator gets.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    #[error("{0} is not a setting of Keydesk. Known are: {known}.", known = NAMES.join(", "))]
    Unknown(String),
    #[error("{FILE} cannot be read: {0}. Write one line a setting, such as KEYDESK_LISTEN = \"127.0.0.1:3000\".")]
    File(String),
    #[error("{LISTEN} must be an address and port such as 127.0.0.1:3000, and {0:?} is not.")]
    Listen(String),
    #[error("{name} must be an origin such as https://keys.example.com, without a path, and {value:?} is not.")]
    Origin { name: &'static str, value: String },
    #[error("{PROXIES} must be addresses or networks parted by commas, such as 10.0.0.0/8, and {0:?} is none.")]
    Proxy(String),
    #[error("{DATABASE} must start with sqlite:// or postgres://.")]
    Database,
}

/// A scheme, host and port, such as `https://keys.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    text: String,
}

impl Origin {
    /// Parses an origin. A trailing slash and the scheme's own port are dropped, as browsers do; a path, query or user is refused.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let port = if text.starts_with("https://") { ":443" } else { ":80" };
        let text = text.strip_suffix(port).unwrap_or(&text).to_owned();
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let authority: axum::http::uri::Authority = host.parse().ok()?;
        (!authority.host().is_empty() && !host.contains(['@', '/', '?', '#'])).then_some(Self { text })
    }

    /// The origin's text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Host and port, as a request's `Host` names them.
    pub fn authority(&self) -> &str {
        self.text.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// Its port, which is the scheme's own where none is named.
    pub fn port(&self) -> u16 {
        let authority: Option<axum::http::uri::Authority> = self.authority().parse().ok();
        let own = if self.is_https() { 443 } else { 80 };
        authority.and_then(|authority| authority.port_u16()).unwrap_or(own)
    }

    /// Whether a request's `Host` names it, whether or not with the scheme's own port.
    pub fn is_at(&self, host: &str) -> bool {
        let port = if self.is_https() { ":443" } else { ":80" };
        host.strip_suffix(port)
            .unwrap_or(host)
            .eq_ignore_ascii_case(self.authority())
    }

    /// Whether browsers take it for a secure place: TLS, or their own machine.
    pub fn is_trustworthy(&self) -> bool {
        let host = self
            .authority()
            .rsplit_once(':')
            .map_or(self.authority(), |(host, _)| host);
        let loopback = host
            .trim_matches(['[', ']'])
            .parse()
            .is_ok_and(|ip: IpAddr| ip.is_loopback());
        self.is_https() || loopback || host == "localhost" || host.ends_with(".localhost")
    }

    /// Whether browsers reach it over TLS.
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https://")
    }
}

impl Config {
    /// Reads the environment and `keydesk.toml` in the working directory, if it is there.
    ///
    /// # Errors
    /// [`ConfigError`], one sentence for the operator.
    pub fn load() -> Result<Self, ConfigError> {
        let file = match std::fs::read_to_string(Path::new(FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(ConfigError::File(error.to_string())),
        };
        Self::from_sources(&file, std::env::vars())
    }

    /// Puts the configuration together from a file's text and environment variables.
    ///
    /// # Errors
    /// [`ConfigError`], one sentence for the operator.
    pub fn from_sources(file: &str, environment: impl Iterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let mut values: BTreeMap<String, String> =
            toml::from_str(file).map_err(|e| ConfigError::File(e.message().to_owned()))?;
        let ours = |name: &str| name == DATABASE || (name.starts_with("KEYDESK_") && !name.starts_with(TEST_PREFIX));
        values.extend(environment.filter(|(name, value)| ours(name) && !value.is_empty()));
        if let Some(unknown) = values.keys().find(|name| !NAMES.contains(&name.as_str())) {
            return Err(ConfigError::Unknown(unknown.clone()));
        }
        let value = |name: &str, default: &str| values.get(name).cloned().unwrap_or_else(|| default.to_owned());

        let listen = value(LISTEN, "127.0.0.1:3000");
        let listen: SocketAddr = listen.parse().map_err(|_| ConfigError::Listen(listen))?;
        let database_url = value(DATABASE, "sqlite://data/keydesk.db");
        if !["sqlite:", "postgres:", "postgresql:"]
            .iter()
            .any(|scheme| database_url.starts_with(scheme))
        {
            return Err(ConfigError::Database);
        }
        let origin = origin(ORIGIN, value(ORIGIN, &format!("http://{listen}")))?;
        let share_origin = self::origin(SHARE_ORIGIN, value(SHARE_ORIGIN, origin.as_str()))?;
        let trusted_proxies = value(PROXIES, "")
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| network(part).ok_or_else(|| ConfigError::Proxy(part.to_owned())))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            listen,
            database_url,
            origin,
            share_origin,
            trusted_proxies,
        })
    }

    /// What the addresses of single-access links begin with.
    pub fn link_prefix(&self) -> String {
        format!("{}/credentials/", self.share_origin.as_str())
    }

    /// Whether links have a host of their own.
    pub fn has_share_host(&self) -> bool {
        self.share_origin != self.origin
    }
}

fn origin(name: &'static str, value: String) -> Result<Origin, ConfigError> {
    Origin::parse(&value).ok_or(ConfigError::Origin { name, value })
}

fn network(text: &str) -> Option<IpNet> {
    text.parse()
        .ok()
        .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_sources(
            file,
            environment.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())),
        )
    }

    #[test]
    fn unknown_names_are_errors_in_the_file_and_in_the_environment() {
        assert_eq!(
            load("", &[("KEYDESK_LISTN", "x")]).err(),
            Some(ConfigError::Unknown("KEYDESK_LISTN".into()))
        );
        assert_eq!(
            load("listen = \"x\"", &[]).err(),
            Some(ConfigError::Unknown("listen".into()))
        );
        assert!(load("", &[("PATH", "/bin"), ("KEYDESK_TEST_CHROMIUM", "x")]).is_ok());
    }

    #[test]
    fn an_origin_is_the_same_with_and_without_its_schemes_own_port() {
        let cases = [
            ("https://a.example:443/", "https://a.example", "a.example:443"),
            ("http://a.example:80", "http://a.example", "A.example"),
            ("http://a.example:443", "http://a.example:443", "a.example:443"),
            ("https://a.example:8443", "https://a.example:8443", "a.example:8443"),
            ("https://[::1]:443", "https://[::1]", "[::1]"),
        ];
        for (text, expected, host) in cases {
            let origin = Origin::parse(text).unwrap();
            assert_eq!(origin.as_str(), expected);
            assert!(origin.is_at(host), "{host}");
        }
        let origin = Origin::parse("https://a.example").unwrap();
        assert!(!origin.is_at("a.example:80") && !origin.is_at("b.example"));
    }

    #[test]
    fn values_that_make_no_sense_are_refused_by_name() {
        let cases = [
            (LISTEN, "3000", ConfigError::Listen("3000".into())),
            (
                ORIGIN,
                "keys.example.com",
                ConfigError::Origin {
                    name: ORIGIN,
                    value: "keys.example.com".into(),
                },
            ),
            (
                SHARE_ORIGIN,
                "https://a.example/x",
                ConfigError::Origin {
                    name: SHARE_ORIGIN,
                    value: "https://a.example/x".into(),
                },
            ),
            (PROXIES, "10.0.0.0/8, proxy", ConfigError::Proxy("proxy".into())),
            (DATABASE, "mysql://db", ConfigError::Database),
        ];
        for (name, value, expected) in cases {
            assert_eq!(load("", &[(name, value)]).err(), Some(expected));
        }
        assert!(matches!(load("KEYDESK_LISTEN = ", &[]), Err(ConfigError::File(_))));
    }

    #[test]
    fn without_configuration_the_defaults_hold() {
        let config = load("", &[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(config.database_url, "sqlite://data/keydesk.db");
        assert_eq!(config.origin.as_str(), "http://127.0.0.1:3000");
        assert!(!config.has_share_host() && config.trusted_proxies.is_empty());
    }

    #[test]
    fn only_tls_and_ones_own_machine_are_trustworthy() {
        for (origin, expected) in [
            ("https://keys.example.com", true),
            ("http://127.0.0.1:3000", true),
            ("http://[::1]:3000", true),
            ("http://localhost", true),
            ("http://keys.localhost:80", true),
            ("http://192.168.1.5:3000", false),
            ("http://localhost.example.com", false),
            ("http://0.0.0.0:3000", false),
        ] {
            assert_eq!(Origin::parse(origin).unwrap().is_trustworthy(), expected, "{origin}");
        }
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let file = "KEYDESK_LISTEN = \"0.0.0.0:80\"\nKEYDESK_ORIGIN = \"https://Keys.Example.com/\"";
        let config = load(file, &[(LISTEN, "0.0.0.0:81"), (PROXIES, "10.0.0.1,fd00::/8")]).unwrap();
        assert_eq!(config.listen.port(), 81);
        assert_eq!(config.origin.as_str(), "https://keys.example.com");
        assert_eq!(config.origin.authority(), "keys.example.com");
        assert_eq!(config.trusted_proxies.len(), 2);
    }
}
