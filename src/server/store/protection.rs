//! Which protection a connection to a PostgreSQL server lacks, judged by what sqlx reads in the URL.

use crate::server::store::Dialect;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::net::IpAddr;

/// What protection a connection over a network lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unprotected {
    /// Nothing is encrypted.
    Plain,
    /// Any certificate is accepted, and with `prefer` none is needed.
    AnyCertificate,
    /// Any certificate of a trusted authority is accepted, whatever the name in it.
    AnyName,
}

/// The server of a PostgreSQL URL, and what protection the connection lacks. `None` if it lacks none, or stays on this machine.
pub fn unprotected(url: &str) -> Option<(String, Unprotected)> {
    if Dialect::of(url) != Some(Dialect::Postgres) {
        return None;
    }
    let options: PgConnectOptions = url.parse().ok()?;
    let host = options.get_host();
    if options.get_socket().is_some() || host.starts_with('/') || is_this_machine(host) {
        return None;
    }
    let missing = match options.get_ssl_mode() {
        // sqlx does not try TLS with `allow`.
        PgSslMode::Disable | PgSslMode::Allow => Unprotected::Plain,
        PgSslMode::Prefer | PgSslMode::Require => Unprotected::AnyCertificate,
        PgSslMode::VerifyCa => Unprotected::AnyName,
        PgSslMode::VerifyFull => return None,
    };
    Some((host.to_owned(), missing))
}

fn is_this_machine(host: &str) -> bool {
    let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || ip.is_ok_and(|ip| ip.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_is_judged_as_sqlx_takes_it() {
        const HOST: &str = "db.example";
        for (url, expected) in [
            (
                "postgres://keydesk:x@db.example/keydesk",
                Some((HOST, Unprotected::AnyCertificate)),
            ),
            (
                "postgres://db.example/keydesk?sslmode=require",
                Some((HOST, Unprotected::AnyCertificate)),
            ),
            (
                "postgres://db.example/keydesk?sslmode=disable",
                Some((HOST, Unprotected::Plain)),
            ),
            (
                "postgres://db.example/keydesk?sslmode=allow",
                Some((HOST, Unprotected::Plain)),
            ),
            (
                "postgres://db.example/keydesk?sslmode=verify-ca",
                Some((HOST, Unprotected::AnyName)),
            ),
            ("postgres://db.example/keydesk?sslmode=verify-full", None),
            ("postgres://db.example/keydesk?ssl-mode=Verify-Full", None),
            ("postgresql://db.example/keydesk?sslmode=verify%2Dfull", None),
            // The last one counts.
            (
                "postgres://db.example/keydesk?sslmode=verify-full&sslmode=disable",
                Some((HOST, Unprotected::Plain)),
            ),
            (
                "postgres://db.example/keydesk?sslmode=disable&sslmode=verify-full",
                None,
            ),
            (
                "postgres://localhost/keydesk?host=db.example",
                Some((HOST, Unprotected::AnyCertificate)),
            ),
            (
                "postgres:///keydesk?hostaddr=192.0.2.7",
                Some(("192.0.2.7", Unprotected::AnyCertificate)),
            ),
            ("postgres://db.example/keydesk?host=localhost", None),
            ("postgres://db.example/keydesk?host=%2Frun%2Fpostgresql", None),
            ("postgres:///keydesk?host=/run/postgresql", None),
            ("postgres://%2Frun%2Fpostgresql/keydesk", None),
            ("postgres://127.0.0.1:5432/keydesk", None),
            ("postgres://127.0.0.9/keydesk?sslmode=disable", None),
            ("postgres://[::1]:5432/keydesk", None),
            (
                "postgres://[2001:db8::1]/keydesk",
                Some(("[2001:db8::1]", Unprotected::AnyCertificate)),
            ),
            (
                "postgres://127.0.0.1.evil.example/k",
                Some(("127.0.0.1.evil.example", Unprotected::AnyCertificate)),
            ),
            ("sqlite://data/keydesk.db", None),
        ] {
            let found = unprotected(url);
            let found = found.as_ref().map(|(host, missing)| (host.as_str(), *missing));
            assert_eq!(found, expected, "{url}");
        }
    }
}
