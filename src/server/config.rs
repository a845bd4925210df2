//! The configuration. Every value is checked at start. `sources` says where values come from.

mod error;
mod settings;
mod sources;

pub use error::ConfigError;
pub use settings::{FILE, SETTINGS, Setting, Source};
pub use sources::Sources;

use crate::server::{
    crypto::Secret,
    origin::Origin,
    postgres_url,
    proxies::{ProxyHeader, TrustedProxies},
    strict_transport::StrictTransport,
    verify_listener::{ListenAddress, VerifyListener},
};
use axum::http::{HeaderName, HeaderValue};
use settings::{
    APP_KEY_HEADER, APP_TOKEN_HEADER, CONNECTIONS, DATABASE, DIRECT_DATABASE, END_DELAY, HSTS, LISTEN, LOG,
    MAX_CONNECTIONS, METRICS_LISTEN, MIN_CONNECTIONS, ORIGIN, PROBE_TIMEOUT, PROXIES, PROXY_HEADER, SHARE_ORIGIN,
    SITE_ROOT, USAGE, VERIFY_LISTEN, VERIFY_WITHOUT_SECRET,
};
use std::{net::SocketAddr, ops::RangeInclusive, path::PathBuf, time::Duration};

/// The server's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address of the listener.
    pub listen: SocketAddr,
    /// The database's URL. It may contain a password, so it is never logged.
    pub database_url: Secret,
    /// The URL of PostgreSQL itself, if `database_url` leads to a pooler in transaction mode.
    pub direct_database_url: Option<Secret>,
    /// The number of connections to the database; by default the database's own.
    pub connections: Option<usize>,
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

impl Config {
    /// Reads the environment and, if it exists, `keydesk.toml` in the working directory.
    ///
    /// # Errors
    /// [`ConfigError`], a message for the operator.
    pub fn load() -> Result<Self, ConfigError> {
        Self::from_values(&Sources::read()?)
    }

    /// Merges the text of a file with environment variables.
    ///
    /// # Errors
    /// [`ConfigError`], a message for the operator.
    pub fn from_sources(file: &str, environment: impl Iterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        Self::from_values(&Sources::merge(file, environment)?)
    }

    /// Checks the values of all settings.
    ///
    /// # Errors
    /// [`ConfigError`], a message for the operator.
    pub fn from_values(values: &Sources) -> Result<Self, ConfigError> {
        let value = |name: &'static str| values.value(name);
        let listen = value(LISTEN);
        let listen: SocketAddr = listen.parse().map_err(|_| ConfigError::Listen(listen))?;
        let database = Database::of(values)?;
        let probe_timeout = millis(value(PROBE_TIMEOUT), 100..=10_000).map_err(ConfigError::ProbeTimeout)?;
        let end_delay = millis(value(END_DELAY), 0..=60_000).map_err(ConfigError::EndDelay)?;
        let metrics_listen = values.get(METRICS_LISTEN).map(|address| {
            let parsed = address.parse();
            parsed.map_err(|_| ConfigError::MetricsListen(address.to_owned()))
        });
        let logs_json = match value(LOG).as_str() {
            "text" => false,
            "json" => true,
            other => return Err(ConfigError::Log(other.to_owned())),
        };
        let listened = format!("http://{listen}");
        let origin = values.get(ORIGIN).unwrap_or(&listened).to_owned();
        let origin = self::origin(ORIGIN, origin).map_err(|error| match error {
            ConfigError::Nowhere { value, .. } if value == listened => ConfigError::OriginMissing(listen),
            other => other,
        })?;
        let share_origin = self::origin(
            SHARE_ORIGIN,
            values.get(SHARE_ORIGIN).unwrap_or(origin.as_str()).to_owned(),
        )?;
        let trusted_proxies = TrustedProxies::parse(&value(PROXIES)).map_err(ConfigError::Proxy)?;
        let header = value(PROXY_HEADER);
        let proxy_header = ProxyHeader::parse(&header).ok_or(ConfigError::ProxyHeader(header))?;
        let strict_transport = values.get(HSTS).map_or_else(
            || Ok(StrictTransport::default()),
            |text| StrictTransport::parse(text).ok_or_else(|| ConfigError::Hsts(text.to_owned())),
        )?;
        let verify_listener = verify_listener(values.get(VERIFY_LISTEN), value(VERIFY_WITHOUT_SECRET))?;
        let header = |name: &'static str| {
            let value = value(name);
            value.parse().map_err(|_| ConfigError::Header { name, value })
        };
        let credentials = credential_headers(header(APP_KEY_HEADER)?, header(APP_TOKEN_HEADER)?)?;
        let counts_usage = match value(USAGE).as_str() {
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
            database_url: database.url,
            direct_database_url: database.direct_url,
            connections: database.connections,
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

/// How the database is reached.
struct Database {
    url: Secret,
    direct_url: Option<Secret>,
    connections: Option<usize>,
}

impl Database {
    fn of(values: &Sources) -> Result<Self, ConfigError> {
        let is_postgres = |url: &str| url.starts_with("postgres:") || url.starts_with("postgresql:");
        let url = values.value(DATABASE);
        if !url.starts_with("sqlite:") && !is_postgres(&url) {
            return Err(ConfigError::Database);
        }
        let direct_url = values.get(DIRECT_DATABASE);
        if direct_url.is_some_and(|direct| !is_postgres(direct) || !is_postgres(&url)) {
            return Err(ConfigError::DirectDatabase);
        }
        for (name, url) in [(DATABASE, Some(url.as_str())), (DIRECT_DATABASE, direct_url)] {
            if let Some(url) = url.filter(|url| is_postgres(url)) {
                postgres_url::check(url).map_err(|problem| ConfigError::PostgresUrl { name, problem })?;
            }
        }
        let connections = values.get(CONNECTIONS).map(|text| {
            let number = text.parse().ok();
            let number = number.filter(|number| (MIN_CONNECTIONS..=MAX_CONNECTIONS).contains(number));
            number.ok_or_else(|| ConfigError::Connections(text.to_owned()))
        });
        Ok(Self {
            direct_url: direct_url.map(Secret::new),
            connections: connections.transpose()?,
            url: Secret::new(url),
        })
    }
}

fn verify_listener(listen: Option<&str>, without_secret: String) -> Result<Option<VerifyListener>, ConfigError> {
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
            None => Err(ConfigError::VerifyListen(listen.to_owned())),
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
