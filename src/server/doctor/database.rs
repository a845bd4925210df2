//! What is wrong with the database.

use super::Finding;
use crate::server::{
    config::Config,
    crypto::{Secret, random},
    store::{Inspected, StartError, StoreAddress, inspect as inspect_store},
};
use url::Url;

const CHECK: &str = "database";

/// Looks at the configured database.
pub(super) async fn inspect(config: &Config) -> Result<Inspected, StartError> {
    let address = StoreAddress {
        url: config.database_url.expose(),
        direct_url: config.direct_database_url.as_ref().map(Secret::expose),
        connections: config.connections,
        prompt: config.probe_timeout,
        makes: false,
    };
    inspect_store(address, &random::secret()).await
}

pub(super) fn judge(config: &Config, inspected: &Result<Inspected, StartError>) -> Vec<Finding> {
    let inspected = match inspected {
        Ok(inspected) => inspected,
        Err(error) => return vec![Finding::wrong(CHECK, error.to_string())],
    };
    let mut findings = vec![state(inspected)];
    if inspected.announces == Some(false) {
        findings.push(Finding::wrong(
            CHECK,
            "announcements of changes do not arrive, so changes take half a second instead of some hundredths. If DATABASE_URL leads to a \
             pooler in transaction mode, such as PgBouncer, set DATABASE_DIRECT_URL to the URL of PostgreSQL itself.",
        ));
    }
    let urls = [Some(&config.database_url), config.direct_database_url.as_ref()];
    let unverified = urls.into_iter().flatten().find_map(|url| unverified(url.expose()));
    findings.extend(unverified.map(|host| {
        Finding::warning(
            CHECK,
            format!(
                "the certificate of {host} is not checked, so that anybody in between can pretend to be the database. Add \
                 sslmode=verify-full to its URL."
            ),
        )
    }));
    findings
}

fn state(inspected: &Inspected) -> Finding {
    let Inspected {
        place,
        known_migration: known,
        ..
    } = inspected;
    match inspected.migration {
        _ if inspected.is_missing => Finding::warning(
            CHECK,
            format!(
                "{place} does not exist yet; the first start creates it. If Keydesk was set up before, DATABASE_URL names another file."
            ),
        ),
        _ if inspected.is_read_only => Finding::wrong(
            CHECK,
            format!("{place} cannot be written: it is a replica, or read-only. Let DATABASE_URL lead to the primary."),
        ),
        None => Finding::warning(
            CHECK,
            format!("{place} has no tables of Keydesk. A start creates them, unless it belongs to another program."),
        ),
        Some(found) if found > *known && inspected.is_compatible => Finding::warning(
            CHECK,
            format!(
                "{place} was migrated by a newer version of Keydesk (migration {found}; this version knows {known}), with which this version \
                 still works. Upgrade it, too."
            ),
        ),
        Some(found) if found > *known => Finding::wrong(
            CHECK,
            format!(
                "{place} was migrated by a newer version of Keydesk (migration {found}; this version knows {known}). Start that version or \
                 a later one."
            ),
        ),
        Some(found) if found < *known => Finding::warning(
            CHECK,
            format!(
                "{place} is of an older version (migration {found} of {known}). The next start of this version migrates it; make a backup before."
            ),
        ),
        Some(_) if inspected.accounts == 0 => Finding::warning(
            CHECK,
            format!(
                "{place} has no accounts. Start Keydesk and open the set-up link in its log, or set DATABASE_URL to the right database."
            ),
        ),
        Some(_) => Finding::ok(
            CHECK,
            format!(
                "{place} can be reached and is of this version; accounts: {}",
                inspected.accounts
            ),
        ),
    }
}

/// The host of a PostgreSQL URL over a network whose certificate is not checked.
fn unverified(url: &str) -> Option<String> {
    let url = Url::parse(url)
        .ok()
        .filter(|url| url.scheme().starts_with("postgres"))?;
    let host = url.host_str().filter(|host| !host.is_empty())?;
    let is_local = host == "localhost" || host.starts_with("127.") || host == "[::1]" || host.starts_with("%2F");
    let is_verified = url
        .query_pairs()
        .any(|(name, value)| matches!(&*name, "sslmode" | "ssl-mode") && value.starts_with("verify-"));
    let by_socket = url
        .query_pairs()
        .any(|(name, value)| name == "host" && value.starts_with('/'));
    (!is_local && !is_verified && !by_socket).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unchecked_certificates_over_a_network_are_told() {
        for (url, host) in [
            ("postgres://keydesk:x@db.example/keydesk", Some("db.example")),
            ("postgres://db.example/keydesk?sslmode=require", Some("db.example")),
            ("postgres://db.example/keydesk?sslmode=verify-full", None),
            ("postgres://127.0.0.1:5432/keydesk", None),
            ("postgres:///keydesk?host=/run/postgresql", None),
            ("sqlite://data/keydesk.db", None),
        ] {
            assert_eq!(unverified(url).as_deref(), host, "{url}");
        }
    }
}
