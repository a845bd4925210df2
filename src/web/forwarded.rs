//! Parsers for the client addresses in `X-Forwarded-For` and `Forwarded` (RFC 7239).

use crate::server::proxies::ProxyHeader;
use axum::http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// The addresses in the proxies' header, last hop first. A hop that is not an IP address is `None`.
pub(super) fn hops(header: ProxyHeader, headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let parse: fn(&[u8]) -> Option<IpAddr> = match header {
        ProxyHeader::XForwardedFor => node,
        ProxyHeader::Forwarded => element,
    };
    let has_quotes = matches!(header, ProxyHeader::Forwarded);
    let lines = headers.get_all(header.name()).iter().rev();
    lines
        .flat_map(move |line| elements(line.as_bytes(), has_quotes))
        .map(<[u8]>::trim_ascii)
        .filter(|element| !element.is_empty())
        .map(parse)
}

/// The elements of a line, last first. Quotes are paired from the end: a proxy wrote the last element, so it is well-formed, while a client
/// may have left a quote open before it.
fn elements(line: &[u8], has_quotes: bool) -> Vec<&[u8]> {
    let (mut found, mut rest, mut is_quoted) = (Vec::new(), line, false);
    for (at, byte) in line.iter().enumerate().rev() {
        let (before, from) = rest.split_at(at);
        if *byte == b'"' && has_quotes && !is_escaped(before) {
            is_quoted = !is_quoted;
        } else if *byte == b',' && !is_quoted {
            found.push(from.get(1..).unwrap_or_default());
            rest = before;
        }
    }
    found.push(rest);
    found
}

/// Whether the next byte is escaped: `before` ends in an odd number of backslashes.
fn is_escaped(before: &[u8]) -> bool {
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// The address in an element of `Forwarded`, such as `for="[2001:db8::7]:443";proto=https`.
fn element(element: &[u8]) -> Option<IpAddr> {
    let mut found = None;
    for pair in pairs(element).map(<[u8]>::trim_ascii).filter(|pair| !pair.is_empty()) {
        let at = pair.iter().position(|byte| *byte == b'=')?;
        let (name, value) = (pair.get(..at)?, pair.get(at + 1..)?);
        if !is_token_or_quoted(value) {
            return None;
        }
        if name.eq_ignore_ascii_case(b"for") && found.replace(value).is_some() {
            return None;
        }
    }
    node(found?)
}

/// The parts between semicolons outside quotes.
fn pairs(element: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    element.split(move |byte| {
        is_quoted ^= *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && is_quoted && !is_escaped;
        *byte == b';' && !is_quoted
    })
}

/// Whether a value has no quotes, or is one quoted string.
fn is_token_or_quoted(value: &[u8]) -> bool {
    let Some(rest) = value.strip_prefix(b"\"") else {
        return !value.contains(&b'"');
    };
    let mut is_escaped = false;
    let end = rest.iter().position(|byte| {
        let ends = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        ends
    });
    end.is_some_and(|end| end + 1 == rest.len())
}

/// An IP address with optional port, brackets and quotes. IPv4-mapped IPv6 becomes IPv4.
fn node(node: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(node).ok()?;
    let unquoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let text = without_obfuscated_port(unquoted.unwrap_or(text));
    let address = text
        .parse::<SocketAddr>()
        .map(|with_port| with_port.ip())
        .or_else(|_| text.parse());
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    address.ok().or_else(bracketed).map(|ip: IpAddr| ip.to_canonical())
}

/// Cuts a port such as `:_hidden` (RFC 7239, section 6.3).
fn without_obfuscated_port(text: &str) -> &str {
    let is_port = |port: &str| {
        !port.is_empty()
            && port
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    match text.rsplit_once(":_") {
        Some((address, port)) if is_port(port) => address,
        Some(_) | None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn parsed(header: ProxyHeader, lines: &[&str]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            // Each character stands for a byte, as in ISO 8859-1.
            let bytes: Vec<u8> = line.chars().map(|c| u8::try_from(c).unwrap()).collect();
            headers.append(header.name(), HeaderValue::from_bytes(&bytes).unwrap());
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
            ("198.51.100.7:_hidden", "198.51.100.7"),
            ("[2001:db8::7]:_h.i-d_2", "2001:db8::7"),
            ("\"[2001:db8::7]:_hidden\"", "2001:db8::7"),
            ("2001:db8::_x", "-"),
            ("198.51.100.7:_", "-"),
            ("198.51.100.7:_\"", "-"),
            ("198.51.100.7:x", "-"),
            ("198.51.100.7:99999", "-"),
            ("[198.51.100.7", "-"),
            ("\"198.51.100.7", "-"),
        ] {
            assert_eq!(parsed(ProxyHeader::XForwardedFor, &[line]), [expected], "{line}");
            if !expected.starts_with('-') {
                assert_eq!(
                    parsed(ProxyHeader::Forwarded, &[&format!("for={line}")]),
                    [expected],
                    "{line}"
                );
            }
        }
    }

    #[test]
    fn the_last_proxy_comes_first() {
        assert_eq!(
            parsed(ProxyHeader::XForwardedFor, &["192.0.2.1, 192.0.2.2:9", "192.0.2.3"]),
            ["192.0.2.3", "192.0.2.2", "192.0.2.1"]
        );
        assert_eq!(
            parsed(
                ProxyHeader::Forwarded,
                &[
                    "for=192.0.2.1;proto=http;by=203.0.113.9, For=\"192.0.2.2:9\"",
                    "host=\"a;b\";FOR=\"[2001:db8::3]\"; proto=https",
                    "proto=https ; for=192.0.2.4"
                ]
            ),
            ["192.0.2.4", "2001:db8::3", "192.0.2.2", "192.0.2.1"]
        );
        for (header, line) in [
            (ProxyHeader::XForwardedFor, ", 192.0.2.1,, 192.0.2.2 , ,"),
            (ProxyHeader::Forwarded, ", for=192.0.2.1,, for=192.0.2.2 , ,"),
        ] {
            assert_eq!(parsed(header, &["", line, " "]), ["192.0.2.2", "192.0.2.1"]);
        }
    }

    #[test]
    fn what_a_client_puts_before_a_proxys_element_does_not_hide_it() {
        let begun = [
            "\u{E9}",
            "for=\"",
            "for=\"x",
            "\\",
            "for=\"\u{E9}\\",
            "for=1.2.3.4;a=\"b\\\"",
            "host=\"x, for=1.2.3.4",
        ];
        for begun in begun {
            let line = format!("{begun}, for=\"[2001:db8::7]:443\";proto=https");
            assert_eq!(parsed(ProxyHeader::Forwarded, &[&line])[0], "2001:db8::7", "{line}");
            let line = format!("{begun}, 2001:db8::7");
            assert_eq!(parsed(ProxyHeader::XForwardedFor, &[&line])[0], "2001:db8::7", "{line}");
        }
        // Commas inside quotes do not separate elements.
        for host in [
            "a,b",
            "\u{E9}",
            "x, for=1.2.3.4",
            "x, for=1.2.3.4, y",
            "x;for=1.2.3.4;y",
            "x, for=1.2.3.4;a=\\\"b",
            "x\\\\",
        ] {
            for line in [
                format!("for=192.0.2.1;host=\"{host}\""),
                format!("for=1.2.3.4, host=\"{host}\";for=192.0.2.1"),
            ] {
                assert_eq!(parsed(ProxyHeader::Forwarded, &[&line])[0], "192.0.2.1", "{line}");
            }
        }
        for bad in [
            "for=1.2.3.4;for=1.2.3.5",
            "for",
            "for=1.2.3.4;host=a\"b",
            "for=1.2.3.4;host=\"a\"b\"",
            "by=1.2.3.4",
            "for=unknown",
            "for=_hidden",
            "1.2.3.4",
        ] {
            assert_eq!(parsed(ProxyHeader::Forwarded, &[bad]), ["-"], "{bad}");
        }
    }
}
