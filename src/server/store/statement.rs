//! Parts of statements that are put together at run time.

/// `$2, $3, …`: `count` placeholders, starting at number `first`.
pub(super) fn placeholders(first: usize, count: usize) -> String {
    let all: Vec<_> = (first..first + count).map(|number| format!("${number}")).collect();
    all.join(", ")
}
