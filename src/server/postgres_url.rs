//! The URL of a PostgreSQL database: checks its parameters, and names the database in messages without anything that could be secret.

use percent_encoding::percent_decode_str;
use thiserror::Error;
use url::Url;

/// The parameters that sqlx reads, besides `options[NAME]`. It ignores any other and logs its value.
pub(super) const PARAMETERS: [&str; 18] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

/// The name of a database in messages, if its URL cannot be parsed safely.
const HIDDEN: &str = "behind this PostgreSQL URL";

/// What is wrong with a URL. Each message follows the name of a setting or option, and contains no value from the URL.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UrlProblem {
    #[error(
        "is no URL of PostgreSQL. Write it as postgres://user@host:5432/database, and in a password each of : / ? # [ ] @ % as its code, \
         such as %40 for @."
    )]
    Unreadable,
    #[error("has the parameter {0:?}, which Keydesk does not know. Correct its name or remove it. Known are: options[NAME], {known}.", known = PARAMETERS.join(", "))]
    Parameter(String),
}

/// Checks that a URL can be read and has only known parameters.
///
/// # Errors
/// [`UrlProblem`].
pub fn check(url: &str) -> Result<(), UrlProblem> {
    let url = parse(url).ok_or(UrlProblem::Unreadable)?;
    let unknown = url.query_pairs().find(|(name, _)| !is_known(name));
    match unknown {
        Some((name, _)) => Err(UrlProblem::Parameter(name.into_owned())),
        None => Ok(()),
    }
}

/// The database's name in messages: host, port and database.
pub fn place(url: &str) -> String {
    let Some(url) = parse(url) else {
        return HIDDEN.to_owned();
    };
    let parameter = |wanted: &[&str]| {
        let found = url.query_pairs().filter(|(name, _)| wanted.contains(&&**name));
        found.last().map(|(_, value)| value.into_owned())
    };
    let host = parameter(&["host", "hostaddr"]).unwrap_or_else(|| decoded(url.host_str().unwrap_or_default()));
    let port = parameter(&["port"]).or_else(|| url.port().map(|port| port.to_string()));
    let database = parameter(&["dbname"]).unwrap_or_else(|| decoded(url.path().trim_start_matches('/')));
    let mut place = shown(host, "._-:/[]");
    if let Some(port) = port {
        place = format!("{place}:{}", shown(port, ""));
    }
    if !database.is_empty() {
        place = format!("{place}/{}", shown(database, "._-$ "));
    }
    place
}

/// Parses a URL. `None` if a part of it may belong to a password whose characters are not encoded.
fn parse(url: &str) -> Option<Url> {
    let url = Url::parse(url).ok()?;
    let path = url.path().trim_start_matches('/');
    let mut parameters = url.query_pairs();
    let is_clear = url.fragment().is_none()
        && !path.contains(['/', '@'])
        && parameters.all(|(name, value)| is_known(&name) || (is_plain(&name) && !value.contains('@')));
    is_clear.then_some(url)
}

fn is_known(name: &str) -> bool {
    let is_option = name.starts_with("options[") && name.ends_with(']');
    is_option || PARAMETERS.contains(&name)
}

/// Whether a text looks like the name of a parameter.
fn is_plain(name: &str) -> bool {
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    (1..=40).contains(&name.len()) && name.chars().all(is_of_name)
}

fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

/// A part of a place, or a placeholder if it has other characters than letters, digits and `others`.
fn shown(part: String, others: &str) -> String {
    let is_plain = part
        .chars()
        .all(|letter| letter.is_alphanumeric() || others.contains(letter));
    if is_plain { part } else { "(not shown)".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_host_port_and_database_alone() {
        for (url, expected) in [
            (
                "postgres://keydesk:hunter2@db:5432/keydesk?sslmode=require",
                "db:5432/keydesk",
            ),
            ("postgresql://db.example.com/keydesk", "db.example.com/keydesk"),
            ("postgres://db/k?password=hunter2@cd", "db/k"),
            ("postgres://user:hun@ter2@host/db", "host/db"),
            ("postgres://user:hun%40ter2%2F@host/db", "host/db"),
            ("postgres://host/db?user=keydesk&password=hunter2", "host/db"),
            ("postgres://host/db?passfile=/root/hunter2", "host/db"),
            ("postgres://keydesk:hunter2@[::1]:5433/db", "[::1]:5433/db"),
            (
                "postgres:///keydesk?host=/run/postgresql&port=5433",
                "/run/postgresql:5433/keydesk",
            ),
            ("postgres://%2Frun%2Fpostgresql/keydesk", "/run/postgresql/keydesk"),
            ("postgres://db/My%20keys", "db/My keys"),
            ("postgres://db?dbname=keydesk&hostaddr=10.0.0.7", "10.0.0.7/keydesk"),
            ("postgres://db/k?dbname=postgres://x:hunter2@y/z", "db/(not shown)"),
            ("postgres://db/a%2Fhunter2%40b", "db/(not shown)"),
            ("postgres://127.0.0.1:1", "127.0.0.1:1"),
            // A password whose characters are not encoded: what follows is no port, path, parameter or fragment.
            ("postgres://user:hunter2/x@host/db", HIDDEN),
            ("postgres://user:12/hunter2@host/db", HIDDEN),
            ("postgres://user:12?hunter2@host/db", HIDDEN),
            ("postgres://user:12?x=hunter2@host/db", HIDDEN),
            ("postgres://user:12#hunter2@host/db", HIDDEN),
            ("postgres://user:hun[ter2@ho st/db", HIDDEN),
            ("postgres://host/db/hunter2", HIDDEN),
            ("hunter2", HIDDEN),
            ("", HIDDEN),
        ] {
            let place = place(url);
            assert_eq!(place, expected, "{url}");
            assert!(!place.contains("hun") && !place.contains("ter2"), "{url}");
        }
    }

    #[test]
    fn known_parameters_are_accepted() {
        for name in PARAMETERS.into_iter().chain(["options[geqo]"]) {
            let url = format!("postgres://db/keydesk?{name}=x");
            assert_eq!(check(&url), Ok(()), "{name}");
        }
    }

    #[test]
    fn unknown_parameters_are_named_without_their_values() {
        for (parameter, name) in [
            ("passwrd=hunter2", "passwrd"),
            ("sslmode=require&Password=hunter2", "Password"),
            ("passfile=%2Froot%2Fhunter2", "passfile"),
        ] {
            let problem = check(&format!("postgres://db/keydesk?{parameter}")).unwrap_err();
            assert_eq!(problem, UrlProblem::Parameter(name.to_owned()));
            let text = problem.to_string();
            assert!(
                text.contains(name) && text.contains("sslmode") && !text.contains("hunter2"),
                "{text}"
            );
        }
        for url in [
            "postgres://db/keydesk?hunter2@db",
            "postgres://db/keydesk?x=hunter2@db",
            "postgres://db/keydesk?hunter2%20=x",
            "postgres://keydesk:hunter2#@db/keydesk",
            "postgres://keydesk:hunter2/@db/keydesk",
            "postgres://ho st/keydesk",
        ] {
            let problem = check(url).unwrap_err();
            assert_eq!(problem, UrlProblem::Unreadable, "{url}");
            assert!(!problem.to_string().contains("hunter2"));
        }
        assert_eq!(check("postgres://keydesk:hun@ter2@db/keydesk"), Ok(()));
    }
}
