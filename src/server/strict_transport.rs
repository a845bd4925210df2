//! The `Strict-Transport-Security` header (RFC 6797).

use axum::http::HeaderValue;

/// One year, without `includeSubDomains`, because subdomains may belong to others and have no TLS.
const DEFAULT: &str = "max-age=31536000";

/// The header's value for an https origin; `None` if turned off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrictTransport(Option<HeaderValue>);

impl Default for StrictTransport {
    fn default() -> Self {
        Self(Some(HeaderValue::from_static(DEFAULT)))
    }
}

impl StrictTransport {
    /// Parses `off` or a header value such as `max-age=31536000; includeSubDomains`. `max-age` is required; 0 makes browsers forget the
    /// policy.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if text == "off" {
            return Some(Self(None));
        }
        let directives: Vec<&str> = text.split(';').map(str::trim).collect();
        let age = |directive: &str| {
            let seconds = directive.strip_prefix("max-age=")?;
            let digits = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| seconds.parse::<u32>().ok())?
        };
        let ages = directives.iter().filter(|directive| age(directive).is_some()).count();
        let known = |directive: &&str| age(directive).is_some() || ["includesubdomains", "preload"].contains(directive);
        (ages == 1 && directives.iter().all(known)).then(|| Self(HeaderValue::from_str(&text).ok()))
    }

    /// The header's value; `None` if turned off.
    pub fn value(&self) -> Option<&HeaderValue> {
        self.0.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_policies_are_refused() {
        let parsed = |text: &str| StrictTransport::parse(text).map(|policy| policy.value().cloned());
        assert_eq!(parsed("off"), Some(None));
        for text in ["max-age=0", "max-age=60; includeSubDomains", "preload ;MAX-AGE=60"] {
            assert_eq!(parsed(text).unwrap().unwrap(), text.to_ascii_lowercase(), "{text}");
        }
        for bad in [
            "",
            "on",
            "60",
            "max-age=",
            "max-age=-1",
            "max-age=+1",
            "max-age=x",
            "max-age=1;",
            "max-age=1; max-age=2",
            "includeSubDomains",
            "max-age=1; x\r\ny: z",
        ] {
            assert_eq!(parsed(bad), None, "{bad:?}");
        }
    }
}
