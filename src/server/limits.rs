//! Rate limits for expensive or guessable operations, per client network (searches: per user). They are per node and in memory. Limits
//! across all nodes, such as the lockout of sign-in, are counted in the store.

use crate::{
    domain::id::{Id, User},
    error::AppError,
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    state::keyed::DefaultKeyedStateStore,
};
use std::{fmt, hash::Hash, net::Ipv6Addr, num::NonZeroU32, sync::Arc, time::Duration};

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

/// The rate limiters, keyed by client network; the one for searches by user. Their clock is monotonic; tests set their own.
#[derive(Clone)]
pub struct RateLimits<C: Clock = DefaultClock> {
    search: Arc<Limiter<Id<User>, C>>,
    sign_in: Arc<Limiter<String, C>>,
    link_page: Arc<Limiter<String, C>>,
    open_link: Arc<Limiter<String, C>>,
    create: Arc<Limiter<String, C>>,
    export: Arc<Limiter<String, C>>,
}

type Limiter<K, C> = RateLimiter<K, DefaultKeyedStateStore<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

impl fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RateLimits")
    }
}

impl Default for RateLimits {
    fn default() -> Self {
        Self::with(&DefaultClock::default())
    }
}

fn per_minute<K: Clone + Eq + Hash, C: Clock + Clone>(times: u32, clock: &C) -> Arc<Limiter<K, C>> {
    let quota = Quota::per_minute(NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN));
    Arc::new(RateLimiter::new(
        quota,
        DefaultKeyedStateStore::default(),
        clock.clone(),
    ))
}

impl<C: Clock + Clone> RateLimits<C> {
    fn with(clock: &C) -> Self {
        Self {
            search: per_minute(300, clock),
            sign_in: per_minute(60, clock),
            link_page: per_minute(1_200, clock),
            open_link: per_minute(600, clock),
            create: per_minute(600, clock),
            export: per_minute(30, clock),
        }
    }

    /// Admits the client, or returns how long to wait.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn check(&self, operation: RateLimited, ip: &str) -> Result<(), AppError> {
        admit(self.limiter(operation), &network(ip))
    }

    /// The limit for a user's searches, from any address. Each search scans all keys of an account.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn check_search(&self, user: &Id<User>) -> Result<(), AppError> {
        admit(&self.search, user)
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

    fn limiter(&self, operation: RateLimited) -> &Limiter<String, C> {
        match operation {
            RateLimited::SignIn => &self.sign_in,
            RateLimited::LinkPage => &self.link_page,
            RateLimited::OpenLink => &self.open_link,
            RateLimited::Create => &self.create,
            RateLimited::Export => &self.export,
        }
    }
}

fn admit<K: Clone + Eq + Hash, C: Clock>(limiter: &Limiter<K, C>, client: &K) -> Result<(), AppError> {
    limiter.check_key(client).map_err(|until| {
        let wait = until.wait_time_from(limiter.clock().now());
        AppError::TooMany {
            retry_after: wait.max(Duration::from_secs(1)),
        }
    })
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
    use governor::clock::FakeRelativeClock;

    #[test]
    fn one_address_is_limited_and_others_are_not() {
        let clock = FakeRelativeClock::default();
        let limits = RateLimits::with(&clock);
        let sign_in = || limits.check(RateLimited::SignIn, "192.0.2.1");
        let admitted = (0..200).filter(|_| sign_in().is_ok()).count();
        assert_eq!(admitted, 60);
        let retry_after = Duration::from_secs(1);
        assert_eq!(sign_in(), Err(AppError::TooMany { retry_after }));
        assert_eq!(limits.check(RateLimited::SignIn, "192.0.2.2"), Ok(()));
        assert_eq!(limits.check(RateLimited::OpenLink, "192.0.2.1"), Ok(()));
        clock.advance(retry_after);
        assert_eq!(sign_in(), Ok(()));
        assert!(sign_in().is_err(), "one attempt a second");
    }

    #[test]
    fn searches_are_limited_by_user() {
        let limits = RateLimits::with(&FakeRelativeClock::default());
        let [one, other] = ["one", "other"].map(|name| Id::new(name.to_owned()));
        let admitted = (0..400).filter(|_| limits.check_search(&one).is_ok()).count();
        assert_eq!(admitted, 300);
        assert_eq!(limits.check_search(&other), Ok(()));
    }

    #[test]
    fn a_network_is_one_client_whatever_its_address() {
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
        assert_eq!(network("unknown"), "unknown");
    }
}
