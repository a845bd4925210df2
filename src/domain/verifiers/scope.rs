//! What a verifier may ask about.

/// The accounts and resources that a verifier is bound to. `A` identifies an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope<A> {
    /// `None` for all accounts.
    pub accounts: Option<Vec<A>>,
    /// `None` for all resources.
    pub resources: Option<Vec<String>>,
}

/// The account that a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedAccount<A> {
    /// The named account, or the one that owns the key.
    Account(A),
    /// There is no such account.
    Unknown,
    /// The question names no account, and its credentials belong to none. Its answer is about nobody.
    None,
}

impl<A: PartialEq> Scope<A> {
    /// Whether a question is within the scope. A question without a resource is about any resource of the scope.
    pub fn allows(&self, account: impl FnOnce() -> AskedAccount<A>, resource: Option<&str>) -> bool {
        let account_allowed = self.accounts.as_ref().is_none_or(|bound| match account() {
            AskedAccount::Account(account) => bound.contains(&account),
            AskedAccount::Unknown => false,
            AskedAccount::None => true,
        });
        account_allowed && resource.is_none_or(|resource| self.covers(resource))
    }

    /// Whether an answer may name a resource.
    pub fn covers(&self, resource: &str) -> bool {
        let bound = self.resources.as_ref();
        bound.is_none_or(|bound| bound.iter().any(|name| name == resource))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AskedAccount::{Account, Unknown};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn scope(accounts: Option<&[u8]>, resources: Option<&[&str]>) -> Scope<u8> {
        Scope {
            accounts: accounts.map(<[u8]>::to_vec),
            resources: resources.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
        }
    }

    #[test]
    fn a_bound_verifier_asks_about_its_accounts_only() {
        let bound = scope(Some(&[1, 2]), None);
        for (account, allowed) in [
            (Account(1), true),
            (Account(3), false),
            (Unknown, false),
            (AskedAccount::None, true),
        ] {
            assert_eq!(bound.allows(|| account, None), allowed, "{account:?}");
            assert_eq!(bound.allows(|| account, Some("orders.view")), allowed, "{account:?}");
            assert!(scope(None, None).allows(|| account, None), "{account:?}");
            assert_eq!(
                scope(Some(&[]), None).allows(|| account, None),
                account == AskedAccount::None,
                "a binding without accounts allows none"
            );
        }
    }

    #[test]
    fn a_verifier_bound_to_resources_names_one_of_them_or_none() {
        let bound = scope(None, Some(&["orders.view", "orders.edit"]));
        assert!(bound.allows(|| Account(1), Some("orders.view")));
        assert!(bound.allows(|| Account(1), None));
        assert!(!bound.allows(|| Account(1), Some("orders")));
        assert!(!bound.covers("invoices.view") && bound.covers("orders.edit"));
        assert!(scope(None, None).covers("invoices.view"));
        assert!(!scope(None, Some(&[])).covers("orders.view"));
    }
}
