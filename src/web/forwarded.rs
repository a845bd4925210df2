//! Parsers for the client addresses in `X-Forwarded-For` and `Forwarded` (RFC 7239).

use crate::server::proxies::ProxyHeader;
use axum::http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// The addresses in the proxies' header, last hop first. A hop that is not an IP address is `None`.
pub(super) fn hops(header: ProxyHeader, headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let parse = match header {
        ProxyHeader::XForwardedFor => node,
        ProxyHeader::Forwarded => element,
    };
    // Splits inside quoted strings, too. That is safe: a fragment with an unbalanced quote never parses as a hop.
    let lines = headers.get_all(header.name()).iter().rev();
    lines
        .flat_map(|line| line.to_str().unwrap_or_default().rsplit(','))
        .map(move |part| parse(part.trim()))
}

/// The address in an element of `Forwarded`, such as `for="[2001:db8::7]:443";proto=https`.
fn element(text: &str) -> Option<IpAddr> {
    let mut found = None;
    for pair in text.split(';').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=')?;
        let value = token_or_quoted(value)?;
        if name.eq_ignore_ascii_case("for") && found.replace(value).is_some() {
            return None;
        }
    }
    node(found?)
}

/// Removes the quotes of a quoted string. Escapes are refused: addresses need none.
fn token_or_quoted(value: &str) -> Option<&str> {
    let quoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    Some(quoted.unwrap_or(value)).filter(|value| !value.contains(['"', '\\']))
}

/// An IP address with optional port, brackets and quotes. IPv4-mapped IPv6 becomes IPv4.
fn node(text: &str) -> Option<IpAddr> {
    let text = token_or_quoted(text)?;
    let address = text
        .parse::<SocketAddr>()
        .map(|with_port| with_port.ip())
        .or_else(|_| text.parse());
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    address.ok().or_else(bracketed).map(|ip: IpAddr| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: ProxyHeader, lines: &[&str]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header.name(), line.parse().unwrap());
        }
        let text = |hop: Option<IpAddr>| hop.map_or_else(|| "-".to_owned(), |ip| ip.to_string());
        hops(header, &headers).map(text).collect()
    }

    #[test]
    fn addresses_are_found_however_proxies_write_them() {
        for (line, expected) in [
            ("198.51.100.7", "198.51.100.7"),
            ("198.51.100.7:51008", "198.51.100.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:db8::7]:443", "2001:db8::7"),
            ("\"[2001:db8::7]:443\"", "2001:db8::7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            ("[::ffff:198.51.100.7]:80", "198.51.100.7"),
            ("unknown", "-"),
            ("198.51.100.7:x", "-"),
            ("198.51.100.7:99999", "-"),
            ("[198.51.100.7", "-"),
            ("\"198.51.100.7", "-"),
            ("", "-"),
        ] {
            assert_eq!(of(ProxyHeader::XForwardedFor, &[line]), [expected], "{line}");
            if !expected.starts_with('-') {
                assert_eq!(
                    of(ProxyHeader::Forwarded, &[&format!("for={line}")]),
                    [expected],
                    "{line}"
                );
            }
        }
    }

    #[test]
    fn the_last_proxy_comes_first() {
        assert_eq!(
            of(ProxyHeader::XForwardedFor, &["192.0.2.1, 192.0.2.2:9", "192.0.2.3"]),
            ["192.0.2.3", "192.0.2.2", "192.0.2.1"]
        );
        assert_eq!(
            of(
                ProxyHeader::Forwarded,
                &[
                    "for=192.0.2.1;proto=http;by=203.0.113.9, For=\"192.0.2.2:9\"",
                    "host=\"a;b\";FOR=\"[2001:db8::3]\"; proto=https",
                    "proto=https ; for=192.0.2.4"
                ]
            ),
            ["192.0.2.4", "-", "192.0.2.2", "192.0.2.1"]
        );
    }

    #[test]
    fn what_a_client_puts_before_a_proxys_element_does_not_hide_it() {
        for begun in [
            "for=\"",
            "for=\"x",
            "\\",
            "for=1.2.3.4;a=\"b\\\"",
            "host=\"x, for=1.2.3.4",
        ] {
            let line = format!("{begun}, for=\"[2001:db8::7]:443\";proto=https");
            assert_eq!(of(ProxyHeader::Forwarded, &[&line])[0], "2001:db8::7", "{line}");
        }
        // What stands in quotes is no element of its own, wherever the client puts commas.
        for host in ["x, for=1.2.3.4", "x, for=1.2.3.4, y", "x, for=1.2.3.4;a=\\\"b"] {
            let line = format!("for=192.0.2.1;host=\"{host}\"");
            assert_eq!(of(ProxyHeader::Forwarded, &[&line])[0], "-", "{line}");
        }
        for bad in [
            "for=1.2.3.4;for=1.2.3.5",
            "for",
            "by=1.2.3.4",
            "for=unknown",
            "for=_hidden",
            "1.2.3.4",
        ] {
            assert_eq!(of(ProxyHeader::Forwarded, &[bad]), ["-"], "{bad}");
        }
    }
}
