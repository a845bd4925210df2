//! `keydesk doctor`: looks for what is wrong with configuration, database, clock, files and disk, and with the way of requests through
//! proxies, and says what to do. It changes nothing.

mod certificate;
mod clock;
mod database;
mod files;
mod finding;
mod proof;
mod proxies;
mod requests;

pub use finding::{Finding, Outcome};
pub use proof::{HEADER, Question};
pub use proxies::SeenRequest;

use crate::{
    domain::time::Timestamp,
    server::config::{Config, ConfigError, Sources},
};

/// Checks everything that can be checked.
pub async fn examine(sources: Result<Sources, ConfigError>, now: Timestamp) -> Vec<Finding> {
    let read = sources.and_then(|sources| Ok((Config::from_values(&sources)?, sources)));
    let (config, sources) = match read {
        Ok(read) => read,
        Err(error) => return vec![Finding::wrong("configuration", error.to_string())],
    };
    let mut findings = vec![configuration(&config)];
    findings.extend(files::settings(&sources));
    findings.extend(proxies::judge_networks(&config));
    let inspected = database::inspect(&config).await;
    findings.extend(database::judge(&config, &inspected));
    findings.push(clock::judge(inspected.as_ref().ok(), now));
    let file = inspected.as_ref().ok().and_then(|inspected| inspected.file.as_deref());
    findings.extend(file.map(files::database).unwrap_or_default());
    findings.extend(files::disk(file));
    let key = inspected.ok().and_then(|inspected| inspected.key);
    findings.extend(requests::examine(config, key, now).await);
    findings
}

fn configuration(config: &Config) -> Finding {
    let origin = config.origin.as_str();
    if config.origin.is_trustworthy() {
        Finding::ok(
            "configuration",
            format!("all settings are valid; the origin is {origin}"),
        )
    } else {
        Finding::warning(
            "configuration",
            format!(
                "KEYDESK_ORIGIN is {origin}: passwords and links travel without encryption. Put a proxy with TLS in front, and set \
                 KEYDESK_ORIGIN to its https address."
            ),
        )
    }
}
