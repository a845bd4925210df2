//! What is wrong with the database.

use super::Finding;
use crate::server::{
    config::Config,
    crypto::{Secret, random},
    store::{Inspected, StartError, StoreAddress, Unprotected, inspect as inspect_store, unprotected},
};

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
    let mut ways: Vec<_> = urls
        .into_iter()
        .flatten()
        .filter_map(|url| unprotected(url.expose()))
        .collect();
    ways.dedup();
    findings.extend(
        ways.iter()
            .map(|(host, missing)| Finding::warning(CHECK, way(host, *missing))),
    );
    findings
}

fn way(host: &str, missing: Unprotected) -> String {
    let danger = match missing {
        Unprotected::Plain => format!(
            "the connection to {host} is not encrypted, so that anybody in between can read and change everything"
        ),
        Unprotected::AnyCertificate => {
            format!(
                "the certificate of {host} is not checked, so that anybody in between can pretend to be the database"
            )
        }
        Unprotected::AnyName => format!(
            "the name in the certificate of {host} is not checked, so that whoever has another certificate of a trusted authority can pretend \
             to be the database"
        ),
    };
    format!("{danger}. Set sslmode=verify-full in its URL.")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Outcome;

    fn told(settings: &[(&str, &str)]) -> Vec<String> {
        let environment = settings.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let config = Config::from_sources("", environment).unwrap();
        let warnings = judge(&config, &Ok(Inspected::default())).into_iter().skip(1);
        let told = warnings.inspect(|finding| assert_eq!(finding.outcome, Outcome::Warning));
        told.map(|finding| finding.text).collect()
    }

    #[test]
    fn each_unprotected_way_to_a_database_is_told_once() {
        let ca = "postgres://keydesk:hunter2@db.example/keydesk?sslmode=verify-ca";
        let [only]: [String; 1] = told(&[("DATABASE_URL", ca)]).try_into().unwrap();
        assert!(
            only.contains("the name in the certificate of db.example is not checked"),
            "{only}"
        );
        assert!(
            only.contains("sslmode=verify-full") && !only.contains("hunter2"),
            "{only}"
        );
        let two = told(&[
            ("DATABASE_URL", "postgres://pooler.example/keydesk?sslmode=disable"),
            ("DATABASE_DIRECT_URL", "postgres://db.example/keydesk"),
        ]);
        assert!(two[0].contains("pooler.example is not encrypted"), "{two:?}");
        assert!(two[1].contains("certificate of db.example is not checked"), "{two:?}");
        let same = "postgres://db.example/keydesk";
        assert_eq!(told(&[("DATABASE_URL", same), ("DATABASE_DIRECT_URL", same)]).len(), 1);
        assert!(told(&[("DATABASE_URL", "postgres:///keydesk?host=/run/postgresql")]).is_empty());
    }
}
