//! Configuration from environment variables or the same names in `keydesk.toml`; the environment wins. Every value is checked at start. An
//! unknown name is an error, because it is probably misspelt.

use crate::server::{
    crypto::Secret,
    origin::Origin,
    proxies::{self, ProxyHeader},
    service_variables::is_service_variable,
    strict_transport::StrictTransport,
};
use axum::http::{HeaderName, HeaderValue};
use ipnet::IpNet;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};
use thiserror::Error;

const LISTEN: &str = "KEYDESK_LISTEN";
const DATABASE: &str = "DATABASE_URL";
const ORIGIN: &str = "KEYDESK_ORIGIN";
const SHARE_ORIGIN: &str = "KEYDESK_SHARE_ORIGIN";
const PROXIES: &str = "KEYDESK_TRUSTED_PROXIES";
const PROXY_HEADER: &str = "KEYDESK_PROXY_HEADER";
const HSTS: &str = "KEYDESK_HSTS";
const PROBE_TIMEOUT: &str = "KEYDESK_PROBE_TIMEOUT_MS";
const VERIFY_LISTEN: &str = "KEYDESK_VERIFY_LISTEN";
const VERIFY_WITHOUT_SECRET: &str = "KEYDESK_VERIFY_WITHOUT_SECRET";
const APP_KEY_HEADER: &str = "KEYDESK_APP_KEY_HEADER";
const APP_TOKEN_HEADER: &str = "KEYDESK_APP_TOKEN_HEADER";
const NAMES: [&str; 12] = [
    LISTEN,
    DATABASE,
    ORIGIN,
    SHARE_ORIGIN,
    PROXIES,
    PROXY_HEADER,
    HSTS,
    PROBE_TIMEOUT,
    VERIFY_LISTEN,
    VERIFY_WITHOUT_SECRET,
    APP_KEY_HEADER,
    APP_TOKEN_HEADER,
];
/// Prefix of variables for the project's test tools; ignored by the server.
const TEST_PREFIX: &str = "KEYDESK_TEST_";

/// The configuration file, in the working directory.
pub const FILE: &str = "keydesk.toml";

/// Where a listener for gateways is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Tcp(SocketAddr),
    /// The path of a Unix socket.
    Unix(PathBuf),
}

/// A listener of its own for gateways and services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyListener {
    pub address: Address,
    /// Whether whoever reaches it may ask without a verifier's secret.
    pub without_secret: bool,
}

/// The server's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address of the listener.
    pub listen: SocketAddr,
    /// The database's URL. It may contain a password, so it is never logged.
    pub database_url: Secret,
    /// The origin of the admin pages.
    pub origin: Origin,
    /// The origin of single-access links; by default the same as `origin`.
    pub share_origin: Origin,
    /// Timeout of database queries for verification and probes.
    pub probe_timeout: Duration,
    /// Proxies whose client address header is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// The header that the trusted proxies set.
    pub proxy_header: ProxyHeader,
    /// The policy for `Strict-Transport-Security`.
    pub strict_transport: StrictTransport,
    /// A listener of its own for gateways and services.
    pub verify_listener: Option<VerifyListener>,
    /// The headers in which clients send an app key and its token to a gateway.
    pub app_key_header: HeaderName,
    pub app_token_header: HeaderName,
}

/// Why the configuration was refused. The messages are for the operator.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    #[error("{0} is not a setting of Keydesk. The settings are: {known}.", known = NAMES.join(", "))]
    Unknown(String),
    #[error("{FILE} cannot be read: {0}. Write one setting per line, such as KEYDESK_LISTEN = \"127.0.0.1:3000\".")]
    File(String),
    #[error("{LISTEN} must be an address and port such as 127.0.0.1:3000, and {0:?} is not.")]
    Listen(String),
    #[error("{name} must be an origin such as https://keys.example.com, without a path, and {value:?} is not.")]
    Origin { name: &'static str, value: String },
    #[error("{PROXIES} must be addresses or networks separated by commas, such as 10.0.0.0/8, and {0:?} is not one.")]
    Proxy(String),
    #[error("{PROXY_HEADER} must be X-Forwarded-For or Forwarded, and {0:?} is neither.")]
    ProxyHeader(String),
    #[error("{HSTS} must be off, or a value such as max-age=31536000; includeSubDomains, and {0:?} is neither.")]
    Hsts(String),
    /// The default origin would have an unspecified address, which browsers cannot open.
    #[error(
        "{ORIGIN} is missing. Keydesk listens on {0}, which browsers cannot open, and links need an address that they can. Set {ORIGIN} to \
         that address, such as https://keys.example.com, or http://192.168.1.5:3000."
    )]
    OriginMissing(SocketAddr),
    #[error(
        "{name} is {value:?}, which browsers cannot open. Set it to the address that they use, such as https://keys.example.com."
    )]
    Nowhere { name: &'static str, value: String },
    #[error("{PROBE_TIMEOUT} must be a number of milliseconds from 100 to 10000, and {0:?} is not.")]
    ProbeTimeout(String),
    #[error(
        "{VERIFY_LISTEN} must be an address and port such as 127.0.0.1:3001, or unix: and an absolute path such as unix:/run/keydesk.sock, and {0:?} is neither."
    )]
    VerifyListen(String),
    #[error("{VERIFY_WITHOUT_SECRET} must be yes or no, and {0:?} is neither.")]
    VerifyWithoutSecret(String),
    #[error(
        "{VERIFY_WITHOUT_SECRET} needs {VERIFY_LISTEN}: without a secret, only a listener that gateways alone can reach may answer."
    )]
    VerifyListenMissing,
    #[error("{name} must be the name of a header such as X-API-AppKey, and {value:?} is not.")]
    Header { name: &'static str, value: String },
    #[error("{DATABASE} must start with sqlite:// or postgres://.")]
    Database,
}

impl Config {
    /// Reads the environment and, if it exists, `keydesk.toml` in the working directory.
    ///
    /// # Errors
    /// [`ConfigError`], a message for the operator.
    pub fn load() -> Result<Self, ConfigError> {
        let file = match std::fs::read_to_string(Path::new(FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(ConfigError::File(error.to_string())),
        };
        // `vars` panics if any variable is not Unicode, even one that is not a setting.
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())));
        Self::from_sources(&file, environment)
    }

    /// Merges the text of a file with environment variables.
    ///
    /// # Errors
    /// [`ConfigError`], a message for the operator.
    pub fn from_sources(file: &str, environment: impl Iterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let mut values: BTreeMap<String, String> =
            toml::from_str(file).map_err(|e| ConfigError::File(e.message().to_owned()))?;
        values.extend(environment.filter(|(name, value)| is_ours(name, value)));
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
        let probe_timeout = probe_timeout(value(PROBE_TIMEOUT, "1000"))?;
        let listened = format!("http://{listen}");
        let origin = origin(ORIGIN, value(ORIGIN, &listened)).map_err(|error| match error {
            ConfigError::Nowhere { value, .. } if value == listened => ConfigError::OriginMissing(listen),
            other => other,
        })?;
        let share_origin = self::origin(SHARE_ORIGIN, value(SHARE_ORIGIN, origin.as_str()))?;
        let trusted_proxies = value(PROXIES, "")
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| proxies::network(part).ok_or_else(|| ConfigError::Proxy(part.to_owned())))
            .collect::<Result<_, _>>()?;
        let header = value(PROXY_HEADER, ProxyHeader::XForwardedFor.name());
        let proxy_header = ProxyHeader::parse(&header).ok_or(ConfigError::ProxyHeader(header))?;
        let strict_transport = values.get(HSTS).map_or_else(
            || Ok(StrictTransport::default()),
            |text| StrictTransport::parse(text).ok_or_else(|| ConfigError::Hsts(text.clone())),
        )?;
        let verify_listener = verify_listener(values.get(VERIFY_LISTEN), value(VERIFY_WITHOUT_SECRET, "no"))?;
        let header = |name: &'static str, default: &str| {
            let value = value(name, default);
            value.parse().map_err(|_| ConfigError::Header { name, value })
        };
        Ok(Self {
            verify_listener,
            app_key_header: header(APP_KEY_HEADER, "x-api-appkey")?,
            app_token_header: header(APP_TOKEN_HEADER, "x-api-apptoken")?,
            listen,
            database_url: Secret::new(database_url),
            origin,
            share_origin,
            probe_timeout,
            trusted_proxies,
            proxy_header,
            strict_transport,
        })
    }

    /// The prefix of single-access link URLs.
    pub fn link_prefix(&self) -> String {
        format!("{}/credentials/", self.share_origin.as_str())
    }

    /// The `Strict-Transport-Security` header, if the origin is https.
    pub fn strict_transport(&self) -> Option<HeaderValue> {
        let https = self.origin.is_https();
        self.strict_transport.value().filter(|_| https).cloned()
    }

    /// Whether links have a separate origin.
    pub fn has_share_host(&self) -> bool {
        self.share_origin != self.origin
    }
}

/// Whether an environment variable is a setting, known or misspelt. Empty variables count as unset.
fn is_ours(name: &str, value: &str) -> bool {
    let prefixed = name.starts_with("KEYDESK_") && !name.starts_with(TEST_PREFIX);
    let known = NAMES.contains(&name) || (prefixed && !is_service_variable(name, value));
    known && !value.is_empty()
}

fn verify_listener(listen: Option<&String>, without_secret: String) -> Result<Option<VerifyListener>, ConfigError> {
    let without_secret = match without_secret.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(ConfigError::VerifyWithoutSecret(without_secret)),
    };
    let Some(listen) = listen else {
        return if without_secret {
            Err(ConfigError::VerifyListenMissing)
        } else {
            Ok(None)
        };
    };
    let address = match listen.strip_prefix("unix:") {
        Some(path) if path.starts_with('/') => Some(Address::Unix(path.into())),
        Some(_) => None,
        None => listen.parse().ok().map(Address::Tcp),
    };
    let address = address.ok_or_else(|| ConfigError::VerifyListen(listen.clone()))?;
    Ok(Some(VerifyListener {
        address,
        without_secret,
    }))
}

fn origin(name: &'static str, value: String) -> Result<Origin, ConfigError> {
    match Origin::parse(&value) {
        Some(origin) if origin.is_somewhere() => Ok(origin),
        Some(_) => Err(ConfigError::Nowhere { name, value }),
        None => Err(ConfigError::Origin { name, value }),
    }
}

fn probe_timeout(value: String) -> Result<Duration, ConfigError> {
    let millis = value.parse().ok().filter(|millis| (100..=10_000).contains(millis));
    millis
        .map(Duration::from_millis)
        .ok_or(ConfigError::ProbeTimeout(value))
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
    fn what_kubernetes_puts_beside_a_service_is_no_setting_and_a_mistyped_one_is_an_error() {
        let service = [
            ("KEYDESK_SERVICE_HOST", "10.96.12.4"),
            ("KEYDESK_SERVICE_PORT", "3000"),
            ("KEYDESK_PORT", "tcp://10.96.12.4:3000"),
            ("KEYDESK_PORT_3000_TCP", "tcp://10.96.12.4:3000"),
        ];
        assert_eq!(load("", &service).unwrap().listen.port(), 3000);
        for (name, value) in [("KEYDESK_PORT", "8080"), ("KEYDESK_SERVICE_HOST", "keydesk")] {
            assert_eq!(
                load("", &[(name, value)]).err(),
                Some(ConfigError::Unknown(name.into()))
            );
            assert!(load(&format!("{name} = \"{value}\""), &[]).is_err(), "nor in the file");
        }
        let in_the_file = load("KEYDESK_PORT = \"tcp://10.96.12.4:3000\"", &[]);
        assert_eq!(in_the_file.err(), Some(ConfigError::Unknown("KEYDESK_PORT".into())));
    }

    #[test]
    fn links_never_begin_with_an_address_that_nobody_can_open() {
        for listen in ["0.0.0.0:8080", "[::]:8080", "[::ffff:0.0.0.0]:8080", "127.0.0.1:0"] {
            let missing = ConfigError::OriginMissing(listen.parse().unwrap());
            assert!(missing.to_string().contains(ORIGIN) && missing.to_string().contains("is missing"));
            assert_eq!(load("", &[(LISTEN, listen)]).err(), Some(missing), "{listen}");
            let origin = "https://keys.example.com";
            let config = load("", &[(LISTEN, listen), (ORIGIN, origin)]).unwrap();
            assert_eq!(config.link_prefix(), "https://keys.example.com/credentials/");
            for name in [ORIGIN, SHARE_ORIGIN] {
                let value = format!("http://{}", listen.replace("127.0.0.1", "keys.lan"));
                let refused = load("", &[(name, &value)]).err();
                assert_eq!(refused, Some(ConfigError::Nowhere { name, value }));
            }
        }
        assert_eq!(
            load("", &[(LISTEN, "[::1]:80")]).unwrap().origin.as_str(),
            "http://[::1]"
        );
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
            (PROBE_TIMEOUT, "1s", ConfigError::ProbeTimeout("1s".into())),
            (PROBE_TIMEOUT, "99", ConfigError::ProbeTimeout("99".into())),
            (PROXIES, "10.0.0.0/8, proxy", ConfigError::Proxy("proxy".into())),
            (PROXY_HEADER, "X-Real-IP", ConfigError::ProxyHeader("X-Real-IP".into())),
            (HSTS, "yes", ConfigError::Hsts("yes".into())),
            (DATABASE, "mysql://db", ConfigError::Database),
            (VERIFY_LISTEN, "3001", ConfigError::VerifyListen("3001".into())),
            (
                VERIFY_LISTEN,
                "unix:keydesk.sock",
                ConfigError::VerifyListen("unix:keydesk.sock".into()),
            ),
            (
                VERIFY_WITHOUT_SECRET,
                "true",
                ConfigError::VerifyWithoutSecret("true".into()),
            ),
            (VERIFY_WITHOUT_SECRET, "yes", ConfigError::VerifyListenMissing),
            (
                APP_KEY_HEADER,
                "X API",
                ConfigError::Header {
                    name: APP_KEY_HEADER,
                    value: "X API".into(),
                },
            ),
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
        assert_eq!(config.database_url.expose(), "sqlite://data/keydesk.db");
        assert_eq!(config.origin.as_str(), "http://127.0.0.1:3000");
        assert!(!config.has_share_host() && config.trusted_proxies.is_empty());
    }

    #[test]
    fn gateways_may_have_a_listener_of_their_own() {
        let of = |settings: &[(&str, &str)]| load("", settings).unwrap().verify_listener;
        assert_eq!(of(&[]), None);
        let tcp = Address::Tcp("127.0.0.1:3001".parse().unwrap());
        let listener = |address, without_secret| {
            Some(VerifyListener {
                address,
                without_secret,
            })
        };
        assert_eq!(of(&[(VERIFY_LISTEN, "127.0.0.1:3001")]), listener(tcp, false));
        let unix = Address::Unix("/run/keydesk.sock".into());
        let settings = [
            (VERIFY_LISTEN, "unix:/run/keydesk.sock"),
            (VERIFY_WITHOUT_SECRET, "yes"),
        ];
        assert_eq!(of(&settings), listener(unix, true));
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
