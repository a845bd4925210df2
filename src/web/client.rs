//! The client of a request: its IP address and its cookies.

use crate::{
    domain::time::{days, whole_seconds},
    i18n::Language,
    server::{
        browsers::KNOWN_FOR, config::Config, crypto::Secret, links::OPENER_KNOWN_FOR, origin::Origin,
        second_factor::sign_in::CODE_WITHIN, sessions::page_cookie,
    },
    ui::paths::LOGIN_CODE,
    web::forwarded::hops,
};
use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap, header::COOKIE},
};
use cookie::{Cookie, CookieBuilder, SameSite};
use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

/// The client's IP address, for people. `unknown` if there is none.
pub(super) fn ip(config: &Config, extensions: &Extensions, headers: &HeaderMap) -> String {
    address(config, extensions, headers).map_or_else(|| "unknown".to_owned(), |address| address.to_string())
}

/// The client's IP address. This is the peer's address or, behind a trusted proxy, the last address in the proxy header that is not a
/// trusted proxy. From any other peer the header may be forged and is ignored. A Unix socket has no peer address; whether its peers are
/// trusted is a setting of its own.
pub(super) fn address(config: &Config, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    let proxies = &config.trusted_proxies;
    let peer = peer(extensions);
    if !proxies.trusts(peer) {
        return peer;
    }
    // Reads from the end, because each proxy appends its client. Everything before the first untrusted address may be forged. If a trusted
    // proxy wrote something other than an address, everything before it is ignored too.
    hops(config.proxy_header, headers)
        .find(|hop| hop.is_none() || !proxies.trusts(*hop))
        .flatten()
        .or(peer)
}

/// The address of the program at the other end of the connection. A Unix socket has none.
pub(super) fn peer(extensions: &Extensions) -> Option<IpAddr> {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map(|ConnectInfo(peer)| peer.ip().to_canonical())
}

/// Whether a request comes from a trusted proxy.
pub(super) fn is_from_proxy(config: &Config, extensions: &Extensions) -> bool {
    config.trusted_proxies.trusts(peer(extensions))
}

/// The name of a cookie. With the prefix `__Host-`, browsers accept it only if it is Secure and valid for exactly this host and all paths;
/// over plain http it cannot be Secure. Browsers share cookies between all ports of a host, so the name contains the origin's port: two
/// installations on one host do not sign each other out.
fn cookie_name(config: &Config, purpose: &str) -> String {
    let prefix = if config.origin.is_https() { "__Host-" } else { "" };
    format!("{prefix}keydesk-{}{purpose}", config.origin.port())
}

/// Name suffix of a session's `Strict` cookie.
const STRICT: &str = "-strict";
/// Name suffix of the cookie that identifies a known browser.
const BROWSER: &str = "-browser";
/// Name suffix of the cookie that shows whether the browser keeps cookies.
const PROBE: &str = "-kept";

/// The two cookies of a session. Browsers send the `SameSite=Lax` cookie even after a click on a link in a mail or a chat; it is enough for
/// pages. Everything else also needs the `Strict` cookie, which no other site can make a browser send.
#[derive(Clone, Copy)]
pub(super) struct SessionCookies<'a> {
    /// The value of the `Lax` cookie, which finds the session.
    pub pages: &'a str,
    /// Whether the `Strict` cookie of the same session is present.
    pub strict: bool,
}

impl<'a> SessionCookies<'a> {
    /// The session cookies of a request, if any.
    pub fn from_headers(config: &Config, headers: &'a HeaderMap) -> Option<Self> {
        let pages = cookie_value(&cookie_name(config, ""), headers)?;
        let strict = cookie_value(&cookie_name(config, STRICT), headers).map(Secret::new);
        let strict = strict.is_some_and(|secret| page_cookie(&secret).hash().matches(&Secret::new(pages).hash()));
        Some(Self { pages, strict })
    }
}

/// The `Set-Cookie` values that begin a session (`Some` with its secret) or end it (`None`). The value of the `Lax` cookie is derived from
/// the secret, so it does not reveal the `Strict` cookie.
pub(super) fn set_session(config: &Config, secret: Option<&Secret>) -> [String; 2] {
    let pages = secret.map(page_cookie);
    [("", SameSite::Lax, pages.as_ref()), (STRICT, SameSite::Strict, secret)].map(|(purpose, same_site, value)| {
        let value = value.map_or("", Secret::expose);
        let mut cookie = new_cookie(cookie_name(config, purpose), value, same_site, &config.origin).path("/");
        if secret.is_none() {
            cookie = cookie.max_age(max_age(Duration::ZERO));
        }
        cookie.to_string()
    })
}

/// A cookie that scripts cannot read (`HttpOnly`). It is `Secure` if the origin is https.
fn new_cookie<'a>(name: String, value: &'a str, same_site: SameSite, origin: &Origin) -> CookieBuilder<'a> {
    Cookie::build((name, value))
        .http_only(true)
        .same_site(same_site)
        .secure(origin.is_https())
}

/// A length of time in the cookie crate's type.
fn max_age(length: Duration) -> cookie::time::Duration {
    cookie::time::Duration::seconds(whole_seconds(length))
}

/// The `Set-Cookie` value that shows, when a form that begins a session is posted, that the browser keeps cookies. `None` if the origin is
/// http. If pages of an https origin are opened over http, browsers drop its cookies, so nobody could sign in.
pub(super) fn set_probe_cookie(config: &Config) -> Option<String> {
    let cookie = new_cookie(cookie_name(config, PROBE), "1", SameSite::Strict, &config.origin).path("/");
    config.origin.is_https().then(|| cookie.to_string())
}

/// Whether the browser that sends a form keeps the cookies of this origin. The evidence is that cookie, or the page was loaded over https:
/// `Origin` is the configured origin, or a proxy says so. Forged headers mislead only their sender.
pub(super) fn keeps_cookies(config: &Config, headers: &HeaderMap) -> bool {
    let header_is = |name: &str, test: &dyn Fn(&str) -> bool| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(test)
    };
    !config.origin.is_https()
        || cookie_value(&cookie_name(config, PROBE), headers).is_some()
        || header_is("origin", &|origin| {
            Origin::parse(origin).is_some_and(|origin| origin == config.origin)
        })
        || header_is("x-forwarded-proto", &|scheme| scheme.eq_ignore_ascii_case("https"))
}

/// The cookie value of a sign-in that waits for its second-factor code, if present.
pub(super) fn code_cookie<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    cookie_value(&code_cookie_name(config), headers)
}

/// The name of that cookie. The cookie is limited to one path, and `__Host-` would require `/`.
fn code_cookie_name(config: &Config) -> String {
    let prefix = if config.origin.is_https() { "__Secure-" } else { "" };
    format!("{prefix}keydesk-{}-code", config.origin.port())
}

/// The `Set-Cookie` value that begins such a sign-in (`Some`) or ends it (`None`).
pub(super) fn set_code_cookie(config: &Config, value: Option<&str>) -> String {
    let age = if value.is_some() { CODE_WITHIN } else { Duration::ZERO };
    let name = code_cookie_name(config);
    new_cookie(name, value.unwrap_or_default(), SameSite::Strict, &config.origin)
        .path(LOGIN_CODE)
        .max_age(max_age(age))
        .to_string()
}

/// The secret of a browser that may be known to a user, if present.
pub(super) fn browser_cookie<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    cookie_value(&cookie_name(config, BROWSER), headers)
}

/// The `Set-Cookie` value that makes the browser known.
pub(super) fn set_browser_cookie(config: &Config, secret: &Secret) -> String {
    let name = cookie_name(config, BROWSER);
    new_cookie(name, secret.expose(), SameSite::Strict, &config.origin)
        .path("/")
        .max_age(max_age(KNOWN_FOR))
        .to_string()
}

/// The secret of a browser that opened a link before, if present.
pub(super) fn opener<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    cookie_value(&opener_cookie_name(config), headers)
}

fn opener_cookie_name(config: &Config) -> String {
    let origin = &config.share_origin;
    let prefix = if origin.is_https() { "__Secure-" } else { "" };
    format!("{prefix}keydesk-{}-opener", origin.port())
}

/// The `Set-Cookie` value that identifies the browser that opened a link, at the path of this link only. `Lax`, because a recipient may
/// click the link in a chat again.
pub(super) fn set_opener(config: &Config, link_id: &Secret, browser: &Secret) -> String {
    let name = opener_cookie_name(config);
    new_cookie(name, browser.expose(), SameSite::Lax, &config.share_origin)
        .path(format!("/credentials/{}", link_id.expose()))
        .max_age(max_age(OPENER_KNOWN_FOR))
        .to_string()
}

/// The tag of the language that was chosen in this browser, if any.
pub(super) fn language_cookie<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    cookie_value(language_cookie_name(config), headers)
}

fn language_cookie_name(config: &Config) -> &'static str {
    if config.origin.is_https() {
        "__Host-keydesk-language"
    } else {
        "keydesk-language"
    }
}

/// The `Set-Cookie` value that keeps a chosen language for a year. `Lax` is enough, because the cookie only selects texts.
pub(super) fn set_language_cookie(config: &Config, language: Language) -> String {
    let name = language_cookie_name(config).to_owned();
    new_cookie(name, language.tag(), SameSite::Lax, &config.origin)
        .path("/")
        .max_age(max_age(days(365)))
        .to_string()
}

fn cookie_value<'a>(name: &str, headers: &'a HeaderMap) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .flatten()
        .find(|cookie| cookie.name() == name)?
        .value_raw()
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
        // The result is the same with and without a port, and for each notation of the proxy's address.
        for peer in ["10.0.0.2:1", "[::ffff:10.0.0.2]:1"] {
            for proxies in ["10.0.0.0/8", "::ffff:10.0.0.0/104", "::ffff:10.0.0.2"] {
                for forwarded in ["198.51.100.1:51008", "::ffff:198.51.100.1", "[::ffff:198.51.100.1]:443"] {
                    assert_eq!(
                        ip_of(proxies, peer, &[forwarded]),
                        "198.51.100.1",
                        "{proxies} {peer} {forwarded}"
                    );
                }
            }
        }
    }

    #[test]
    fn peers_on_a_socket_have_no_address_and_are_trusted_only_if_that_is_set() {
        let mut headers = HeaderMap::new();
        headers.append(
            "x-forwarded-for",
            "203.0.113.9, 198.51.100.1, 10.0.0.2".parse().unwrap(),
        );
        let on_socket = |proxies: &str, headers: &HeaderMap| {
            ip(&config("http://localhost:3000", proxies), &Extensions::new(), headers)
        };
        assert_eq!(on_socket("", &headers), "unknown");
        assert_eq!(on_socket("10.0.0.0/8", &headers), "unknown");
        assert_eq!(on_socket("unix", &headers), "10.0.0.2");
        assert_eq!(on_socket("10.0.0.0/8, unix", &headers), "198.51.100.1");
        assert_eq!(on_socket("unix", &HeaderMap::new()), "unknown");
        assert_eq!(ip_of("unix", "192.0.2.7:1", &["198.51.100.1"]), "192.0.2.7");
    }

    #[test]
    fn only_the_header_that_is_configured_counts() {
        let proxies = ("KEYDESK_TRUSTED_PROXIES", "10.0.0.2");
        let ip_with = |settings: &[(&str, &str)]| {
            let environment = settings.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
            let config = Config::from_sources("", environment).unwrap();
            let mut extensions = Extensions::new();
            extensions.insert(ConnectInfo::<SocketAddr>("10.0.0.2:1".parse().unwrap()));
            let mut headers = HeaderMap::new();
            headers.append("x-forwarded-for", "192.0.2.1".parse().unwrap());
            headers.append("forwarded", "for=192.0.2.2".parse().unwrap());
            ip(&config, &extensions, &headers)
        };
        assert_eq!(ip_with(&[proxies]), "192.0.2.1");
        assert_eq!(ip_with(&[proxies, ("KEYDESK_PROXY_HEADER", "forwarded")]), "192.0.2.2");
    }

    #[test]
    fn cookies_are_as_strict_as_the_origin_allows_and_carry_its_port() {
        let secret = Secret::new("v");
        let cookies = |origin: &str, secret: Option<&Secret>| set_session(&config(origin, ""), secret);
        let pages = page_cookie(&secret).expose().to_owned();
        assert_eq!(
            cookies("https://keys.example.com", Some(&secret)),
            [
                format!("__Host-keydesk-443={pages}; HttpOnly; SameSite=Lax; Secure; Path=/"),
                "__Host-keydesk-443-strict=v; HttpOnly; SameSite=Strict; Secure; Path=/".to_owned(),
            ]
        );
        assert_eq!(
            cookies("https://keys.example.com:8443", None),
            [
                "__Host-keydesk-8443=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0",
                "__Host-keydesk-8443-strict=; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=0",
            ]
        );
        assert_eq!(
            cookies("http://[::1]:3000", Some(&secret)),
            [
                format!("keydesk-3000={pages}; HttpOnly; SameSite=Lax; Path=/"),
                "keydesk-3000-strict=v; HttpOnly; SameSite=Strict; Path=/".to_owned(),
            ]
        );
        assert!(cookies("http://keys.lan", None)[0].starts_with("keydesk-80="));
    }

    #[test]
    fn the_cookie_of_a_known_browser_is_for_this_installation_and_half_a_year() {
        let secret = Secret::new("v");
        assert_eq!(
            set_browser_cookie(&config("https://keys.example.com", ""), &secret),
            "__Host-keydesk-443-browser=v; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=15552000"
        );
        assert_eq!(
            set_browser_cookie(&config("http://localhost:3000", ""), &secret),
            "keydesk-3000-browser=v; HttpOnly; SameSite=Strict; Path=/; Max-Age=15552000"
        );
    }

    #[test]
    fn the_cookie_of_a_code_is_for_its_page_and_its_minutes_only() {
        let https = config("https://keys.example.com", "");
        assert_eq!(
            set_code_cookie(&https, Some("v")),
            "__Secure-keydesk-443-code=v; HttpOnly; SameSite=Strict; Secure; Path=/login/code; Max-Age=300"
        );
        assert_eq!(
            set_code_cookie(&config("http://localhost:3000", ""), None),
            "keydesk-3000-code=; HttpOnly; SameSite=Strict; Path=/login/code; Max-Age=0"
        );
    }

    #[test]
    fn cookies_are_found_among_others_and_only_those_of_one_session_count_together() {
        let pages = page_cookie(&Secret::new("s")).expose().to_owned();
        let found = |cookies: &str, origin: &str| {
            let mut headers = HeaderMap::new();
            headers.append(COOKIE, cookies.parse().unwrap());
            SessionCookies::from_headers(&config(origin, ""), &headers)
                .map(|found| (found.pages == pages, found.strict))
        };
        let both = format!("a=b; keydesk-3000={pages}; keydesk-3000-strict=s; c=d");
        let localhost = "http://localhost:3000";
        assert_eq!(found(&both, localhost), Some((true, true)));
        for other in ["http://localhost:3001", "https://localhost:3000", "http://localhost"] {
            assert_eq!(found(&both, other), None, "{other}");
        }
        assert_eq!(found("keydesk-3000-strict=s", localhost), None);
        for alone in [
            format!("keydesk-3000={pages}"),
            format!("keydesk-3000={pages}; keydesk-3000-strict={pages}"),
            format!("keydesk-3000={pages}; keydesk-3000-strict=of another session"),
        ] {
            assert_eq!(found(&alone, localhost), Some((true, false)), "{alone}");
        }
    }
}
