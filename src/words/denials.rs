//! Why verification denied requests.

use crate::{domain::keys::verification::Denial, i18n::t};

/// The reason in a few words.
pub fn sentence(denial: Denial) -> &'static str {
    match denial {
        Denial::UnknownKey => t::denial_unknown_key(),
        Denial::KeyDeleted => t::denial_key_deleted(),
        Denial::UnknownToken => t::denial_unknown_token(),
        Denial::TokenRevoked => t::denial_token_revoked(),
        Denial::KeyExpired => t::denial_key_expired(),
        Denial::AddressDenied => t::denial_address_denied(),
        Denial::KeyInactive => t::denial_key_inactive(),
        Denial::AccountDenied => t::denial_account_denied(),
        Denial::ResourceDenied => t::denial_resource_denied(),
    }
}
