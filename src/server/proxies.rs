//! Trusted reverse proxies and the header that they set.

use crate::domain::keys::networks::parse_network;
use ipnet::IpNet;
use std::net::IpAddr;
use strum::{EnumString, IntoStaticStr};

/// The entry of the setting for programs on a Unix socket.
const UNIX: &str = "unix";

/// The proxies whose header names the client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies {
    networks: Vec<IpNet>,
    /// Whether programs on a Unix socket are trusted.
    sockets: bool,
}

impl TrustedProxies {
    /// Parses addresses and networks separated by commas, and `unix`.
    ///
    /// # Errors
    /// The part that is neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut proxies = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            if part == UNIX {
                proxies.sockets = true;
            } else {
                let network = parse_network(part).ok_or_else(|| part.to_owned())?;
                proxies.networks.push(network);
            }
        }
        Ok(proxies)
    }

    /// Whether a peer is one of the proxies. A program on a Unix socket has no address.
    pub fn trusts(&self, peer: Option<IpAddr>) -> bool {
        match peer {
            Some(peer) => self.networks.iter().any(|network| network.contains(&peer)),
            None => self.sockets,
        }
    }
}

/// The header with the client's address. Exactly one is read, because a proxy sets one and forwards the other from the client unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", ascii_case_insensitive)]
pub enum ProxyHeader {
    XForwardedFor,
    /// RFC 7239.
    Forwarded,
}

impl ProxyHeader {
    /// Parses a header name, ignoring case.
    pub fn parse(name: &str) -> Option<Self> {
        name.trim().parse().ok()
    }

    /// The header's name.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_proxies_are_trusted() {
        let trusts = |setting: &str, peer: Option<&str>| {
            let peer = peer.map(|peer| peer.parse().unwrap());
            TrustedProxies::parse(setting).unwrap().trusts(peer)
        };
        assert!(!trusts("", Some("127.0.0.1")) && !trusts("", None));
        assert!(trusts("10.0.0.1, ::ffff:192.0.2.0/120", Some("192.0.2.9")));
        assert!(!trusts("10.0.0.1", Some("10.0.0.2")) && !trusts("0.0.0.0/0,::/0", None));
        assert!(trusts("10.0.0.1,unix", None) && !trusts("unix", Some("127.0.0.1")));
        assert_eq!(TrustedProxies::parse("10.0.0.1,proxy"), Err("proxy".to_owned()));
    }
}
