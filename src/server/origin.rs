//! Origins: what browsers open.

use axum::http::uri::Authority;
use std::net::IpAddr;

/// A scheme, host and port, such as `https://keys.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    text: String,
}

impl Origin {
    /// Parses an origin. A trailing slash and the scheme's own port are dropped, as browsers do; a path, query or user is refused.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let port = if text.starts_with("https://") { ":443" } else { ":80" };
        let text = text.strip_suffix(port).unwrap_or(&text).to_owned();
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let authority: Authority = host.parse().ok()?;
        (!authority.host().is_empty() && !host.contains(['@', '/', '?', '#'])).then_some(Self { text })
    }

    /// The origin's text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Host and port, as a request's `Host` names them.
    pub fn authority(&self) -> &str {
        self.text.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// Host and port, parsed.
    fn parsed(&self) -> Option<Authority> {
        self.authority().parse().ok()
    }

    /// Its port, which is the scheme's own where none is named.
    pub fn port(&self) -> u16 {
        let own = if self.is_https() { 443 } else { 80 };
        self.parsed().and_then(|authority| authority.port_u16()).unwrap_or(own)
    }

    /// Its host, if that is an IP address.
    fn ip(&self) -> Option<IpAddr> {
        self.parsed()?.host().trim_matches(['[', ']']).parse().ok()
    }

    /// Whether browsers can open it: not an unspecified address or port 0.
    pub(super) fn is_somewhere(&self) -> bool {
        self.port() != 0 && !self.ip().is_some_and(|ip| ip.to_canonical().is_unspecified())
    }

    /// Whether a request's `Host` names it, whether or not with the scheme's own port.
    pub fn is_at(&self, host: &str) -> bool {
        let port = if self.is_https() { ":443" } else { ":80" };
        host.strip_suffix(port)
            .unwrap_or(host)
            .eq_ignore_ascii_case(self.authority())
    }

    /// Whether browsers take it for a secure place: TLS, or their own machine.
    pub fn is_trustworthy(&self) -> bool {
        let loopback = self.ip().is_some_and(|ip| ip.is_loopback());
        let name = self.authority().split(':').next().unwrap_or_default();
        self.is_https() || loopback || name == "localhost" || name.ends_with(".localhost")
    }

    /// Whether browsers reach it over TLS.
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_the_same_with_and_without_its_schemes_own_port() {
        let cases = [
            ("https://a.example:443/", "https://a.example", "a.example:443"),
            ("http://a.example:80", "http://a.example", "A.example"),
            ("http://a.example:443", "http://a.example:443", "a.example:443"),
            ("https://a.example:8443", "https://a.example:8443", "a.example:8443"),
            ("https://[::1]:443", "https://[::1]", "[::1]"),
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
