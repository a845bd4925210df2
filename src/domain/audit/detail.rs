//! What an action changed, beside what it was: the audit log keeps names, which outlive what they stand for.

use serde::{Deserialize, Serialize};

/// A change's names. Empty where what was done says all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The name before and after, where there is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed: Option<(String, String)>,
    /// Roles that a key or a user was given, or resources that a role was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// Those that were taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
}

impl Detail {
    /// What something is given when it is made.
    pub fn given(added: Vec<String>) -> Self {
        Self {
            added,
            ..Self::default()
        }
    }

    /// The difference between a name with roles or resources before and after.
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

    /// Whether what was done says all.
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
