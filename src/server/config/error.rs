//! Why the configuration was refused.

use super::settings::{
    APP_KEY_HEADER, APP_TOKEN_HEADER, CONNECTIONS, DATABASE, DIRECT_DATABASE, END_DELAY, FILE, HSTS, LISTEN, LOG,
    MAX_CONNECTIONS, METRICS_LISTEN, MIN_CONNECTIONS, ORIGIN, PROBE_TIMEOUT, PROXIES, PROXY_HEADER, Source, USAGE,
    USUAL_FILE, VERIFY_LISTEN, VERIFY_WITHOUT_SECRET, known_names,
};
use crate::server::postgres_url::UrlProblem;
use std::{net::SocketAddr, path::PathBuf};
use thiserror::Error;

/// Why the configuration was refused. The messages are for the operator.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    #[error("{0} is not a setting of Keydesk. The settings are: {known}.", known = known_names().join(", "))]
    Unknown(String),
    #[error("{FILE} cannot be read: {0}. Write one setting per line, such as KEYDESK_LISTEN = \"127.0.0.1:3000\".")]
    File(String),
    #[error(
        "{USUAL_FILE} is a database in the working directory, but STATE_DIRECTORY is set, so {missing} would be made. Set {DATABASE} to the one \
         that is meant, or move the file while Keydesk is stopped.",
        missing = missing.display()
    )]
    OtherDatabase { missing: PathBuf },
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
    #[error("{name} {problem}")]
    PostgresUrl { name: &'static str, problem: UrlProblem },
    #[error(
        "{DIRECT_DATABASE} must start with postgres://, and {DATABASE} too: it is the way to PostgreSQL itself when {DATABASE} leads to a \
         pooler such as PgBouncer. Correct or remove it."
    )]
    DirectDatabase,
    #[error("{CONNECTIONS} must be a number from {MIN_CONNECTIONS} to {MAX_CONNECTIONS}, and {0:?} is not.")]
    Connections(String),
    /// One value in two places: whichever counted, the other would be a surprise.
    #[error("{name} is given twice: {first} and {second}. Remove one of them.")]
    Twice {
        name: &'static str,
        first: Source,
        second: Source,
    },
    #[error("The value of {name} cannot be read from {path}: {reason}. Correct the path, or let this user read the file.", path = path.display())]
    SecretFile {
        name: &'static str,
        path: PathBuf,
        reason: String,
    },
    #[error("The file {path} with the value of {name} is empty. Write the value into it, on one line.", path = path.display())]
    SecretEmpty { name: &'static str, path: PathBuf },
    #[error("The file {path} with the value of {name} has more than one line. Write the value alone into it.", path = path.display())]
    SecretLines { name: &'static str, path: PathBuf },
}
