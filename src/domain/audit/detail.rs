//! What an action changed, in names rather than ids: names stay readable after the object is deleted.

use serde::{Deserialize, Serialize};

/// The names in a change. Empty if the event alone describes the change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The name before and after, if it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed: Option<(String, String)>,
    /// Roles added to a key or user, or resources added to a role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// Roles or resources that were removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
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
        }
    }

    /// Whether the event alone describes the change.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
