//! Form-encoded fields, in bodies and in queries.

use crate::domain::people::team::RESOURCES_MAX;

/// Maximum number of fields. The largest form has a checkbox for each resource of an account.
const MAX_FIELDS: usize = RESOURCES_MAX + 100;

/// Parses the fields. `None` if the text is not form-encoded or has too many fields. They are counted before any is allocated: parsed, the
/// 16,000 fields that fit into a body take twenty times its size.
pub(super) fn parse(text: &[u8]) -> Option<Vec<(String, String)>> {
    if memchr::memchr_iter(b'&', text).count() >= MAX_FIELDS {
        return None;
    }
    serde_html_form::from_bytes(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_fields_are_refused() {
        let fields = |count| parse("a=b&".repeat(count).trim_end_matches('&').as_bytes()).map(|fields| fields.len());
        assert_eq!(fields(MAX_FIELDS + 1), None);
        assert_eq!(fields(MAX_FIELDS), Some(MAX_FIELDS));
        assert_eq!(parse(&vec![b'&'; MAX_FIELDS]), None);
        assert_eq!(parse(b""), Some(Vec::new()));
    }
}
