//! Names that people take for one another, by Unicode's skeletons (UTS 39, section 4).

use unicode_security::confusable_detection::skeleton;

/// The form that names share which look alike, whatever their case: a Cyrillic о becomes a Latin o, and characters that are
/// drawn as nothing go. It is only for comparing and means nothing by itself.
pub fn lookalike(name: &str) -> String {
    let visible: String = name.chars().filter(|c| !super::text::is_ignorable(*c)).collect();
    skeleton(&visible.to_lowercase()).collect()
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
        ] {
            assert_eq!(lookalike(name), lookalike(other), "{name} {other}");
        }
    }

    #[test]
    fn names_that_look_different_do_not() {
        for (name, other) in [
            ("owner@acme.example", "owners@acme.example"),
            ("orders.view", "orders.edit"),
            ("Läser", "Laser"),
        ] {
            assert_ne!(lookalike(name), lookalike(other), "{name} {other}");
        }
    }
}
