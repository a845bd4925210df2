//! Sentences of refusals and validation errors. [`TextError`], [`KeyRefusal`], [`TeamRefusal`] and [`VerifierRefusal`] implement `Display`
//! here.

use crate::{
    domain::{
        keys::refusal::KeyRefusal,
        people::{
            team::{MEMBERS_MAX, RESOURCES_MAX, ROLES_MAX},
            team_change::{DESCRIPTION_MAX, NAMED_MAX, ROLE_NAME_MAX, RoleUses, TeamRefusal},
        },
        text::{LABEL_MAX, PASSWORD_MAX, PASSWORD_MIN, TextError},
        verifiers::verifier::{VERIFIERS_MAX, VerifierRefusal},
    },
    i18n::{number, on_server, t},
    words::{dates, roles::role_name},
};
use std::{error::Error, fmt};

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = match self {
            Self::LabelBlank => t::text_label_blank(),
            Self::LabelTooLong(length) => {
                return f.write_str(&t::text_label_too_long(&LABEL_MAX.to_string(), &length.to_string()));
            }
            Self::LabelControl => t::text_label_control(),
            Self::EmailInvalid => on_server(t::text_email_invalid),
            Self::AccountInvalid => on_server(t::text_account_invalid),
            Self::AccountReserved(name) => return f.write_str(&on_server(|| t::text_account_reserved(name))),
            Self::PasswordTooShort => {
                return f.write_str(&on_server(|| t::text_password_too_short(&PASSWORD_MIN.to_string())));
            }
            Self::PasswordTooLong => {
                return f.write_str(&on_server(|| t::text_password_too_long(&PASSWORD_MAX.to_string())));
            }
            Self::PasswordCommon => on_server(t::text_password_common),
            Self::PasswordMissing => t::text_password_missing(),
            Self::PasswordWrong => t::text_password_wrong(),
            Self::RoleUnknown => t::text_role_unknown(),
            Self::NotUnderstood => t::text_not_understood(),
            Self::ExternalUnknown => on_server(t::text_external_unknown),
            Self::ExternalOwn => on_server(t::text_external_own),
            Self::ExternalExists => on_server(t::text_external_there),
            Self::CodeMissing => on_server(t::text_code_missing),
            Self::CodeWrong => on_server(t::text_code_wrong),
            Self::RecoveryCodeWrong => on_server(t::text_recovery_code_wrong),
            Self::DaysInvalid => t::text_days_invalid(),
            Self::ServerMessage(sentence) => sentence,
        };
        f.write_str(sentence)
    }
}

impl Error for TextError {}

/// The sentence of a key's refusal. `at` is the text for its time ([`KeyRefusal::at`]).
pub fn key_refusal(refusal: &KeyRefusal, at: &str) -> String {
    match refusal {
        KeyRefusal::LinkPending { .. } => return t::refused_link_pending(at),
        KeyRefusal::FirstLinkPending { .. } => return t::refused_first_link_pending(at),
        KeyRefusal::NewTokenViewed { .. } => return t::refused_new_token_viewed(at),
        KeyRefusal::LinkExpired { .. } => return t::refused_link_expired(at),
        KeyRefusal::ConsentNeeded => t::refused_old_token_would_go(),
        KeyRefusal::NotRenewing => t::refused_not_renewing(),
        KeyRefusal::NoLinkPending => t::refused_no_link_pending(),
        KeyRefusal::NewTokenUnseen => t::refused_new_token_unseen(),
    }
    .to_owned()
}

impl fmt::Display for KeyRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at().map(dates::date_and_time).unwrap_or_default();
        f.write_str(&key_refusal(self, &at))
    }
}

impl Error for KeyRefusal {}

impl fmt::Display for TeamRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = match self {
            Self::Gone => t::users_refused_gone(),
            Self::NotAllowed => t::users_refused_not_allowed(),
            Self::Raced => t::users_refused_raced(),
            Self::LastOwner => t::users_refused_last_owner(),
            Self::Outranked => t::users_refused_outranked(),
            Self::NoRole => t::users_refused_no_role(),
            Self::RoleUnknown => t::text_role_unknown(),
            Self::MemberExists => t::users_refused_member_there(),
            Self::InvitedAlready => t::users_refused_invited_already(),
            Self::Predefined => t::roles_refused_predefined(),
            Self::RoleOutranked => t::roles_refused_outranked(),
            Self::RoleNameBlank => t::roles_refused_name_blank(),
            Self::Control => t::roles_refused_control(),
            Self::ResourceName => t::roles_refused_resource_name(),
            Self::ResourceExists => t::roles_refused_resource_there(),
            Self::MemberChanged { roles } => {
                let names: Vec<_> = roles.iter().map(|role| role_name(role)).collect();
                return f.write_str(&t::users_refused_changed(&names.join(", ")));
            }
            Self::RoleChanged { name, resources } => {
                return f.write_str(&t::users_refused_changed(&role_now(name, resources)));
            }
            Self::BeyondOwn(role) => return f.write_str(&t::users_refused_beyond_own(role_name(role))),
            Self::EmailConfusable(email) => return f.write_str(&t::users_refused_alike(email)),
            Self::TooManyMembers => return f.write_str(&t::users_refused_too_many(&MEMBERS_MAX.to_string())),
            Self::RoleNameTooLong(length) => {
                return f.write_str(&t::roles_refused_name_too_long(
                    &ROLE_NAME_MAX.to_string(),
                    &length.to_string(),
                ));
            }
            Self::RoleNameTaken(name) => return f.write_str(&t::roles_refused_name_there(name)),
            Self::NameConfusable(name) => return f.write_str(&t::roles_refused_name_alike(name)),
            Self::TooManyRoles => return f.write_str(&t::roles_refused_too_many_roles(&ROLES_MAX.to_string())),
            Self::PermissionBeyondOwn(resource) => return f.write_str(&t::roles_refused_beyond_own(resource)),
            Self::ResourceUnknown(name) => return f.write_str(&t::roles_refused_resource_unknown(name)),
            Self::RoleInUse(uses) => return f.write_str(&t::roles_refused_role_in_use(&role_uses(uses))),
            Self::ResourceReserved(suggestion) => return f.write_str(&t::roles_refused_resource_reserved(suggestion)),
            Self::DescriptionTooLong(length) => {
                let (limit, length) = (DESCRIPTION_MAX.to_string(), length.to_string());
                return f.write_str(&t::roles_refused_description_too_long(&limit, &length));
            }
            Self::TooManyResources => {
                return f.write_str(&t::roles_refused_too_many_resources(&RESOURCES_MAX.to_string()));
            }
            Self::ResourceInUse(roles) => {
                let roles = listed(t::roles_the_roles, roles, roles.len()).unwrap_or_default();
                return f.write_str(&t::roles_refused_resource_in_use(&roles));
            }
        };
        f.write_str(sentence)
    }
}

impl Error for TeamRefusal {}

impl fmt::Display for VerifierRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Revoked => t::verifiers_refused_revoked(),
            Self::NewSecretInUse => t::verifiers_refused_new_secret_in_use(),
            Self::NoOldSecret => t::verifiers_refused_no_old_secret(),
            Self::NameTaken => t::verifiers_refused_name_taken(),
            Self::TooMany => return f.write_str(&t::verifiers_refused_too_many(&VERIFIERS_MAX.to_string())),
        })
    }
}

impl Error for VerifierRefusal {}

/// The current name and resources of a role, as part of a sentence.
fn role_now(name: &str, resources: &[String]) -> String {
    match resources {
        [] => t::roles_now_without(name),
        _ => t::roles_now_with(name, &resources.join(", ")),
    }
}

/// The keys, users and invitations with a role, as part of a sentence.
fn role_uses(uses: &RoleUses) -> String {
    let parts = [
        listed(t::roles_the_keys, &uses.keys.named, uses.keys.total),
        listed(t::roles_the_users, &uses.users, uses.users.len()),
        listed(t::roles_the_invitations, &uses.invitations, uses.invitations.len()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// `the role A`, `the roles A, B and 3 more`: the first few of `total` names. `words` takes the number and the names.
fn listed(words: fn(i64, &str) -> String, names: &[String], total: usize) -> Option<String> {
    let shown = names.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ");
    let rest = total.saturating_sub(names.len().min(NAMED_MAX));
    match (total, rest) {
        (0, _) => None,
        (_, 0) => Some(words(total as i64, &shown)),
        (_, rest) => Some(words(total as i64, &t::roles_and_more(&shown, &number(rest as i64)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::team_change::RoleKeys;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn uses(keys: (&[&str], usize), users: &[&str], invitations: &[&str]) -> String {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        role_uses(&RoleUses {
            keys: RoleKeys {
                named: owned(keys.0),
                total: keys.1,
            },
            users: owned(users),
            invitations: owned(invitations),
        })
    }

    #[test]
    fn who_has_a_role_is_listed_and_the_rest_is_counted() {
        assert_eq!(
            uses((&["A", "B", "C", "D", "E"], 17), &["late@acme.example"], &[]),
            "the keys A, B, C, D, E and 12 more; the user late@acme.example"
        );
        assert_eq!(
            uses((&[], 0), &["viewer@acme.example"], &["invited@acme.example"]),
            "the user viewer@acme.example; the invitation of invited@acme.example"
        );
        assert_eq!(uses((&[], 0), &[], &[]), "");
    }
}
