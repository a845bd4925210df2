//! Requests that the doctor sends: to the listener, and to the origins as clients do.

use super::{
    Finding, certificate,
    clock::CLOCKS_APART,
    finding::excerpt,
    proof::{HEADER, Question},
    proxies::{SeenRequest, claim, judge, pass_on_host},
};
use crate::{
    domain::time::Timestamp,
    server::{config::Config, crypto::Secret, origin::Origin, proxies::ProxyHeader},
};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use ureq::{
    Agent,
    tls::{Certificate, RootCerts, TlsConfig},
};

const SERVER: &str = "server";
const ORIGIN: &str = "origin";
const LINKS: &str = "links";

/// Time limit of a request.
const WITHIN: Duration = Duration::from_secs(5);
/// Maximum length of an answer that is read, in bytes.
const ANSWER_MAX: u64 = 64 * 1024;

/// What a request got.
struct Answer {
    status: u16,
    location: String,
    /// What a Keydesk with this database saw of the request. Nothing else in a body is used: anybody may have written it.
    seen: Option<SeenRequest>,
}

/// Asks the running server directly and through its origins. `key` is the key that all nodes share; without it, the server does not tell
/// what it saw.
pub(super) async fn examine(config: Config, key: Option<Secret>, now: Timestamp) -> Vec<Finding> {
    let asked = tokio::task::spawn_blocking(move || ask_all(&config, key.as_ref(), now));
    asked.await.unwrap_or_else(|error| {
        vec![Finding::wrong(
            SERVER,
            format!("requests could not be sent: {error}. Run the doctor again."),
        )]
    })
}

fn ask_all(config: &Config, key: Option<&Secret>, now: Timestamp) -> Vec<Finding> {
    let agent = agent();
    let question = key.map(|key| Question::new(key, now));
    let ask = |origin: &str, host: Option<&str>| ask(&agent, origin, host, question.as_ref());
    let listen = reachable(config.listen);
    let direct = ask(&format!("http://{listen}"), Some(config.origin.authority()));
    let mut findings = vec![server(listen, direct, question.is_some(), now)];
    let through = ask(config.origin.as_str(), None);
    let mut reached = vec![(&config.origin, through.is_ok())];
    findings.extend(at_origin(config, through, question.is_some()));
    if config.has_share_host() {
        let share = &config.share_origin;
        let through = ask(share.as_str(), None);
        reached.push((share, through.is_ok()));
        findings.push(at_share_origin(share, through, question.is_some()));
    }
    let reached = reached.into_iter().filter(|(_, is_reached)| *is_reached);
    findings.extend(reached.filter_map(|(origin, _)| certificate::judge(origin, now)));
    findings
}

/// A client that trusts the system's certificates, follows no redirects and uses no proxy of its own.
fn agent() -> Agent {
    let certificates = rustls_native_certs::load_native_certs().certs;
    let certificates = certificates.iter().map(|der| Certificate::from_der(der).to_owned());
    let tls = TlsConfig::builder().root_certs(RootCerts::Specific(Arc::new(certificates.collect())));
    let config = Agent::config_builder()
        .timeout_global(Some(WITHIN))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .tls_config(tls.build());
    config.build().into()
}

/// Asks `/health` at an origin, with headers that claim another client. The error is the reason why there is no answer.
fn ask(agent: &Agent, origin: &str, host: Option<&str>, question: Option<&Question>) -> Result<Answer, String> {
    let mut request = agent.get(format!("{origin}/health"));
    for header in [ProxyHeader::XForwardedFor, ProxyHeader::Forwarded] {
        request = request.header(header.name(), claim(header));
    }
    if let Some(host) = host {
        request = request.header("host", host);
    }
    if let Some(question) = question {
        request = request.header(HEADER, question.proof());
    }
    let mut response = request.call().map_err(|error| excerpt(&error.to_string()))?;
    let location = response.headers().get("location").and_then(|value| value.to_str().ok());
    let location = excerpt(location.unwrap_or_default());
    let body = response.body_mut().with_config().limit(ANSWER_MAX).read_to_string();
    let body = body.unwrap_or_default();
    let seen = question.and_then(|question| question.answered(&body));
    Ok(Answer {
        status: response.status().as_u16(),
        location,
        seen: seen.and_then(|json| serde_json::from_str(json).ok()),
    })
}

/// The address at which a listener on all addresses can be asked.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

fn server(listen: SocketAddr, answer: Result<Answer, String>, was_asked: bool, now: Timestamp) -> Finding {
    let answer = match answer {
        Ok(answer) => answer,
        Err(reason) => {
            return Finding::wrong(
                SERVER,
                format!(
                    "nothing answers on {listen}: {reason}. Start Keydesk, or set KEYDESK_LISTEN as the running server has it."
                ),
            );
        }
    };
    let is_apart = |seen: &SeenRequest| now.since(seen.now).max(seen.now.since(now)) > CLOCKS_APART;
    match (answer.status, &answer.seen) {
        (200, Some(seen)) if seen.version != env!("CARGO_PKG_VERSION") => Finding::warning(
            SERVER,
            format!(
                "version {} runs on {listen}, and this program is version {}. Restart Keydesk to run the installed version.",
                excerpt(&seen.version),
                env!("CARGO_PKG_VERSION")
            ),
        ),
        (200, Some(seen)) if is_apart(seen) => Finding::wrong(
            SERVER,
            format!("the server on {listen} has another time. Synchronise the clocks (NTP)."),
        ),
        (200, Some(_)) => Finding::ok(SERVER, format!("Keydesk answers on {listen}")),
        (200, None) if !was_asked => Finding::warning(
            SERVER,
            format!("{listen} answers, but without the database it cannot be told whether it is this Keydesk."),
        ),
        (200, None) => Finding::warning(
            SERVER,
            format!(
                "the program on {listen} does not know this database: it is an older version or another program, or it runs with another \
                 DATABASE_URL. Compare with `keydesk config check` as the user and in the folder of the service."
            ),
        ),
        (503, _) => Finding::wrong(
            SERVER,
            format!(
                "the program on {listen} answers 503, as Keydesk does when it cannot use its database. Its log says why."
            ),
        ),
        (status, _) => Finding::wrong(
            SERVER,
            format!(
                "the program on {listen} answers {status} to /health, as Keydesk never does. Stop it, or set KEYDESK_LISTEN to another address."
            ),
        ),
    }
}

fn at_origin(config: &Config, answer: Result<Answer, String>, was_asked: bool) -> Vec<Finding> {
    let origin = config.origin.as_str();
    let answer = match answer {
        Ok(answer) => answer,
        Err(reason) => return vec![Finding::wrong(ORIGIN, unreachable(origin, "KEYDESK_ORIGIN", &reason))],
    };
    match (answer.status, &answer.seen) {
        (200, Some(seen)) => {
            let mut findings = vec![Finding::ok(ORIGIN, format!("{origin} leads to Keydesk"))];
            findings.extend(judge(config, seen));
            findings
        }
        (200, None) if was_asked => vec![Finding::wrong(
            ORIGIN,
            format!(
                "{origin} leads to another program, or to a Keydesk with another database. Correct KEYDESK_ORIGIN or the proxy."
            ),
        )],
        (200, None) => vec![Finding::warning(
            ORIGIN,
            format!("{origin} answers, but without the database it cannot be told whether it is this Keydesk."),
        )],
        (300..=399, _) => vec![Finding::wrong(
            ORIGIN,
            format!(
                "{origin} redirects to {:?}. Set KEYDESK_ORIGIN to the address at which browsers end up.",
                answer.location
            ),
        )],
        (status, _) => vec![Finding::wrong(
            ORIGIN,
            format!(
                "{origin} answers {status} to /health. Let the proxy pass all paths on to KEYDESK_LISTEN ({}).",
                config.listen
            ),
        )],
    }
}

/// The share origin's host serves `/health` to the doctor alone, and says for which host it was asked.
fn at_share_origin(share: &Origin, answer: Result<Answer, String>, was_asked: bool) -> Finding {
    let origin = share.as_str();
    let answer = match answer {
        Ok(answer) => answer,
        Err(reason) => return Finding::wrong(LINKS, unreachable(origin, "KEYDESK_SHARE_ORIGIN", &reason)),
    };
    match (answer.status, &answer.seen) {
        (200, Some(seen)) if share.is_at(&seen.host) => Finding::ok(LINKS, format!("{origin} leads to Keydesk")),
        (200, Some(_)) => Finding::wrong(
            LINKS,
            format!(
                "{origin} serves more than links: the proxy does not pass on the browser's Host (in nginx: {}).",
                pass_on_host(share)
            ),
        ),
        (404, None) if !was_asked => Finding::warning(
            LINKS,
            format!("{origin} answers, but without the database it cannot be told whether it is this Keydesk."),
        ),
        (status, _) => Finding::wrong(
            LINKS,
            format!(
                "{origin} does not lead to Keydesk with this database: it answers {status}. Correct KEYDESK_SHARE_ORIGIN or the proxy."
            ),
        ),
    }
}

fn unreachable(origin: &str, setting: &str, reason: &str) -> String {
    if reason.contains("certificate") {
        format!(
            "the certificate of {origin} is not trusted: {reason}. Renew it, or add the authority that signed it to the system's store \
             (update-ca-certificates)."
        )
    } else {
        format!(
            "{origin} cannot be reached from here: {reason}. Check the proxy and the name's address, or correct {setting}."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Outcome;

    #[test]
    fn a_listener_on_all_addresses_is_asked_on_the_machine_itself() {
        for (listen, asked) in [
            ("0.0.0.0:80", "127.0.0.1:80"),
            ("[::]:80", "[::1]:80"),
            ("192.0.2.1:80", "192.0.2.1:80"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()).to_string(), asked);
        }
    }

    #[test]
    fn whoever_answers_for_links_without_the_key_is_not_believed() {
        let share = Origin::parse("https://share.example.com").unwrap();
        let answer = |status| {
            Ok(Answer {
                status,
                location: String::new(),
                seen: None,
            })
        };
        for status in [200, 204, 404, 502] {
            let found = at_share_origin(&share, answer(status), true);
            assert_eq!(found.outcome, Outcome::Wrong);
            assert!(found.text.contains("KEYDESK_SHARE_ORIGIN"), "{found:?}");
        }
        assert_eq!(at_share_origin(&share, answer(404), false).outcome, Outcome::Warning);
    }

    #[test]
    fn each_answer_of_an_origin_has_its_remedy() {
        let environment = [("KEYDESK_ORIGIN".to_owned(), "https://keys.example.com".to_owned())];
        let config = Config::from_sources("", environment.into_iter()).unwrap();
        let answer = |status| {
            Ok(Answer {
                status,
                location: "https://other.example".to_owned(),
                seen: None,
            })
        };
        for (answer, expected) in [
            (answer(200), "another program"),
            (answer(301), "https://other.example"),
            (answer(502), "answers 502"),
            (
                Err("invalid peer certificate: UnknownIssuer".to_owned()),
                "update-ca-certificates",
            ),
            (Err("host not found".to_owned()), "correct KEYDESK_ORIGIN"),
        ] {
            let found = at_origin(&config, answer, true);
            assert_eq!((found.len(), found[0].outcome), (1, Outcome::Wrong));
            assert!(found[0].text.contains(expected), "{found:?}");
        }
    }
}
