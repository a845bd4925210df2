//! Set-up of an installation: the first account, its predefined roles and its owner.

use crate::{
    domain::{
        audit::event::Event,
        id::Id,
        names::AccountSlug,
        people::{
            permission::{OWNER_ROLE, Permission, USER_ADMINISTRATOR_PERMISSIONS, USER_ADMINISTRATOR_ROLE},
            team::Role,
        },
        text::{Email, TextError},
        time::Timestamp,
    },
    error::{AppError, Field, FieldError},
    server::{
        context::Caller,
        crypto::{Secret, hash, random},
        limits::RateLimited,
        normalise::{normalise, normalise_password},
        sessions::{self, SessionSecrets},
        state::AppState,
        store::{AuditEntry, NewAccount, NewRole, SetupOutcome, UserRecord},
    },
};
use strum::VariantArray;
use zeroize::Zeroizing;

/// The set-up form, as submitted.
pub struct SetupInput<'a> {
    /// From the set-up link.
    pub code: &'a str,
    /// *Account name*, as typed.
    pub account: &'a str,
    /// *Email*, as typed.
    pub email: &'a str,
    /// *Password*, as typed.
    pub password: &'a str,
}

/// The set-up URL to print at start; `None` if an account exists. Invalidates the URL of the previous start.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn setup_link(state: &AppState) -> Result<Option<Secret>, AppError> {
    if state.store.has_accounts().await? {
        return Ok(None);
    }
    let code = random::secret();
    state.store.set_setup_code(&code.hash(), state.clock.now()).await?;
    Ok(Some(Secret::new(format!(
        "{}/setup?code={}",
        state.config.origin.as_str(),
        code.expose()
    ))))
}

/// Checks whether this code may open the set-up page.
///
/// # Errors
/// [`AppError::SetupRefused`].
pub async fn check_setup_code(caller: &Caller, code: &str) -> Result<(), AppError> {
    caller.state.limits.check(RateLimited::SignIn, &caller.ip)?;
    if caller.state.store.is_setup_code(&hash(code)).await? {
        Ok(())
    } else {
        Err(AppError::SetupRefused)
    }
}

/// Sets up the installation and signs the owner in. Returns the account and the secrets of the new session. Without secrets, the owner must
/// sign in.
///
/// # Errors
/// [`AppError::SetupRefused`] for an invalid code, before any other check; [`AppError::Invalid`] with all invalid fields.
pub async fn set_up(
    caller: &Caller,
    input: &SetupInput<'_>,
) -> Result<(AccountSlug, Option<SessionSecrets>), AppError> {
    check_setup_code(caller, input.code).await?;
    let state = &caller.state;
    let (slug, email, password) = parse(state, input).await?;
    let account = new_account(slug, state.clock.now());
    let owner = UserRecord {
        id: random::id(),
        email,
        password_hash: state.passwords.hash(&password).await?,
    };
    let entry = AuditEntry::by_link_holder(&account.id, Event::AccountCreated, &caller.ip, account.created_at);
    let entry = entry.about(account.slug.as_str());
    let owner_role = owner_role(&account);
    match state
        .store
        .set_up(&hash(input.code), &account, &owner, &owner_role, entry)
        .await?
    {
        SetupOutcome::CodeRefused => Err(AppError::SetupRefused),
        SetupOutcome::Done => {
            let session = sessions::begin(caller, &owner).await;
            // The set-up is committed, so a failed session does not fail it.
            let session = session
                .inspect_err(|error| tracing::error!(%error, "no session began for the first owner, who must sign in"));
            Ok((account.slug, session.ok()))
        }
    }
}

async fn parse(state: &AppState, input: &SetupInput<'_>) -> Result<(AccountSlug, Email, Zeroizing<String>), AppError> {
    let slug = AccountSlug::parse(input.account);
    let email = Email::parse(&normalise(input.email));
    let password = normalise_password(input.password);
    let known = [input.account, input.email];
    let checked = state.passwords.check_new(&password, &known).await?;
    match (slug, email, checked) {
        (Ok(slug), Ok(email), Ok(())) => Ok((slug, email, password)),
        (slug, email, checked) => {
            let refused = |field, reason: Option<TextError>| reason.map(|reason| FieldError { field, reason });
            let errors = [
                refused(Field::Account, slug.err()),
                refused(Field::Email, email.err()),
                refused(Field::Password, checked.err()),
            ];
            Err(AppError::Invalid(errors.into_iter().flatten().collect()))
        }
    }
}

/// A new account with its predefined roles, the owner role first.
pub fn new_account(slug: AccountSlug, now: Timestamp) -> NewAccount {
    let role = |name: &str, permissions: &[Permission]| NewRole {
        id: random::id(),
        name: name.to_owned(),
        predefined: true,
        resources: permissions.iter().map(|p| p.resource().to_owned()).collect(),
    };
    let roles = vec![
        role(OWNER_ROLE, Permission::VARIANTS),
        role(USER_ADMINISTRATOR_ROLE, &USER_ADMINISTRATOR_PERMISSIONS),
    ];
    NewAccount {
        id: random::id(),
        slug,
        roles,
        created_at: now,
    }
}

/// The id of a new account's owner role.
pub fn owner_role(account: &NewAccount) -> Id<Role> {
    let owner = account.roles.iter().find(|role| role.name == OWNER_ROLE);
    owner.map_or_else(random::id, |role| role.id.clone())
}
