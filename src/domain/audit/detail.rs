//! What an action changed, in names rather than ids: names stay readable after the object is deleted.

use crate::domain::keys::{lifetime::LifetimePolicy, restrictions::Restrictions};
use serde::{Deserialize, Serialize};

/// A value before and after a change.
pub type Replaced<T> = (T, T);

/// The names in a change. Empty if the event alone describes the change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The name before and after, if it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed: Option<Replaced<String>>,
    /// Roles added to a key or user, or resources added to a role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// Roles or resources that were removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    /// The last day of a key as a date such as `2026-11-22`; `None` if it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Replaced<Option<String>>>,
    /// The networks from which a key may be used; none: from everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub networks: Option<Replaced<Vec<String>>>,
    /// The resources that a verifier may ask about; none: all. Only if it was or becomes all; else [`Self::added`] and [`Self::removed`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<Replaced<Vec<String>>>,
    /// An account's longest lifetime of keys, in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_lifetime: Option<Replaced<Option<u32>>>,
    /// The lifetime that an account proposes for new keys, in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_lifetime: Option<Replaced<Option<u32>>>,
}

impl Detail {
    /// The roles or resources of a new object.
    pub fn given(added: Vec<String>) -> Self {
        Self {
            added,
            ..Self::default()
        }
    }

    /// The difference between two states, each a name with roles or resources.
    pub fn between((old_name, before): (&str, &[String]), (new_name, after): (&str, &[String])) -> Self {
        let without = |all: &[String], others: &[String]| {
            let rest = all.iter().filter(|name| !others.contains(name));
            rest.cloned().collect()
        };
        Self {
            renamed: (old_name != new_name).then(|| (old_name.to_owned(), new_name.to_owned())),
            added: without(after, before),
            removed: without(before, after),
            ..Self::default()
        }
    }

    /// The difference between the resources that a verifier is bound to; `None` stands for all.
    pub fn of_bound_resources(before: Option<&[String]>, after: Option<&[String]>) -> Self {
        match (before, after) {
            (Some(before), Some(after)) => Self::between(("", before), ("", after)),
            (before, after) => Self {
                resources: replaced(before.unwrap_or_default().to_vec(), after.unwrap_or_default().to_vec()),
                ..Self::default()
            },
        }
    }

    /// Adds the difference between the restrictions of a key.
    #[must_use]
    pub fn with_restrictions(self, before: &Restrictions, after: &Restrictions) -> Self {
        let networks = |restrictions: &Restrictions| restrictions.networks.iter().map(str::to_owned).collect();
        Self {
            last_day: replaced(before.last_day(), after.last_day()),
            networks: replaced(networks(before), networks(after)),
            ..self
        }
    }

    /// The difference between an account's rules for lifetimes.
    pub fn of_lifetimes(before: LifetimePolicy, after: LifetimePolicy) -> Self {
        Self {
            longest_lifetime: replaced(before.longest, after.longest),
            proposed_lifetime: replaced(before.proposed, after.proposed),
            ..Self::default()
        }
    }

    /// Whether the event alone describes the change.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn replaced<T: PartialEq>(before: T, after: T) -> Option<Replaced<T>> {
    (before != after).then_some((before, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{keys::networks::AllowedNetworks, time::Timestamp};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn only_what_differs_is_in_it() {
        let (before, after) = (names(&["Catalog", "Finance"]), names(&["Finance", "Orders"]));
        let detail = Detail::between(("A", &before), ("B", &after));
        assert_eq!(detail.renamed, Some(("A".to_owned(), "B".to_owned())));
        assert_eq!(
            (detail.added, detail.removed),
            (names(&["Orders"]), names(&["Catalog"]))
        );
        let same = Detail::between(("A", &before), ("A", &before));
        assert!(same.is_empty());
        assert_eq!(Detail::given(after.clone()).added, after);
        assert!(Detail::given(Vec::new()).is_empty());
    }

    #[test]
    fn a_verifier_for_all_resources_has_not_lost_one() {
        let (one, two) = (names(&["orders.view"]), names(&["orders.view", "returns.view"]));
        let widened = Detail::of_bound_resources(Some(&one), None);
        assert_eq!(widened.resources, Some((one.clone(), vec![])));
        assert!(widened.removed.is_empty());
        assert_eq!(
            Detail::of_bound_resources(None, Some(&one)).resources,
            Some((vec![], one.clone()))
        );
        let narrowed = Detail::of_bound_resources(Some(&two), Some(&one));
        assert_eq!((narrowed.removed, narrowed.resources), (names(&["returns.view"]), None));
        assert!(Detail::of_bound_resources(None, None).is_empty());
    }

    #[test]
    fn restrictions_and_lifetimes_are_recorded_before_and_after() {
        let free = Restrictions::default();
        let restricted = Restrictions {
            expires_at: Timestamp::from_ymd(2026, 11, 23),
            networks: AllowedNetworks::parse("10.0.0.0/8 ::1").unwrap(),
        };
        let detail = Detail::default().with_restrictions(&free, &restricted);
        assert_eq!(detail.last_day, Some((None, Some("2026-11-22".to_owned()))));
        assert_eq!(detail.networks, Some((vec![], names(&["10.0.0.0/8", "::1"]))));
        assert!(Detail::default().with_restrictions(&restricted, &restricted).is_empty());

        let (before, after) = (
            LifetimePolicy::default(),
            LifetimePolicy {
                longest: Some(90),
                proposed: None,
            },
        );
        let detail = Detail::of_lifetimes(before, after);
        assert_eq!(
            (detail.longest_lifetime, detail.proposed_lifetime),
            (Some((None, Some(90))), None)
        );
    }
}
