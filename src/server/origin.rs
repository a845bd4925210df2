//! Web origins: scheme, host and port.

use axum::http::uri::Authority;
use std::net::{IpAddr, Ipv6Addr};
use url::Url;

/// Whether a host is a name or an IP address (IPv6 in brackets). Names may contain underscores, as those of containers do.
pub fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(ip) => ip.parse::<Ipv6Addr>().is_ok(),
        None => host.len() <= 253 && host.strip_suffix('.').unwrap_or(host).split('.').all(is_label),
    }
}

/// The text with its IPv6 address in the form that browsers write. Every spelling of an IPv6 address is accepted, because all are
/// unambiguous.
fn with_canonical_ipv6(text: &str, host: &str) -> String {
    let address = text.split_once('[').and_then(|(before, rest)| {
        let (ip, after) = rest.split_once(']')?;
        ip.parse::<Ipv6Addr>().ok()?;
        Some(format!("{before}{host}{after}"))
    });
    address.unwrap_or_else(|| text.to_owned())
}

/// A scheme, host and port, such as `https://keys.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    text: String,
}

impl Origin {
    /// Parses an origin in the form that browsers write. Upper case, a trailing slash and the scheme's default port are accepted too. Other
    /// spellings such as `http://0x7f.1` are refused, because they would never equal a browser's `Origin` header.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let text = text.strip_suffix('/').unwrap_or(&text);
        let port = if text.starts_with("https://") { ":443" } else { ":80" };
        let text = text.strip_suffix(port).unwrap_or(text);
        let url = Url::parse(text).ok()?;
        let host = url.host_str()?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let canonical = url.origin().ascii_serialization();
        (is_web && is_host(host) && canonical == with_canonical_ipv6(text, host)).then_some(Self { text: canonical })
    }

    /// The origin's text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Host and port, as in a `Host` header.
    pub fn authority(&self) -> &str {
        self.text.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// Host and port, parsed.
    fn parsed(&self) -> Option<Authority> {
        self.authority().parse().ok()
    }

    /// The port; the scheme's default if none is written.
    pub fn port(&self) -> u16 {
        let default = if self.is_https() { 443 } else { 80 };
        self.parsed()
            .and_then(|authority| authority.port_u16())
            .unwrap_or(default)
    }

    /// Whether its port is the scheme's default, which browsers leave out.
    pub fn has_default_port(&self) -> bool {
        self.port() == if self.is_https() { 443 } else { 80 }
    }

    /// The host: a name, or an IP address without brackets.
    pub fn host(&self) -> String {
        let parsed = self.parsed();
        let host = parsed.as_ref().map_or("", Authority::host);
        host.trim_matches(['[', ']']).to_owned()
    }

    /// The host, if it is an IP address.
    fn ip(&self) -> Option<IpAddr> {
        self.host().parse().ok()
    }

    /// Whether browsers can open it: no unspecified address and no port 0.
    pub(super) fn is_somewhere(&self) -> bool {
        self.port() != 0 && !self.ip().is_some_and(|ip| ip.to_canonical().is_unspecified())
    }

    /// Whether a `Host` header names this origin. The default port is optional.
    pub fn is_at(&self, host: &str) -> bool {
        let port = if self.is_https() { ":443" } else { ":80" };
        host.strip_suffix(port)
            .unwrap_or(host)
            .eq_ignore_ascii_case(self.authority())
    }

    /// Whether browsers treat it as a secure context: TLS, or the user's own machine.
    pub fn is_trustworthy(&self) -> bool {
        let loopback = self.ip().is_some_and(|ip| ip.is_loopback());
        let name = self.authority().split(':').next().unwrap_or_default();
        self.is_https() || loopback || name == "localhost" || name.ends_with(".localhost")
    }

    /// Whether the scheme is https.
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_a_host_and_a_port() {
        for (origin, host, port, is_default) in [
            ("https://keys.example.com", "keys.example.com", 443, true),
            ("https://keys.example.com:8443", "keys.example.com", 8443, false),
            ("http://[::1]:3000", "::1", 3000, false),
            ("http://192.0.2.1", "192.0.2.1", 80, true),
        ] {
            let origin = Origin::parse(origin).unwrap();
            assert_eq!((origin.host().as_str(), origin.port()), (host, port));
            assert_eq!(origin.has_default_port(), is_default);
        }
    }

    #[test]
    fn an_origin_is_the_same_with_and_without_its_schemes_own_port() {
        let cases = [
            ("https://a.example:443/", "https://a.example", "a.example:443"),
            ("http://a.example:80", "http://a.example", "A.example"),
            ("http://a.example:443", "http://a.example:443", "a.example:443"),
            ("https://a.example:8443", "https://a.example:8443", "a.example:8443"),
            ("https://[::1]:443", "https://[::1]", "[::1]"),
            ("https://[0::0:1]", "https://[::1]", "[::1]"),
            (
                "http://[::ffff:127.0.0.1]:3000",
                "http://[::ffff:7f00:1]:3000",
                "[::ffff:7f00:1]:3000",
            ),
        ];
        for (text, expected, host) in cases {
            let origin = Origin::parse(text).unwrap();
            assert_eq!(origin.as_str(), expected);
            assert!(origin.is_at(host), "{host}");
        }
        let origin = Origin::parse("https://a.example").unwrap();
        assert!(!origin.is_at("a.example:80") && !origin.is_at("b.example"));
    }

    #[test]
    fn what_browsers_do_not_write_is_no_origin() {
        for text in [
            "",
            "https://",
            "keys.example.com",
            "ftp://keys.example.com",
            "file:///keys",
            "https://keys.example.com:",
            "https://keys.example.com:x",
            "https://keys.example.com:08443",
            "https://keys.example.com//",
            "https://keys.example.com/x",
            "https://keys.example.com?x",
            "https://user@keys.example.com",
            "https://keys,example",
            "https://keys example",
            "https://b\u{FC}cher.example",
            "https://*",
            "https://..",
            "https://a..example",
            "https://[1.2.3.4]",
            "https://[::1",
            "https://[::1]x",
            "https://user@[::1]",
            "https://[::1]/x[::1]",
            "http://localhost:99999",
            "http://0:4104",
            "http://0x0",
            "http://000.000.000.000",
            "http://1.2.3",
            "http://1.2.3.400",
        ] {
            assert_eq!(Origin::parse(text), None, "{text}");
        }
        for text in [
            "http://keydesk_web:3000",
            "https://keys.example.com.",
            "http://[2001:db8::7]:3000",
        ] {
            assert_eq!(Origin::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn only_tls_and_ones_own_machine_are_trustworthy() {
        for (origin, expected) in [
            ("https://keys.example.com", true),
            ("http://127.0.0.1:3000", true),
            ("http://[::1]:3000", true),
            ("http://[::1]", true),
            ("http://[2001:db8::1]", false),
            ("http://localhost", true),
            ("http://keys.localhost:80", true),
            ("http://192.168.1.5:3000", false),
            ("http://localhost.example.com", false),
            ("http://0.0.0.0:3000", false),
            ("http://localhost:3000", true),
        ] {
            assert_eq!(Origin::parse(origin).unwrap().is_trustworthy(), expected, "{origin}");
        }
    }
}
