//! The networks from which a key may be used. Users type one per line, in CIDR notation such as `10.0.0.0/8`. A single address may be typed
//! without the `/` and its number.
//!
//! An IPv4 address that is written as IPv6 (`::ffff:192.0.2.7`) is IPv4, in networks and in clients' addresses.

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Maximum number of networks of a key.
pub const NETWORKS_MAX: usize = 50;

/// Maximum length of a refused text in its refusal, in characters.
const QUOTED_MAX: usize = 50;

/// Separates the networks in the canonical form.
const SEPARATOR: char = ',';

/// The networks from which a key may be used, in canonical form, sorted. None: from everywhere. A text, because only the server needs to
/// compute with them ([`AddressFilter`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AllowedNetworks(String);

/// Why a list of networks is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworksRefusal {
    /// Neither an address nor a network.
    Malformed { line: usize, text: String },
    /// An address inside a network, such as `10.1.2.3/8`: either may be meant.
    HostBits {
        line: usize,
        network: IpNet,
        address: IpAddr,
    },
    /// Holds the number of networks.
    TooMany(usize),
}

impl AllowedNetworks {
    /// Parses what a user entered: networks separated by line breaks, commas or spaces. Duplicates are dropped.
    ///
    /// # Errors
    /// [`NetworksRefusal`] about the first line that is refused.
    pub fn parse(typed: &str) -> Result<Self, NetworksRefusal> {
        let mut networks = Vec::new();
        for (number, line) in typed.lines().enumerate() {
            let parts = line.split(|c: char| c == SEPARATOR || c.is_whitespace());
            for part in parts.filter(|part| !part.is_empty()) {
                networks.push(parse_at(number + 1, part)?);
            }
        }
        networks.sort_unstable();
        networks.dedup();
        if networks.len() > NETWORKS_MAX {
            return Err(NetworksRefusal::TooMany(networks.len()));
        }
        let texts: Vec<_> = networks.iter().map(text_of).collect();
        Ok(Self(texts.join(",")))
    }

    /// Networks that [`Self::parse`] returned before, from the database.
    pub fn stored(canonical: String) -> Self {
        Self(canonical)
    }

    /// The canonical form, for the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the key may be used from everywhere.
    pub fn is_everywhere(&self) -> bool {
        self.0.is_empty()
    }

    /// The networks as texts, such as `10.0.0.0/8` and `192.0.2.7`.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(SEPARATOR).filter(|network| !network.is_empty())
    }

    /// Whether each address that these networks allow is also allowed by `other`.
    pub fn is_within(&self, other: &Self) -> bool {
        let (networks, others) = (parsed(self), parsed(other));
        let is_covered = |network: &IpNet| others.iter().any(|other| other.contains(network));
        other.is_everywhere() || (!self.is_everywhere() && networks.iter().all(is_covered))
    }
}

/// Decides whether a client's address is allowed.
#[derive(Clone, Debug, Default)]
pub struct AddressFilter(Option<Box<[IpNet]>>);

impl AddressFilter {
    /// Whether requests from this address are allowed. An unknown address is allowed only where every address is.
    pub fn allows(&self, client: Option<IpAddr>) -> bool {
        let Some(networks) = &self.0 else { return true };
        client
            .map(|client| client.to_canonical())
            .is_some_and(|client| networks.iter().any(|network| network.contains(&client)))
    }
}

impl From<&AllowedNetworks> for AddressFilter {
    /// Damaged texts allow nothing, so they do not open a key to everywhere.
    fn from(networks: &AllowedNetworks) -> Self {
        Self((!networks.is_everywhere()).then(|| parsed(networks).into()))
    }
}

/// Parses an address or network. IPv4-mapped IPv6 becomes IPv4, like clients' addresses.
pub fn parse_network(text: &str) -> Option<IpNet> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    Some(match address.or_else(|_| text.parse()).ok()? {
        IpNet::V6(net) => match (net.addr().to_ipv4_mapped(), net.prefix_len().checked_sub(96)) {
            (Some(v4), Some(prefix)) => IpNet::V4(Ipv4Net::new(v4, prefix).ok()?),
            (None, _) | (_, None) => IpNet::V6(net),
        },
        net @ IpNet::V4(_) => net,
    })
}

fn parse_at(line: usize, text: &str) -> Result<IpNet, NetworksRefusal> {
    let Some(network) = parse_network(text) else {
        let text = text.chars().take(QUOTED_MAX).collect();
        return Err(NetworksRefusal::Malformed { line, text });
    };
    if network.trunc() == network {
        Ok(network)
    } else {
        Err(NetworksRefusal::HostBits {
            line,
            network: network.trunc(),
            address: network.addr(),
        })
    }
}

/// A network as text; a single address without its prefix length.
fn text_of(network: &IpNet) -> String {
    if network.prefix_len() == network.max_prefix_len() {
        network.addr().to_string()
    } else {
        network.to_string()
    }
}

fn parsed(networks: &AllowedNetworks) -> Vec<IpNet> {
    networks.iter().filter_map(parse_network).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn networks(typed: &str) -> AllowedNetworks {
        AllowedNetworks::parse(typed).unwrap()
    }

    fn allows(typed: &str, client: &str) -> bool {
        AddressFilter::from(&networks(typed)).allows(Some(client.parse().unwrap()))
    }

    #[test]
    fn the_line_that_is_no_network_is_named() {
        for text in [
            "office",
            "10.0.0.0/33",
            "10.0.0",
            "010.0.0.1",
            "10.0.0.1:80",
            "fe80::1%eth0",
            "2001:db8::/129",
            "[2001:db8::1]",
            "10.0.0.0/",
            "10.0.0.0/255.0.0.0",
            "*",
        ] {
            assert_eq!(
                AllowedNetworks::parse(&format!("192.0.2.0/24\r\n\r\n  {text}\nworse")),
                Err(NetworksRefusal::Malformed {
                    line: 3,
                    text: text.to_owned()
                })
            );
        }
        let long = "x".repeat(1_000);
        assert_eq!(
            AllowedNetworks::parse(&long),
            Err(NetworksRefusal::Malformed {
                line: 1,
                text: "x".repeat(QUOTED_MAX)
            })
        );
    }

    #[test]
    fn an_address_inside_a_network_is_refused_because_either_may_be_meant() {
        for (text, network, address) in [
            ("10.1.2.3/8", "10.0.0.0/8", "10.1.2.3"),
            ("::ffff:10.1.2.3/104", "10.0.0.0/8", "10.1.2.3"),
            ("2001:db8::7/64", "2001:db8::/64", "2001:db8::7"),
        ] {
            assert_eq!(
                AllowedNetworks::parse(text),
                Err(NetworksRefusal::HostBits {
                    line: 1,
                    network: network.parse().unwrap(),
                    address: address.parse().unwrap(),
                }),
                "{text}"
            );
        }
    }

    #[test]
    fn a_key_has_at_most_fifty_networks() {
        let many = |count: u32| (0..count).map(|n| format!("10.0.0.{n}\n")).collect::<String>();
        assert!(AllowedNetworks::parse(&many(50)).is_ok());
        assert_eq!(AllowedNetworks::parse(&many(51)), Err(NetworksRefusal::TooMany(51)));
        assert!(
            AllowedNetworks::parse(&many(50).repeat(2)).is_ok(),
            "duplicates count once"
        );
    }

    #[test]
    fn the_same_networks_have_one_form() {
        let form = "10.0.0.0/8,192.0.2.7,2001:db8::/32,2001:db8::7";
        for typed in [
            form,
            "192.0.2.7/32\r\n10.0.0.0/8\n\n2001:DB8::/32, 2001:db8:0::7/128 ::ffff:192.0.2.7",
            " 2001:db8::7,,2001:db8::/32\t::ffff:10.0.0.0/104\n192.0.2.7",
        ] {
            assert_eq!(networks(typed).as_str(), form, "{typed}");
        }
        assert!(networks(" \n ,").is_everywhere());
    }

    #[test]
    fn an_address_is_allowed_where_a_network_contains_it() {
        let office = "10.0.0.0/8\n192.0.2.7\n2001:db8::/32";
        for yes in [
            "10.0.0.0",
            "10.255.255.255",
            "192.0.2.7",
            "2001:db8:ffff::1",
            "::ffff:10.1.2.3",
        ] {
            assert!(allows(office, yes), "{yes}");
        }
        for no in [
            "9.255.255.255",
            "11.0.0.0",
            "192.0.2.8",
            "2001:db9::",
            "::10.1.2.3",
            "::ffff:11.0.0.1",
        ] {
            assert!(!allows(office, no), "{no}");
        }
        assert!(allows("0.0.0.0/0", "::ffff:192.0.2.7") && !allows("0.0.0.0/0", "2001:db8::7"));
        assert!(allows("::/0", "2001:db8::7") && !allows("::/0", "192.0.2.7"));
    }

    #[test]
    fn an_unknown_address_is_allowed_only_where_every_address_is() {
        assert!(AddressFilter::from(&networks("")).allows(None));
        assert!(!AddressFilter::from(&networks("0.0.0.0/0 ::/0")).allows(None));
        let damaged = AllowedNetworks::stored("offices".to_owned());
        assert!(!AddressFilter::from(&damaged).allows(Some([10, 0, 0, 1].into())));
    }

    #[test]
    fn networks_within_others_allow_nobody_more() {
        for (inner, outer, is_within) in [
            ("10.1.0.0/16", "10.0.0.0/8", true),
            ("10.0.0.0/8", "10.1.0.0/16", false),
            ("10.0.0.1 2001:db8::1", "10.0.0.0/8\n2001:db8::/32", true),
            ("10.0.0.1 192.0.2.1", "10.0.0.0/8", false),
            ("10.0.0.1", "", true),
            ("", "10.0.0.1", false),
            ("", "0.0.0.0/0 ::/0", false),
            ("", "", true),
        ] {
            assert_eq!(
                networks(inner).is_within(&networks(outer)),
                is_within,
                "{inner} in {outer}"
            );
        }
    }

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
            assert_eq!(parse_network(text).unwrap().to_string(), expected, "{text}");
        }
        for bad in ["proxy", "10.0.0.0/33", "::ffff:10.0.0.0/129", ""] {
            assert_eq!(parse_network(bad), None, "{bad}");
        }
    }

    fn a_network() -> impl Strategy<Value = IpNet> {
        prop_oneof![
            (any::<[u8; 4]>(), 0..=32_u8).prop_map(|(ip, prefix)| IpNet::new(ip.into(), prefix).unwrap().trunc()),
            (any::<[u8; 16]>(), 0..=128_u8)
                .prop_map(|(ip, prefix)| IpNet::new(ip.into(), prefix).unwrap().trunc())
                .prop_filter(
                    "mapped addresses are IPv4",
                    |net| !matches!(net.addr(), IpAddr::V6(ip) if ip.to_ipv4_mapped().is_some())
                ),
        ]
    }

    proptest! {
        #[test]
        fn what_was_entered_reads_back_and_allows_its_addresses(all in prop::collection::vec(a_network(), 1..20), other: [u8; 4]) {
            let typed = all.iter().map(|net| format!("{net}\n")).collect::<String>();
            let parsed = networks(&typed);
            prop_assert_eq!(&networks(parsed.as_str()), &parsed);
            prop_assert!(parsed.is_within(&parsed));
            let filter = AddressFilter::from(&parsed);
            for net in &all {
                prop_assert!(filter.allows(Some(net.network())) && filter.allows(Some(net.broadcast())));
            }
            let other = IpAddr::from(other);
            prop_assert_eq!(filter.allows(Some(other)), all.iter().any(|net| net.contains(&other)));
        }
    }
}
