//! Configuration from environment variables or the same names in `keydesk.toml`; the environment wins. Every value is checked at start. An
//! unknown name is an error, because it is probably misspelt.

use crate::server::{
    crypto::Secret,
    origin::Origin,
    proxies::{ProxyHeader, TrustedProxies},
    service_variables::is_service_variable,
    strict_transport::StrictTransport,
    verify_listener::{ListenAddress, VerifyListener},
};
use axum::http::{HeaderName, HeaderValue};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    ops::RangeInclusive,
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
const USAGE: &str = "KEYDESK_USAGE";
const SITE_ROOT: &str = "KEYDESK_SITE_ROOT";
const METRICS_LISTEN: &str = "KEYDESK_METRICS_LISTEN";
const LOG: &str = "KEYDESK_LOG";
const END_DELAY: &str = "KEYDESK_END_DELAY_MS";
const NAMES: [&str; 17] = [
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
    USAGE,
    SITE_ROOT,
    METRICS_LISTEN,
    LOG,
    END_DELAY,
];
/// Prefix of variables for the project's test tools; ignored by the server.
const TEST_PREFIX: &str = "KEYDESK_TEST_";

/// The configuration file, in the working directory.
pub const FILE: &str = "keydesk.toml";

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
    pub trusted_proxies: TrustedProxies,
    /// The header that the trusted proxies set.
    pub proxy_header: ProxyHeader,
    /// The policy for `Strict-Transport-Security`.
    pub strict_transport: StrictTransport,
    /// The separate listener for gateways and services.
    pub verify_listener: Option<VerifyListener>,
    /// The headers in which clients send an app key and its token to a gateway.
    pub app_key_header: HeaderName,
    pub app_token_header: HeaderName,
    /// Whether the uses of tokens are counted.
    pub counts_usage: bool,
    /// The folder with the files for browsers. `None` for the ones that are part of the program.
    pub site_root: Option<PathBuf>,
    /// The listener for metrics and probes.
    pub metrics_listen: Option<SocketAddr>,
    /// Whether log lines are JSON.
    pub logs_json: bool,
    /// How long requests are still accepted when the program is asked to end, while probes say that it is not ready.
    pub end_delay: Duration,
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
    #[error(
        "{PROXIES} must be addresses or networks separated by commas, such as 10.0.0.0/8, or unix for programs on the Unix socket, \
         and {0:?} is not one."
    )]
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
    #[error("{APP_KEY_HEADER} and {APP_TOKEN_HEADER} cannot be {0:?}: {1}. Choose another name.")]
    HeaderTaken(String, &'static str),
    #[error("{USAGE} must be on or off, and {0:?} is neither.")]
    Usage(String),
    #[error("{METRICS_LISTEN} must be an address and port such as 127.0.0.1:9090, and {0:?} is not.")]
    MetricsListen(String),
    #[error("{LOG} must be text or json, and {0:?} is neither.")]
    Log(String),
    #[error("{END_DELAY} must be a number of milliseconds from 0 to 60000, and {0:?} is not.")]
    EndDelay(String),
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
        let probe_timeout = millis(value(PROBE_TIMEOUT, "1000"), 100..=10_000).map_err(ConfigError::ProbeTimeout)?;
        let end_delay = millis(value(END_DELAY, "0"), 0..=60_000).map_err(ConfigError::EndDelay)?;
        let metrics_listen = values.get(METRICS_LISTEN).map(|address| {
            let parsed = address.parse();
            parsed.map_err(|_| ConfigError::MetricsListen(address.clone()))
        });
        let logs_json = match value(LOG, "text").as_str() {
            "text" => false,
            "json" => true,
            other => return Err(ConfigError::Log(other.to_owned())),
        };
        let listened = format!("http://{listen}");
        let origin = origin(ORIGIN, value(ORIGIN, &listened)).map_err(|error| match error {
            ConfigError::Nowhere { value, .. } if value == listened => ConfigError::OriginMissing(listen),
            other => other,
        })?;
        let share_origin = self::origin(SHARE_ORIGIN, value(SHARE_ORIGIN, origin.as_str()))?;
        let trusted_proxies = TrustedProxies::parse(&value(PROXIES, "")).map_err(ConfigError::Proxy)?;
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
        let credentials = credential_headers(
            header(APP_KEY_HEADER, "x-api-appkey")?,
            header(APP_TOKEN_HEADER, "x-api-apptoken")?,
        )?;
        let counts_usage = match value(USAGE, "on").as_str() {
            "on" => true,
            "off" => false,
            other => return Err(ConfigError::Usage(other.to_owned())),
        };
        Ok(Self {
            counts_usage,
            metrics_listen: metrics_listen.transpose()?,
            logs_json,
            end_delay,
            site_root: values.get(SITE_ROOT).map(PathBuf::from),
            verify_listener,
            app_key_header: credentials.0,
            app_token_header: credentials.1,
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
    match listen {
        None if without_secret => Err(ConfigError::VerifyListenMissing),
        None => Ok(None),
        Some(listen) => match ListenAddress::parse(listen) {
            Some(address) => Ok(Some(VerifyListener {
                address,
                without_secret,
            })),
            None => Err(ConfigError::VerifyListen(listen.clone())),
        },
    }
}

/// Checks that the two headers with credentials differ from each other and from the headers with another meaning.
fn credential_headers(key: HeaderName, token: HeaderName) -> Result<(HeaderName, HeaderName), ConfigError> {
    const TAKEN: [(&str, &str); 6] = [
        ("authorization", "it is read as HTTP Basic or Bearer"),
        ("x-api-key", "it is read as a token without an app key"),
        ("x-keydesk-verifier", "it is the verifier's secret"),
        ("cookie", "it holds more than credentials"),
        ("x-forwarded-for", "it names the client"),
        ("forwarded", "it names the client"),
    ];
    let taken = |name: &HeaderName| TAKEN.iter().find(|(taken, _)| name == taken).map(|(_, why)| *why);
    // One header of the pair of VTEX alone, which is always read.
    let is_crossed = key == "x-vtex-api-apptoken" || token == "x-vtex-api-appkey";
    let is_half = (key == "x-vtex-api-appkey") != (token == "x-vtex-api-apptoken");
    match (taken(&key), taken(&token)) {
        (Some(why), _) => Err(ConfigError::HeaderTaken(key.to_string(), why)),
        (_, Some(why)) => Err(ConfigError::HeaderTaken(token.to_string(), why)),
        _ if key == token => Err(ConfigError::HeaderTaken(key.to_string(), "one header cannot hold both")),
        _ if is_crossed || is_half => Err(ConfigError::HeaderTaken(
            if is_crossed || key == "x-vtex-api-appkey" {
                key
            } else {
                token
            }
            .to_string(),
            "it belongs to the pair X-VTEX-API-AppKey and X-VTEX-API-AppToken",
        )),
        _ => Ok((key, token)),
    }
}

fn origin(name: &'static str, value: String) -> Result<Origin, ConfigError> {
    match Origin::parse(&value) {
        Some(origin) if origin.is_somewhere() => Ok(origin),
        Some(_) => Err(ConfigError::Nowhere { name, value }),
        None => Err(ConfigError::Origin { name, value }),
    }
}

/// A number of milliseconds in this range, or else the text.
fn millis(text: String, range: RangeInclusive<u64>) -> Result<Duration, String> {
    let millis = text.parse().ok().filter(|millis| range.contains(millis));
    millis.map(Duration::from_millis).ok_or(text)
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
