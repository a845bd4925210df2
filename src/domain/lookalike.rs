//! Detection of names that look alike, by Unicode's skeletons (UTS 39, section 4).

use crate::domain::text::{collapse, is_unreadable};
use unicode_security::confusable_detection::skeleton;

/// The appearance of a name, for comparison only: as entered, in lower case and in upper case. All three are needed, because
/// confusables differ by case: `0` looks like `O` but not like `o`, and `I` looks like `l` but not like `L`.
#[derive(Debug)]
pub struct Skeletons([String; 3]);

impl Skeletons {
    /// Computes the appearance. Ignores case, runs of white space and unreadable characters.
    pub fn of(name: &str) -> Self {
        let visible: String = name.chars().filter(|c| !is_unreadable(*c)).collect();
        let name = collapse(&visible);
        let typed: String = skeleton(&name).collect();
        Self([typed.to_lowercase(), name.to_lowercase(), name.to_uppercase()].map(|form| skeleton(&form).collect()))
    }

    /// Whether the two names can be confused.
    pub fn is_confusable_with(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(own, other)| own == other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn names_that_look_alike_share_a_form() {
        for (name, other) in [
            ("owner@acme.example", "\u{43E}wner@acme.example"),
            ("owner@acme.example", "owner\u{200B}@acme.example"),
            ("Owner (Admin Super)", "\u{41E}wner (Admin Super)"),
            ("Owner (Admin Super)", "O\u{AD}wner (Admin Super)"),
            ("Owner (Admin Super)", "owner (admin super)"),
            ("orders.al", "orders.a1"),
            ("Owner (Admin Super)", "0wner (Admin Super)"),
            ("Owner (Admin Super)", "Owner\u{2003} (Admin Super) "),
            ("Owner (Admin Super)", "Owner (Admin Super)\u{2800}"),
            ("Owner (Admin Super)", "OWNER (ADMIN SUPER)"),
            ("Owner (Admin Super)", "0WNER (ADM\u{406}N SUPER)"),
            ("Billing", "BiIIing"),
            ("Billing", "BILLING"),
            ("billing", "B\u{406}LLING"),
            ("Audit l", "Audit I"),
            ("Audit O", "Audit 0"),
            ("Audit o", "Audit 0"),
        ] {
            assert!(
                Skeletons::of(name).is_confusable_with(&Skeletons::of(other)),
                "{name} {other}"
            );
        }
    }

    #[test]
    fn names_that_look_different_do_not() {
        for (name, other) in [
            ("owner@acme.example", "owners@acme.example"),
            ("orders.view", "orders.edit"),
            ("Läser", "Laser"),
            ("Audit l", "Audit i"),
            ("mail.view", "mall.view"),
            ("Reader II", "Reader III"),
        ] {
            assert!(
                !Skeletons::of(name).is_confusable_with(&Skeletons::of(other)),
                "{name} {other}"
            );
        }
    }
}
