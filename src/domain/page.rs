//! What part of a list is looked at: the page number and the filter, as they stand in the address.

use serde::{Deserialize, Serialize};

/// How many keys a page of the list shows.
pub const PAGE_SIZE: i64 = 50;

/// Which part of an account's generated keys is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyQuery {
    /// Page, counted from 1. Zero and less mean the first.
    pub page: i64,
    /// Only keys with an old token that waits to be deleted.
    pub pending_deletion: bool,
}

impl KeyQuery {
    /// Reads `page` and `alert` from an address. What cannot be understood is ignored, so that an old bookmark still
    /// shows the list.
    pub fn from_pairs(page: Option<&str>, alert: Option<&str>) -> Self {
        Self {
            page: page.and_then(|p| p.parse().ok()).unwrap_or(1).max(1),
            pending_deletion: alert == Some("pending-deletion"),
        }
    }

    /// The part of an address after the path: empty, or `?…`.
    pub fn search(&self) -> String {
        let mut parts = Vec::new();
        if self.pending_deletion {
            parts.push("alert=pending-deletion".to_owned());
        }
        if self.page > 1 {
            parts.push(format!("page={}", self.page));
        }
        if parts.is_empty() {
            String::new()
        } else {
            format!("?{}", parts.join("&"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn what_cannot_be_understood_is_ignored() {
        for (page, alert) in [
            (Some("x"), Some("y")),
            (Some("-3"), None),
            (Some(""), Some("")),
            (None, None),
        ] {
            assert_eq!(
                KeyQuery::from_pairs(page, alert),
                KeyQuery {
                    page: 1,
                    pending_deletion: false
                }
            );
        }
    }

    #[test]
    fn a_query_survives_the_address() {
        let query = KeyQuery {
            page: 3,
            pending_deletion: true,
        };
        assert_eq!(query.search(), "?alert=pending-deletion&page=3");
        assert_eq!(
            KeyQuery {
                page: 1,
                pending_deletion: false
            }
            .search(),
            ""
        );
    }
}
