//! Trusted reverse proxies and the header that they set.

use ipnet::{IpNet, Ipv4Net};
use std::net::IpAddr;
use strum::{EnumString, IntoStaticStr};

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

/// Parses an address or network. IPv4-mapped IPv6 becomes IPv4, like client addresses.
pub(super) fn network(text: &str) -> Option<IpNet> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    Some(match address.or_else(|_| text.parse()).ok()? {
        IpNet::V6(net) => match (net.addr().to_ipv4_mapped(), net.prefix_len().checked_sub(96)) {
            (Some(v4), Some(prefix)) => IpNet::V4(Ipv4Net::new(v4, prefix).ok()?),
            (None, _) | (_, None) => IpNet::V6(net),
        },
        net @ IpNet::V4(_) => net,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_of_ipv4_are_known_when_they_are_written_as_ipv6() {
        for (text, expected) in [
            ("10.0.0.1", "10.0.0.1/32"),
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("::ffff:10.0.0.1", "10.0.0.1/32"),
            ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
            ("::ffff:0:0/96", "0.0.0.0/0"),
            ("fd00::/8", "fd00::/8"),
            ("::1", "::1/128"),
        ] {
            assert_eq!(network(text).unwrap().to_string(), expected, "{text}");
        }
        for bad in ["proxy", "10.0.0.0/33", "::ffff:10.0.0.0/129", ""] {
            assert_eq!(network(bad), None, "{bad}");
        }
    }
}
