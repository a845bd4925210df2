//! Sentences about ends, networks and lifetimes that are refused. Only the server needs them.

use crate::{
    domain::keys::{
        lifetime::{EndRefusal, LIFETIME_MAX, PolicyRefusal},
        networks::{NETWORKS_MAX, NetworksRefusal},
    },
    i18n::{number, t},
    words::dates::last_day,
};
use std::{error::Error, fmt};

fn days(number: u32) -> String {
    t::days(i64::from(number))
}

impl fmt::Display for EndRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::NoDate => t::end_no_date().to_owned(),
            Self::Past => t::end_past().to_owned(),
            Self::TooLate { longest, end } => t::end_too_late(&days(*longest), &last_day(*end)),
            Self::Needed { longest, end } => t::end_needed(&days(*longest), &last_day(*end)),
        })
    }
}

impl Error for EndRefusal {}

impl fmt::Display for NetworksRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Malformed { line, text } => t::networks_malformed(&line.to_string(), text),
            Self::HostBits { line, network, address } => {
                t::networks_host_bits(&line.to_string(), &network.to_string(), &address.to_string())
            }
            Self::TooMany(count) => t::networks_too_many(&NETWORKS_MAX.to_string(), &number(*count as i64)),
        })
    }
}

impl Error for NetworksRefusal {}

impl fmt::Display for PolicyRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Longest | Self::Proposed => t::lifetimes_number(&number(i64::from(LIFETIME_MAX))),
            Self::ProposedTooLong => t::lifetimes_proposed_too_long().to_owned(),
        })
    }
}

impl Error for PolicyRefusal {}
