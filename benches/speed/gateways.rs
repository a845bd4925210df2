//! Requests per second through gateways that ask Keydesk, against the same gateways that ask an nginx which always says yes.

use crate::{
    KEYS,
    data::Data,
    load::Load,
    median, peers,
    support::{
        gateways::{GATEWAYS, Place},
        program::free_address,
    },
    table::{self, Reach},
};
use std::time::Duration;

const TURNS: usize = 5;
const TURN: Duration = Duration::from_secs(2);
const CONNECTIONS: usize = 16;

/// A yes, as short as one can be that the configurations accept.
const YES: &str = "location / { add_header X-Keydesk-Account account-00000; add_header X-Keydesk-Key appkey; \
                   add_header X-Keydesk-Label label; return 200; }";

pub async fn measure() {
    if !peers::is_here(peers::NGINX) {
        return table::missing("requests per second through gateways", "there is no nginx");
    }
    let data = Data::new(1, KEYS).await;
    let (_keydesk, keydesk) = data.keydesk(None).await;
    let (_always, always) = peers::nginx(&data, "always", None, ("", YES)).await;
    let (_service, service) = peers::nginx(&data, "service", None, ("", "location / { return 200 ok; }")).await;
    for (name, variable, start) in GATEWAYS {
        let measure = format!("requests per second through {name}");
        if !peers::is_here(variable) {
            table::missing(&measure, &format!("there is no {name}"));
            continue;
        }
        let mut subjects = Vec::new();
        for (asked, keydesk) in [("keydesk", keydesk), ("always", always)] {
            let place = Place {
                folder: peers::folder(&data, &format!("{name}-{asked}")),
                address: free_address(),
                keydesk,
                service,
                secret: data.secret.clone(),
            };
            let gateway = start(&place);
            gateway.listens(place.address).await;
            // Traefik listens before it has read its routes.
            tokio::time::sleep(Duration::from_secs(1)).await;
            let load = Load::new(place.address, data.through_gateway(), CONNECTIONS);
            subjects.push((gateway, load, Vec::new()));
        }
        for _ in 0..TURNS {
            for (_, load, rates) in &mut subjects {
                rates.push(load.saturate(TURN).per_second());
            }
        }
        let rate = |at: usize| median(subjects[at].2.clone());
        table::ratio(
            &measure,
            (rate(0), ""),
            &format!("{name}, asking a static nginx"),
            rate(1),
            Reach::AtLeast(0.9),
        );
    }
}
