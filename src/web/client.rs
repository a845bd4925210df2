//! Who a request comes from: its address, and the session cookie.

use crate::{
    domain::time::SECOND,
    i18n::Language,
    server::{config::Config, second_factor::sign_in::CODE_WITHIN},
    ui::paths::LOGIN_CODE,
};
use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap, header::COOKIE},
};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// The client's address: the peer's, or, behind a configured proxy, the last one in `X-Forwarded-For` that is not a
/// configured proxy. From anybody else that header is a claim and is ignored.
pub(super) fn ip(config: &Config, extensions: &Extensions, headers: &HeaderMap) -> String {
    let Some(ConnectInfo(peer)) = extensions.get::<ConnectInfo<SocketAddr>>() else {
        return "unknown".to_owned();
    };
    let trusted = |ip: &IpAddr| {
        config
            .trusted_proxies
            .iter()
            .any(|network: &IpNet| network.contains(ip))
    };
    let peer = peer.ip().to_canonical();
    if !trusted(&peer) {
        return peer.to_string();
    }
    // From the end: each proxy appends whom it was asked by, and what stands before the first that is not one of ours
    // was written by strangers. Where ours wrote something that is no address, nothing before it is believed either.
    let lines = headers.get_all("x-forwarded-for").iter().rev();
    lines
        .flat_map(|line| line.to_str().unwrap_or_default().rsplit(','))
        .map(|hop| hop.trim().parse::<IpAddr>().ok().map(|ip| ip.to_canonical()))
        .find(|hop| hop.is_none_or(|hop| !trusted(&hop)))
        .flatten()
        .unwrap_or(peer)
        .to_string()
}

/// The session cookie's name. `__Host-` makes browsers refuse it unless it is Secure, for this host and the whole site;
/// over plain http on one's own machine it cannot be Secure.
pub(super) fn cookie_name(config: &Config) -> &'static str {
    if config.origin.is_https() {
        "__Host-keydesk"
    } else {
        "keydesk"
    }
}

/// The value of the session cookie, if there is one.
pub(super) fn cookie<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    named(cookie_name(config), headers)
}

/// The value of the cookie of a sign-in that owes a code, if there is one.
pub(super) fn code_cookie<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    named(code_cookie_name(config), headers)
}

/// That cookie's name. It is for one page, and `__Host-` would want it for the whole site.
fn code_cookie_name(config: &Config) -> &'static str {
    if config.origin.is_https() {
        "__Secure-keydesk-code"
    } else {
        "keydesk-code"
    }
}

/// The `Set-Cookie` that begins such a sign-in (a value) or ends it (none).
pub(super) fn set_code_cookie(config: &Config, value: Option<&str>) -> String {
    let secure = if config.origin.is_https() { "; Secure" } else { "" };
    let age = if value.is_some() { CODE_WITHIN / SECOND } else { 0 };
    format!(
        "{}={}; Path={LOGIN_CODE}; HttpOnly; SameSite=Strict{secure}; Max-Age={age}",
        code_cookie_name(config),
        value.unwrap_or_default()
    )
}

/// The tag of the language that was chosen in this browser, if one was.
pub(super) fn language_cookie<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    named(language_cookie_name(config), headers)
}

fn language_cookie_name(config: &Config) -> &'static str {
    if config.origin.is_https() {
        "__Host-keydesk-language"
    } else {
        "keydesk-language"
    }
}

/// The `Set-Cookie` that keeps a chosen language for a year. It comes along when somebody follows a link from elsewhere: nothing
/// hangs on it but words.
pub(super) fn set_language_cookie(config: &Config, language: Language) -> String {
    let secure = if config.origin.is_https() { "; Secure" } else { "" };
    format!(
        "{}={}; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age=31536000",
        language_cookie_name(config),
        language.tag()
    )
}

fn named<'a>(name: &str, headers: &'a HeaderMap) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(n, value)| (n == name).then_some(value))
}

/// The `Set-Cookie` that begins a session (a value) or ends it (none).
pub(super) fn set_cookie(config: &Config, value: Option<&str>) -> String {
    let secure = if config.origin.is_https() { "; Secure" } else { "" };
    let age = if value.is_some() { "" } else { "; Max-Age=0" };
    format!(
        "{}={}; Path=/; HttpOnly; SameSite=Strict{secure}{age}",
        cookie_name(config),
        value.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(origin: &str, proxies: &str) -> Config {
        let environment = [("KEYDESK_ORIGIN", origin), ("KEYDESK_TRUSTED_PROXIES", proxies)];
        Config::from_sources("", environment.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned()))).unwrap()
    }

    fn ip_of(proxies: &str, peer: &str, forwarded: &[&str]) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        ip(&config("http://localhost:3000", proxies), &extensions, &headers)
    }

    #[test]
    fn forwarded_addresses_count_only_from_configured_proxies() {
        assert_eq!(ip_of("", "192.0.2.7:1", &["198.51.100.1"]), "192.0.2.7");
        assert_eq!(ip_of("10.0.0.0/8", "192.0.2.7:1", &["198.51.100.1"]), "192.0.2.7");
        assert_eq!(ip_of("10.0.0.0/8", "10.0.0.2:1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(
            ip_of("10.0.0.0/8", "10.0.0.2:1", &["203.0.113.9, 198.51.100.1", "10.0.0.9"]),
            "198.51.100.1"
        );
        assert_eq!(ip_of("10.0.0.0/8", "10.0.0.2:1", &[]), "10.0.0.2");
        assert_eq!(
            ip_of("10.0.0.0/8", "10.0.0.2:1", &["nonsense, 198.51.100.1"]),
            "198.51.100.1"
        );
        for forged in ["203.0.113.9, nonsense, 198.51.100.1", "203.0.113.9, nonsense"] {
            assert_ne!(ip_of("10.0.0.0/8", "10.0.0.2:1", &[forged]), "203.0.113.9");
        }
        assert_eq!(
            ip_of("10.0.0.0/8", "10.0.0.2:1", &["203.0.113.9, nonsense", "10.0.0.9"]),
            "10.0.0.2"
        );
        assert_eq!(
            ip_of("10.0.0.0/8", "[::ffff:10.0.0.2]:1", &["198.51.100.1"]),
            "198.51.100.1"
        );
    }

    #[test]
    fn the_cookie_is_as_strict_as_the_origin_allows() {
        let https = config("https://keys.example.com", "");
        assert_eq!(
            set_cookie(&https, Some("v")),
            "__Host-keydesk=v; Path=/; HttpOnly; SameSite=Strict; Secure"
        );
        assert_eq!(
            set_cookie(&https, None),
            "__Host-keydesk=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0"
        );
        let http = config("http://localhost:3000", "");
        assert_eq!(
            set_cookie(&http, Some("v")),
            "keydesk=v; Path=/; HttpOnly; SameSite=Strict"
        );
    }

    #[test]
    fn the_cookie_of_a_code_is_for_its_page_and_its_minutes_only() {
        let https = config("https://keys.example.com", "");
        assert_eq!(
            set_code_cookie(&https, Some("v")),
            "__Secure-keydesk-code=v; Path=/login/code; HttpOnly; SameSite=Strict; Secure; Max-Age=300"
        );
        assert_eq!(
            set_code_cookie(&config("http://localhost:3000", ""), None),
            "keydesk-code=; Path=/login/code; HttpOnly; SameSite=Strict; Max-Age=0"
        );
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "a=b; keydesk=secret; c=d".parse().unwrap());
        assert_eq!(cookie(&config("http://localhost:3000", ""), &headers), Some("secret"));
        assert_eq!(cookie(&config("https://keys.example.com", ""), &headers), None);
    }
}
