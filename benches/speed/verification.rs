//! The cost of a verification.

use crate::{
    KEYS,
    data::{Data, livez},
    load::Load,
    median, peers, stay_on,
    support::program::Program,
    table::{self, Reach},
};
use std::{net::SocketAddr, time::Duration};

const TURNS: usize = 5;
const TURN: Duration = Duration::from_secs(2);
const CONNECTIONS: usize = 32;

/// A server under load.
struct Subject<'a> {
    server: &'a Program,
    load: Load,
    rates: Vec<f64>,
    /// Microseconds of processor time for each request.
    costs: Vec<f64>,
    /// Microseconds.
    latencies: Vec<f64>,
}

impl<'a> Subject<'a> {
    fn new((server, address): &'a (Program, SocketAddr), requests: Vec<Vec<u8>>) -> Self {
        Self {
            server,
            load: Load::new(*address, requests, CONNECTIONS),
            rates: Vec::new(),
            costs: Vec::new(),
            latencies: Vec::new(),
        }
    }

    fn saturate(&mut self) {
        let before = self.server.cpu();
        let turn = self.load.saturate(TURN);
        let cost = (self.server.cpu() - before).as_secs_f64() * 1e6;
        self.rates.push(turn.per_second());
        self.costs.push(cost / turn.answers as f64);
    }

    fn rate(&self) -> f64 {
        median(self.rates.clone())
    }

    /// What to add to the name of a rate: a server that was not busy could do more.
    fn limit(&self) -> &'static str {
        let busy = self.rate() * self.cost().0 / 1e6;
        if busy < 0.9 { " (the driver was the limit)" } else { "" }
    }

    fn cost(&self) -> (f64, &'static str) {
        (median(self.costs.clone()), "µs")
    }
}

pub async fn measure() {
    let one = Data::new(1, KEYS).await;
    let many = Data::new(10_000, KEYS / 10_000).await;
    let (keydesk, keydesk_many) = (one.keydesk(Some(0)).await, many.keydesk(Some(0)).await);
    let uncounted = one.keydesk_with(Some(0), ("KEYDESK_USAGE", "off")).await;
    let nginx = if peers::is_here(peers::NGINX) {
        Some(peers::nginx_map(&one, 0).await)
    } else {
        None
    };
    let envoy = if peers::is_here("KEYDESK_TEST_ENVOY") {
        Some(peers::envoy_api_key_auth(&one, 0).await)
    } else {
        None
    };
    stay_on("1");
    let mut noop = Subject::new(&keydesk, livez());
    let mut verify = Subject::new(&keydesk, one.verify());
    let mut authorize = Subject::new(&keydesk, one.authorize());
    let mut accounts = Subject::new(&keydesk_many, many.verify());
    let mut uncounted = Subject::new(&uncounted, one.verify());
    let mut nginx = nginx.as_ref().map(|nginx| Subject::new(nginx, one.through_gateway()));
    let mut envoy = envoy.as_ref().map(|envoy| Subject::new(envoy, one.by_token()));
    for _ in 0..TURNS {
        for subject in [&mut noop, &mut verify, &mut uncounted, &mut authorize, &mut accounts] {
            subject.saturate();
        }
        for peer in [&mut nginx, &mut envoy].into_iter().flatten() {
            peer.saturate();
        }
    }
    let half = verify.rate() / 2.0;
    for _ in 0..TURNS {
        for subject in [&mut noop, &mut verify] {
            let latency = subject.load.at_rate(half, TURN).p99();
            subject.latencies.push(latency.as_secs_f64() * 1e6);
        }
    }
    stay_on("0,1");
    let p99 = |subject: &Subject| median(subject.latencies.clone());
    table::ratio(
        &format!("verifications per second, one core{}", verify.limit()),
        (verify.rate(), ""),
        &format!("the no-op `/livez`{}", noop.limit()),
        noop.rate(),
        Reach::AtLeast(0.85),
    );
    for (peer, name, reach) in [
        (nginx, "nginx, a `map` of the same pairs", Reach::AtMost(2.5)),
        (envoy, "Envoy's `api_key_auth`", Reach::Below(1.0)),
    ] {
        match peer {
            Some(peer) => table::ratio("CPU per verification", verify.cost(), name, peer.cost().0, reach),
            None => table::missing("CPU per verification", &format!("{name}: it is not here")),
        }
    }
    table::ratio(
        "CPU per `/v1/authorize`",
        authorize.cost(),
        "`/v1/verify`",
        verify.cost().0,
        Reach::AtMost(1.1),
    );
    table::ratio(
        "CPU per verification, 10,000 accounts",
        accounts.cost(),
        "one account",
        verify.cost().0,
        Reach::AtMost(1.1),
    );
    let at = format!("p99 of a verification at {half:.0} per second, half of saturation");
    table::ratio(
        &at,
        (p99(&verify), "µs"),
        "the no-op at the same rate",
        p99(&noop),
        Reach::AtMost(1.5),
    );
    table::ratio(
        "CPU per verification, uses counted",
        verify.cost(),
        "not counted",
        uncounted.cost().0,
        Reach::AtMost(1.05),
    );
}
