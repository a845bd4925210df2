//! The setting of the separate listener for gateways and services.

use std::{net::SocketAddr, path::PathBuf};

/// Where a listener for gateways is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListenAddress {
    Tcp(SocketAddr),
    /// The path of a Unix socket.
    Unix(PathBuf),
}

/// The separate listener for gateways and services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyListener {
    pub address: ListenAddress,
    /// Whether requests need no verifier's secret.
    pub without_secret: bool,
}

impl ListenAddress {
    /// Parses an address and port such as `127.0.0.1:3001`, or `unix:` and an absolute path.
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix("unix:") {
            Some(path) => path.starts_with('/').then(|| Self::Unix(path.into())),
            None => text.parse().ok().map(Self::Tcp),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_port_or_the_path_of_a_socket() {
        assert_eq!(
            ListenAddress::parse("127.0.0.1:3001"),
            Some(ListenAddress::Tcp(([127, 0, 0, 1], 3001).into()))
        );
        assert_eq!(
            ListenAddress::parse("[::1]:80"),
            Some(ListenAddress::Tcp("[::1]:80".parse().unwrap()))
        );
        assert_eq!(
            ListenAddress::parse("unix:/run/keydesk.sock"),
            Some(ListenAddress::Unix("/run/keydesk.sock".into()))
        );
        for bad in [
            "",
            "3001",
            "localhost:3001",
            "unix:",
            "unix:keydesk.sock",
            "/run/keydesk.sock",
        ] {
            assert_eq!(ListenAddress::parse(bad), None, "{bad}");
        }
    }
}
