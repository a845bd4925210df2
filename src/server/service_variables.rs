//! Recognises the environment variables that Kubernetes sets for Services, such as `KEYDESK_SERVICE_HOST` and
//! `KEYDESK_PORT=tcp://10.0.0.1:3000` for a Service named `keydesk`. Both name and value must match, so that a misspelt setting is still an
//! error.

use std::net::{IpAddr, SocketAddr};

/// Whether a variable is a Kubernetes service variable.
pub(super) fn is_service_variable(name: &str, value: &str) -> bool {
    let parts: Vec<&str> = name.split('_').collect();
    // The Service's name comes first and may contain underscores.
    match parts.as_slice() {
        [_, .., "SERVICE", "HOST"] | [_, .., "PORT", _, "TCP" | "UDP" | "SCTP", "ADDR"] => is_address(value),
        [_, .., "SERVICE", "PORT"] => is_port(value),
        [_, .., "PORT", number, "TCP" | "UDP" | "SCTP"] => is_port(number) && is_url(value),
        [_, .., "PORT", number, "TCP" | "UDP" | "SCTP", "PORT"] => is_port(number) && value == *number,
        [_, .., "PORT", number, protocol @ ("TCP" | "UDP" | "SCTP"), "PROTO"] => {
            is_port(number) && value.eq_ignore_ascii_case(protocol)
        }
        // The port's name comes last and may contain underscores.
        [_, rest @ ..] if rest.windows(2).any(|pair| pair == ["SERVICE", "PORT"]) => is_port(value),
        [_, .., "PORT"] => is_url(value),
        _ => false,
    }
}

fn is_address(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

/// Such as `tcp://10.0.0.1:3000`.
fn is_url(text: &str) -> bool {
    let schemes = ["tcp://", "udp://", "sctp://"];
    let address = schemes.iter().find_map(|scheme| text.strip_prefix(scheme));
    address.is_some_and(|address| {
        address.parse::<SocketAddr>().is_ok()
            // Older Kubernetes versions write IPv6 without brackets.
            || address.rsplit_once(':').is_some_and(|(host, port)| is_address(host) && is_port(port))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_known_by_name_and_value_together() {
        for (name, value) in [
            ("KEYDESK_SERVICE_HOST", "10.96.12.4"),
            ("KEYDESK_SERVICE_HOST", "fd00:10:96::a"),
            ("KEYDESK_SERVICE_PORT", "3000"),
            ("KEYDESK_SERVICE_PORT_HTTP", "3000"),
            ("KEYDESK_SERVICE_PORT_HTTP_ADMIN", "3000"),
            ("KEYDESK_PORT", "tcp://10.96.12.4:3000"),
            ("KEYDESK_PORT", "tcp://[fd00:10:96::a]:3000"),
            ("KEYDESK_PORT", "udp://fd00:10:96::a:3000"),
            ("KEYDESK_PORT_3000_TCP", "tcp://10.96.12.4:3000"),
            ("KEYDESK_PORT_3000_TCP_PROTO", "tcp"),
            ("KEYDESK_PORT_3000_TCP_PORT", "3000"),
            ("KEYDESK_PORT_3000_TCP_ADDR", "10.96.12.4"),
            ("KEYDESK_POSTGRES_SERVICE_HOST", "10.96.12.5"),
            ("KEYDESK_SHARE_ORIGIN_PORT_443_TCP_ADDR", "10.96.12.5"),
        ] {
            assert!(is_service_variable(name, value), "{name}={value}");
        }
        for (name, value) in [
            ("KEYDESK_PORT", "3000"),
            ("KEYDESK_PORT", "tcp://keydesk:3000"),
            ("KEYDESK_PORT", "https://10.96.12.4:3000"),
            ("KEYDESK_PORT_3000", "tcp://10.96.12.4:3000"),
            ("KEYDESK_PORT_X_TCP", "tcp://10.96.12.4:3000"),
            ("KEYDESK_PORT_3000_TCP_PORT", "x"),
            ("KEYDESK_SERVICE_HOST", "keys.example.com"),
            ("KEYDESK_SERVICE_PORT", "+1"),
            ("KEYDESK_SERVICE_PORT_HTTP", "http"),
            ("KEYDESK_SERVICE", "10.96.12.4"),
            ("KEYDESK_LISTN", "10.96.12.4"),
            ("KEYDESK_LISTEN_HOST", "10.96.12.4"),
        ] {
            assert!(!is_service_variable(name, value), "{name}={value}");
        }
    }
}
