//! What verification saw of tokens: counts, times and senders. A *use* is a question with the token, whatever the answer.

use crate::domain::{id::Id, keys::verification::Denial, time::Timestamp, verifiers::verifier::Verifier};
use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

/// Number of senders kept for each token: the last ones.
pub const SENDERS_KEPT: usize = 10;

/// Number of hours and days that are kept, beside the current ones.
pub const HOURS_KEPT: i64 = 24;
pub const DAYS_KEPT: i64 = 90;

/// One use of a token.
#[derive(Clone, Copy, Debug)]
pub struct TokenUse<'a> {
    pub at: Timestamp,
    /// `None` if verification said yes.
    pub denial: Option<Denial>,
    pub address: Option<IpAddr>,
    pub verifier: Option<&'a Arc<Id<Verifier>>>,
}

/// An address and a verifier through which a token was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// `None` if the verifier did not tell it.
    pub address: Option<IpAddr>,
    /// `None` for a listener that asks for no secret. Shared, so that comparing it reads no text in most cases.
    pub verifier: Option<Arc<Id<Verifier>>>,
    pub uses: i64,
    pub last_at: Timestamp,
}

/// Uses in an hour or on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub uses: i64,
    /// How many of them were denied.
    pub denied: i64,
}

/// The uses of a token within an hour. Small: there may be one for each key, and each verification reads one from memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    pub uses: i64,
    denials: Vec<(Denial, i64)>,
    pub senders: Vec<Sender>,
}

impl Tally {
    /// A tally without uses, from this moment on.
    pub fn empty(at: Timestamp) -> Self {
        Self {
            first_at: at,
            last_at: at,
            uses: 0,
            denials: Vec::new(),
            senders: Vec::new(),
        }
    }

    /// Counts a use.
    pub fn count(&mut self, token_use: &TokenUse<'_>) {
        let TokenUse { at, address, .. } = *token_use;
        if self.uses == 0 {
            (self.first_at, self.last_at) = (at, at);
        }
        self.first_at = self.first_at.min(at);
        self.last_at = self.last_at.max(at);
        self.uses += 1;
        if let Some(denial) = token_use.denial {
            self.add_denials(denial, 1);
        }
        let is_same =
            |sender: &&mut Sender| sender.address == address && sender.verifier.as_ref() == token_use.verifier;
        match self.senders.iter_mut().find(is_same) {
            Some(sender) => {
                sender.uses += 1;
                sender.last_at = sender.last_at.max(at);
            }
            None => {
                let sender = Sender {
                    address,
                    verifier: token_use.verifier.cloned(),
                    uses: 1,
                    last_at: at,
                };
                add_sender(&mut self.senders, sender);
            }
        }
    }

    /// Forgets the uses. The room for senders stays, so that counting on costs no allocation.
    pub fn clear(&mut self) {
        self.uses = 0;
        self.denials.clear();
        for sender in &mut self.senders {
            sender.uses = 0;
        }
    }

    /// Adds denied uses to their reason. They are included in `uses` already.
    pub fn add_denials(&mut self, denial: Denial, uses: i64) {
        match self.denials.iter_mut().find(|(known, _)| *known == denial) {
            Some((_, counted)) => *counted += uses,
            None => self.denials.push((denial, uses)),
        }
    }

    /// The reasons that occurred.
    pub fn denials(&self) -> impl Iterator<Item = (Denial, i64)> {
        self.denials.iter().copied()
    }

    /// Adds the uses of another tally.
    pub fn merge(&mut self, other: Self) {
        self.first_at = self.first_at.min(other.first_at);
        self.last_at = self.last_at.max(other.last_at);
        self.uses += other.uses;
        for (denial, uses) in other.denials {
            self.add_denials(denial, uses);
        }
        for sender in other.senders {
            merge_sender(&mut self.senders, sender);
        }
    }
}

/// All that is known of a token's uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    pub uses: i64,
    /// How many uses came after the token was revoked or deleted, and how many of those were dismissed.
    pub dead_uses: i64,
    pub dead_seen: i64,
    /// By hours since the epoch.
    pub hours: BTreeMap<i64, Count>,
    /// By days since the epoch.
    pub days: BTreeMap<i64, Count>,
    pub denials: BTreeMap<Denial, i64>,
    pub senders: Vec<Sender>,
}

impl Usage {
    /// No uses.
    pub fn empty() -> Self {
        Self {
            first_at: Timestamp::from_millis(i64::MAX),
            last_at: Timestamp::from_millis(i64::MIN),
            uses: 0,
            dead_uses: 0,
            dead_seen: 0,
            hours: BTreeMap::new(),
            days: BTreeMap::new(),
            denials: BTreeMap::new(),
            senders: Vec::new(),
        }
    }

    /// Adds the uses of an hour.
    pub fn add(&mut self, hour: i64, tally: Tally) {
        let mut denied = 0;
        for (denial, uses) in tally.denials() {
            *self.denials.entry(denial).or_default() += uses;
            denied += uses;
            if denial.is_of_dead_token() {
                self.dead_uses += uses;
            }
        }
        for count in [
            self.hours.entry(hour).or_default(),
            self.days.entry(hour.div_euclid(24)).or_default(),
        ] {
            count.uses += tally.uses;
            count.denied += denied;
        }
        self.first_at = self.first_at.min(tally.first_at);
        self.last_at = self.last_at.max(tally.last_at);
        self.uses += tally.uses;
        for sender in tally.senders {
            merge_sender(&mut self.senders, sender);
        }
    }

    /// The uses in the 24 hours before `now`, in whole hours and the current one.
    pub fn within_a_day(&self, now: Timestamp) -> i64 {
        let first = now.hour() - HOURS_KEPT + 1;
        self.hours.range(first..).map(|(_, count)| count.uses).sum()
    }

    /// Uses after the token's end that nobody has dismissed.
    pub fn undismissed(&self) -> i64 {
        (self.dead_uses - self.dead_seen).max(0)
    }

    /// The last sender.
    pub fn last_sender(&self) -> Option<&Sender> {
        self.senders.iter().max_by_key(|sender| sender.last_at)
    }
}

fn merge_sender(senders: &mut Vec<Sender>, sender: Sender) {
    let is_same = |known: &&mut Sender| known.address == sender.address && known.verifier == sender.verifier;
    match senders.iter_mut().find(is_same) {
        Some(known) => {
            known.uses += sender.uses;
            known.last_at = known.last_at.max(sender.last_at);
        }
        None => add_sender(senders, sender),
    }
}

/// Adds a sender. If there are too many, the one that was seen longest ago goes.
fn add_sender(senders: &mut Vec<Sender>, sender: Sender) {
    if senders.len() < SENDERS_KEPT {
        senders.push(sender);
    } else if let Some(oldest) = senders.iter_mut().min_by_key(|sender| sender.last_at)
        && oldest.last_at <= sender.last_at
    {
        *oldest = sender;
    }
}

/// Since when a token must not have been used to count as quiet for `days` days: the beginning of the earliest of that many recorded days
/// before today. A use on an earlier day is followed by so many days on which verifications were recorded. `None` if too few days were
/// recorded. `recorded` has the days in any order.
pub fn quiet_since(recorded: &[i64], days: i64, now: Timestamp) -> Option<Timestamp> {
    let days = usize::try_from(days).ok()?;
    let mut complete: Vec<i64> = recorded.iter().copied().filter(|day| *day < now.day()).collect();
    complete.sort_unstable_by(|a, b| b.cmp(a));
    complete.get(days.checked_sub(1)?).map(|day| Timestamp::of_day(*day))
}

#[cfg(test)]
#[path = "usage_tests.rs"]
mod tests;
