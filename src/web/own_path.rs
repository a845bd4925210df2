//! Validates redirect targets that come from requests.

/// Returns `next` if it is a path of this site, otherwise `/`. Browsers read `\` as `/` and drop tabs and line breaks, so `/\t/elsewhere`
/// would leave the site.
pub(super) fn own_path(next: &str) -> &str {
    let local = next.starts_with('/') && !next.starts_with("//");
    let clean = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if local && clean { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn signing_in_never_leaves_the_site() {
        for next in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "evil",
            "/a b",
            "/\n/x",
        ] {
            assert_eq!(own_path(next), "/", "{next:?}");
        }
        assert_eq!(
            own_path("/acme/api-keys/generated?page=2"),
            "/acme/api-keys/generated?page=2"
        );
    }
}
