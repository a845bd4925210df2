//! What a request that went through the proxies tells about them.

use super::{Finding, finding::excerpt};
use crate::{
    domain::time::Timestamp,
    server::{config::Config, origin::Origin, proxies::ProxyHeader},
};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const CHECK: &str = "proxy";

/// The client's address that the doctor's request claims. It is reserved for documentation (RFC 5737), so nobody has it.
pub(super) const CLAIMED: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 77));

/// The same for IPv6 (RFC 3849).
const NOBODYS_V6: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x77));

/// What a running server saw of the doctor's request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenRequest {
    /// The server's version.
    pub version: String,
    pub now: Timestamp,
    /// The address at the other end of the connection. A Unix socket has none.
    pub peer: Option<IpAddr>,
    pub peer_is_trusted: bool,
    /// The client's address as the server sees it. `None` if it is unknown.
    pub client: Option<IpAddr>,
    pub host: String,
    /// The lines of the two headers.
    pub x_forwarded_for: Vec<String>,
    pub forwarded: Vec<String>,
}

impl SeenRequest {
    fn lines(&self, header: ProxyHeader) -> &[String] {
        match header {
            ProxyHeader::XForwardedFor => &self.x_forwarded_for,
            ProxyHeader::Forwarded => &self.forwarded,
        }
    }

    /// Whether a proxy wrote this header: it is there and not as it was sent.
    fn is_written(&self, header: ProxyHeader) -> bool {
        let lines = self.lines(header);
        !lines.is_empty() && lines != [claim(header)]
    }
}

/// The value of a header that claims another client.
pub(super) fn claim(header: ProxyHeader) -> String {
    match header {
        ProxyHeader::XForwardedFor => CLAIMED.to_string(),
        ProxyHeader::Forwarded => format!("for={CLAIMED}"),
    }
}

/// Finds trusted networks with addresses that no proxy can have, such as `0.0.0.0/0`.
pub(super) fn judge_networks(config: &Config) -> Option<Finding> {
    let mut nobodys = [CLAIMED, NOBODYS_V6].into_iter();
    let trusted = nobodys.find(|address| config.trusted_proxies.trusts(Some(*address)))?;
    Some(Finding::wrong(
        CHECK,
        format!(
            "KEYDESK_TRUSTED_PROXIES has a network with addresses of strangers, such as {trusted}, so that clients can claim any address. Name \
             the proxies alone."
        ),
    ))
}

/// Judges the proxies by what arrived of a request to the configured origin.
pub(super) fn judge(config: &Config, seen: &SeenRequest) -> Vec<Finding> {
    let mut findings = vec![judge_header(config, seen)];
    if config.has_share_host() && !config.origin.is_at(&seen.host) {
        findings.push(Finding::wrong(
            CHECK,
            format!(
                "Keydesk was asked for the host {:?} instead of {:?}. With a KEYDESK_SHARE_ORIGIN of its own, the proxy must pass on the \
                 browser's Host (in nginx: {}).",
                excerpt(&seen.host),
                config.origin.authority(),
                pass_on_host(&config.origin)
            ),
        ));
    }
    findings
}

/// nginx's directive that passes on the host of an origin. nginx's `$host` has no port.
pub(super) fn pass_on_host(origin: &Origin) -> &'static str {
    if origin.has_default_port() {
        "proxy_set_header Host $host"
    } else {
        "proxy_set_header Host $http_host"
    }
}

fn judge_header(config: &Config, seen: &SeenRequest) -> Finding {
    let peer = seen.peer.map_or_else(|| "unix".to_owned(), |peer| peer.to_string());
    let client = seen
        .client
        .map_or_else(|| "unknown".to_owned(), |client| client.to_string());
    let wanted = config.proxy_header;
    let other = match wanted {
        ProxyHeader::XForwardedFor => ProxyHeader::Forwarded,
        ProxyHeader::Forwarded => ProxyHeader::XForwardedFor,
    };
    let (wanted_name, other_name) = (wanted.name(), other.name());
    // Keydesk itself serves no TLS.
    let needs_proxy = config.origin.is_https() || config.origin.port() != config.listen.port();
    match (seen.is_written(wanted), seen.is_written(other)) {
        (true, _) if seen.peer_is_trusted => Finding::ok(
            CHECK,
            format!("the proxy at {peer} is trusted and names the client ({client})"),
        ),
        (true, _) if config.trusted_proxies.trusts(seen.peer) => Finding::wrong(
            CHECK,
            format!(
                "the server that runs does not trust the proxy at {peer}, which KEYDESK_TRUSTED_PROXIES names here. Restart Keydesk, and let the \
                 service have the same setting."
            ),
        ),
        (true, _) => Finding::wrong(
            CHECK,
            format!(
                "the proxy at {peer} names the client in {wanted_name}, but KEYDESK_TRUSTED_PROXIES lacks it, so that all clients share its \
                 address. Set KEYDESK_TRUSTED_PROXIES={peer}, if that is your proxy."
            ),
        ),
        (false, true) => Finding::wrong(
            CHECK,
            format!(
                "the proxy at {peer} names the client in {other_name}, but Keydesk reads {wanted_name}, which clients may forge then. Set \
                 KEYDESK_PROXY_HEADER={other_name}, and KEYDESK_TRUSTED_PROXIES={peer}."
            ),
        ),
        (false, false) if seen.peer_is_trusted && needs_proxy && seen.client == Some(CLAIMED) => Finding::wrong(
            CHECK,
            format!(
                "the trusted proxy at {peer} passes on {wanted_name} as the client wrote it, so that clients can claim any address. Let the \
                 proxy write it (in nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for)."
            ),
        ),
        (false, false) if needs_proxy => Finding::wrong(
            CHECK,
            format!(
                "the proxy at {peer} names no client, so that all clients share its address. Let it write {wanted_name}, and set \
                 KEYDESK_TRUSTED_PROXIES={peer}."
            ),
        ),
        (false, false) => Finding::ok(CHECK, "there is no proxy between this machine and Keydesk"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Outcome;

    /// Settings, what a request became, and the remedy.
    type Case = (
        &'static [(&'static str, &'static str)],
        fn(&mut SeenRequest),
        &'static str,
    );

    const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 2));
    const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 1));

    fn judged(settings: &[(&str, &str)], seen: impl FnOnce(&mut SeenRequest)) -> (Outcome, String) {
        let environment = settings.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let config = Config::from_sources("", environment).unwrap();
        let mut request = SeenRequest {
            version: String::new(),
            now: Timestamp::EPOCH,
            peer: Some(PROXY),
            peer_is_trusted: false,
            client: Some(PROXY),
            host: config.origin.authority().to_owned(),
            x_forwarded_for: vec![claim(ProxyHeader::XForwardedFor)],
            forwarded: vec![claim(ProxyHeader::Forwarded)],
        };
        seen(&mut request);
        let finding = judge(&config, &request).pop().unwrap();
        (finding.outcome, finding.text)
    }

    #[test]
    fn networks_of_strangers_are_told() {
        for (networks, is_told) in [
            ("", false),
            ("10.0.0.0/8, ::1, unix", false),
            ("0.0.0.0/0", true),
            ("127.0.0.1, ::/0", true),
        ] {
            let environment = [("KEYDESK_TRUSTED_PROXIES".to_owned(), networks.to_owned())];
            let config = Config::from_sources("", environment.into_iter()).unwrap();
            let told = judge_networks(&config);
            assert_eq!(told.is_some(), is_told, "{networks}");
            assert!(told.is_none_or(|told| told.outcome == Outcome::Wrong));
        }
    }

    #[test]
    fn a_direct_connection_has_no_proxy() {
        assert_eq!(judged(&[], |_| {}).0, Outcome::Ok);
    }

    #[test]
    fn each_mistake_of_a_proxy_is_told_with_its_setting() {
        const HTTPS: (&str, &str) = ("KEYDESK_ORIGIN", "https://keys.example.com");
        let appended = |seen: &mut SeenRequest| seen.x_forwarded_for = vec![format!("{CLAIMED}, 198.51.100.1")];
        let trusted = |seen: &mut SeenRequest| {
            appended(seen);
            (seen.peer_is_trusted, seen.client) = (true, Some(CLIENT));
        };
        assert_eq!(judged(&[HTTPS], trusted).0, Outcome::Ok);
        let cases: [Case; 8] = [
            (&[HTTPS], appended, "KEYDESK_TRUSTED_PROXIES=10.0.0.2"),
            (
                &[HTTPS],
                |seen| seen.forwarded = vec!["for=198.51.100.1".to_owned()],
                "KEYDESK_PROXY_HEADER=forwarded",
            ),
            (
                &[HTTPS],
                |seen| (seen.peer_is_trusted, seen.client) = (true, Some(CLAIMED)),
                "as the client wrote it",
            ),
            (&[HTTPS], |seen| seen.x_forwarded_for.clear(), "names no client"),
            (
                &[HTTPS, ("KEYDESK_TRUSTED_PROXIES", "10.0.0.0/8")],
                appended,
                "Restart Keydesk",
            ),
            (
                &[
                    ("KEYDESK_ORIGIN", "https://keys.example.com:8443"),
                    ("KEYDESK_SHARE_ORIGIN", "https://share.example.com:8443"),
                ],
                |seen| seen.host = "keys.example.com".to_owned(),
                "proxy_set_header Host $http_host",
            ),
            (
                &[HTTPS, ("KEYDESK_SHARE_ORIGIN", "https://share.example.com")],
                |seen| seen.host = "\u{1b}[2J".repeat(100),
                "asked for the host \"?[2J?[2J",
            ),
            (
                &[HTTPS, ("KEYDESK_SHARE_ORIGIN", "https://share.example.com")],
                |seen| seen.host = "127.0.0.1:3000".to_owned(),
                "proxy_set_header Host",
            ),
        ];
        for (settings, change, expected) in cases {
            let (outcome, text) = judged(settings, change);
            assert_eq!(outcome, Outcome::Wrong, "{text}");
            assert!(text.contains(expected), "{expected:?} is not in: {text}");
        }
    }
}
