//! Folds texts for searching and sorting, so that case, accents and character widths do not matter.

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// Folds a text. `Preço`, `PRECO` and `preço` written with a separate cedilla all become `preco`.
///
/// Applies compatibility decomposition (NFKD), drops some marks, and maps each character to upper and back to lower case, which unifies `ß`
/// with `ss` and the forms of sigma. The dropped marks are the ones that people omit in searches: accents, Hebrew points and Arabic vowels.
/// Marks that change the word stay, such as those of Indic scripts and the voicing of kana.
pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_dropped_mark(*c))
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .flat_map(|c| letters_for(c).chars().chain((letters_for(c).is_empty()).then_some(c)))
        .collect()
}

/// Decides by canonical combining class (Unicode, DerivedCombiningClass.txt): 10 to 36 are Hebrew, Arabic and Syriac points, 200 and above
/// are marks above and below letters of any script.
fn is_dropped_mark(c: char) -> bool {
    matches!(canonical_combining_class(c), 10..=36 | 200..)
}

/// Replacements for Latin letters that Unicode does not decompose (strokes and ligatures); empty for all other characters.
fn letters_for(c: char) -> &'static str {
    match c {
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'þ' => "th",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_that_people_take_for_the_same_are_the_same() {
        for group in [
            &["Preço", "PRECO", "prec\u{327}o", "ｐｒｅｃｏ"] as &[_],
            &["Straße", "STRASSE", "strasse"],
            &["Ægir", "aegir"],
            &["Łódź", "lodz"],
            &["København", "kobenhavn"],
            &["ΣΊΣΥΦΟΣ", "σίσυφος", "σισυφοσ"],
            &["Ёлка", "елка"],
            &["İstanbul", "istanbul", "ISTANBUL"],
            &["שָׁלוֹם", "שלום"],
            &["مُحَمَّد", "محمد"],
            &["請求書ｼｽﾃﾑ", "請求書システム"],
            &["ﬁle №5", "file no5"],
            &["Nguyễn", "nguyen"],
        ] {
            for text in group {
                assert_eq!(fold(text), fold(group[0]), "{text}");
            }
        }
    }

    #[test]
    fn texts_that_people_tell_apart_stay_apart() {
        for (one, other) in [("か", "が"), ("की", "का"), ("กิน", "กัน"), ("и", "ы"), ("a1", "a2")]
        {
            assert_ne!(fold(one), fold(other));
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
