//! The form in which texts are compared when somebody searches or sorts: without case, accents and widths.

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// Folds a text. `Preço`, `PRECO` and `preço` written with a separate cedilla all become `preco`.
///
/// Compatibility decomposition, marks dropped, and every character taken to upper case and back, which makes one of `ß` and
/// `ss` and of the forms of sigma. Dropped are the marks that people leave out when they search: accents, Hebrew points
/// and Arabic vowels. Marks that spell another word stay, such as those of Indic scripts and the voicing of kana.
pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_left_out(*c))
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .flat_map(|c| plain(c).chars().chain((plain(c).is_empty()).then_some(c)))
        .collect()
}

/// By canonical combining class (Unicode, DerivedCombiningClass.txt): 10 to 36 are the points of Hebrew, Arabic and Syriac, 200 and
/// more what stands above and below letters anywhere.
fn is_left_out(c: char) -> bool {
    matches!(canonical_combining_class(c), 10..=36 | 200..)
}

/// Latin letters whose stroke or ligature Unicode does not take apart; empty for all others.
fn plain(c: char) -> &'static str {
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
