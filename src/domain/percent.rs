//! Which characters are percent-encoded in addresses.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

/// All but RFC 3986's unreserved characters: letters, digits, `-`, `.`, `_` and `~`.
pub const NOT_UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The same for a whole path, whose slashes stay.
pub const NOT_IN_PATH: &AsciiSet = &NOT_UNRESERVED.remove(b'/');

/// The same for a value of a search part. Browsers encode `~` in forms, and one view has one address.
pub const NOT_IN_VALUE: &AsciiSet = &NOT_UNRESERVED.add(b'~');
