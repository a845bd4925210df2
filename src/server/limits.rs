//! Rate limits for expensive or guessable operations, per client network (searches: per user). They are per node and in memory. Limits
//! across all nodes, such as the lockout of sign-in, are counted in the store.

use crate::{
    domain::id::{Id, User},
    error::AppError,
};
use governor::{
    DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock, QuantaInstant},
};
use std::{fmt, net::Ipv6Addr, num::NonZeroU32, sync::Arc};

/// A rate-limited operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateLimited {
    /// Attempts to sign in or set up.
    SignIn,
    /// Viewing a link's page.
    LinkPage,
    /// Opening a link. Ids have 256 bits, so this only limits load. The limit is above a burst of concurrent readers.
    OpenLink,
    /// Creating keys and tokens.
    Create,
    /// Exporting keys or the audit log. [`crate::server::export_limits::Exports`] limits concurrent exports.
    Export,
}

/// The rate limiters, keyed by client network; the one for searches by user.
#[derive(Clone)]
pub struct RateLimits {
    search: Arc<DefaultKeyedRateLimiter<Id<User>>>,
    sign_in: Arc<DefaultKeyedRateLimiter<String>>,
    link_page: Arc<DefaultKeyedRateLimiter<String>>,
    open_link: Arc<DefaultKeyedRateLimiter<String>>,
    create: Arc<DefaultKeyedRateLimiter<String>>,
    export: Arc<DefaultKeyedRateLimiter<String>>,
}

impl fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Limits")
    }
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            search: Arc::new(RateLimiter::keyed(quota(300))),
            sign_in: per_minute(60),
            link_page: per_minute(1_200),
            open_link: per_minute(600),
            create: per_minute(600),
            export: per_minute(30),
        }
    }
}

fn per_minute(times: u32) -> Arc<DefaultKeyedRateLimiter<String>> {
    Arc::new(RateLimiter::keyed(quota(times)))
}

fn quota(times: u32) -> Quota {
    Quota::per_minute(NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN))
}

impl RateLimits {
    /// Admits the client, or returns how long to wait.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn check(&self, what: RateLimited, ip: &str) -> Result<(), AppError> {
        self.limiter(what).check_key(&network(ip)).map_err(|until| wait(&until))
    }

    /// The limit for a user's searches, from any address. Each search scans all keys of an account.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn check_search(&self, user: &Id<User>) -> Result<(), AppError> {
        self.search.check_key(user).map_err(|until| wait(&until))
    }

    /// Drops the state of clients that were idle for a while.
    pub fn forget_idle(&self) {
        self.search.retain_recent();
        for limiter in [
            &self.sign_in,
            &self.link_page,
            &self.open_link,
            &self.create,
            &self.export,
        ] {
            limiter.retain_recent();
        }
    }

    fn limiter(&self, what: RateLimited) -> &DefaultKeyedRateLimiter<String> {
        match what {
            RateLimited::SignIn => &self.sign_in,
            RateLimited::LinkPage => &self.link_page,
            RateLimited::OpenLink => &self.open_link,
            RateLimited::Create => &self.create,
            RateLimited::Export => &self.export,
        }
    }
}

fn wait(until: &NotUntil<QuantaInstant>) -> AppError {
    let wait = until.wait_time_from(DefaultClock::default().now());
    AppError::TooMany {
        retry_after: i64::try_from(wait.as_secs()).unwrap_or(60) + 1,
    }
}

/// The network that counts as one client: an IPv4 address, or the /64 of an IPv6 address, because a client can use any address of its /64.
fn network(ip: &str) -> String {
    match ip.parse::<Ipv6Addr>() {
        Ok(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Err(_) => ip.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_limited_and_others_are_not() {
        let limits = RateLimits::default();
        let refused = (0..200)
            .filter(|_| limits.check(RateLimited::SignIn, "192.0.2.1").is_err())
            .count();
        assert!(refused >= 100, "{refused} of 200 were refused");
        assert!(limits.check(RateLimited::SignIn, "192.0.2.2").is_ok());
        assert!(limits.check(RateLimited::OpenLink, "192.0.2.1").is_ok());
    }

    #[test]
    fn searches_are_limited_by_user() {
        let limits = RateLimits::default();
        let [one, other] = ["one", "other"].map(|name| Id::new(name.to_owned()));
        let refused = (0..400).filter(|_| limits.check_search(&one).is_err()).count();
        assert!((50..=100).contains(&refused), "{refused} of 400 were refused");
        assert!(limits.check_search(&other).is_ok());
    }

    #[test]
    fn a_network_is_one_client_whatever_its_address() {
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
        assert_eq!(network("unknown"), "unknown");
    }
}
