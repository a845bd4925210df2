//! Percent-encoding sets for URLs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

/// All but RFC 3986's unreserved characters: letters, digits, `-`, `.`, `_` and `~`.
pub const NOT_UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// For a whole path: keeps slashes.
pub const NOT_IN_PATH: &AsciiSet = &NOT_UNRESERVED.remove(b'/');

/// For a query value. Encodes `~` as browsers do in forms, so that each view has one URL.
pub const NOT_IN_VALUE: &AsciiSet = &NOT_UNRESERVED.add(b'~');
