//! Setting up: the first account, its predefined roles and its owner.

use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        names::{AccountSlug, Id},
        people::permission::{OWNER_ROLE, Permission, USER_ADMINISTRATOR_PERMISSIONS, USER_ADMINISTRATOR_ROLE},
        text::{Email, TextError},
        time::Timestamp,
    },
    error::{AppError, Field, FieldError},
    server::{
        context::Caller,
        crypto::{Secret, hash, random},
        limits::Limited,
        normalise::normalise,
        sessions::{self, Entered},
        state::AppState,
        store::{Actor, Entry, NewAccount, NewRole, SetupOutcome, UserRecord},
    },
};
use strum::VariantArray;

/// The set-up form, filled in.
pub struct SetupInput {
    /// From the set-up link.
    pub code: String,
    /// *Account name*, as typed.
    pub account: String,
    /// *Email*, as typed.
    pub email: String,
    /// *Password*, as typed.
    pub password: String,
}

/// At start: the address to print, as long as there is no account. Whatever was printed before is no longer good.
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

/// Whether the set-up page may be shown for this code.
///
/// # Errors
/// [`AppError::SetupRefused`].
pub async fn check_setup_code(caller: &Caller, code: &str) -> Result<(), AppError> {
    caller.state.limits.check(Limited::SignIn, &caller.ip)?;
    if caller.state.store.is_setup_code(&hash(code)).await? {
        Ok(())
    } else {
        Err(AppError::SetupRefused)
    }
}

/// Sets the installation up and signs its owner in. Returns the account and the secrets of the new session; without them the owner
/// has to sign in.
///
/// # Errors
/// [`AppError::SetupRefused`] for a code that is not good, before anything else is looked at; [`AppError::Invalid`] with
/// every field that was refused.
pub async fn set_up(caller: &Caller, input: &SetupInput) -> Result<(AccountSlug, Option<Entered>), AppError> {
    check_setup_code(caller, &input.code).await?;
    let state = &caller.state;
    let (slug, email, password) = parse(state, input).await?;
    let account = new_account(slug, state.clock.now());
    let owner = UserRecord {
        id: random::id(),
        email,
        password_hash: state.passwords.hash(&password).await?,
    };
    let entry = Entry {
        account: Some(account.id.clone()),
        actor: Actor::LinkHolder,
        event: Event::AccountCreated,
        key: None,
        subject: account.slug.as_str().to_owned(),
        detail: Detail::default(),
        ip: caller.ip.clone(),
        at: account.created_at,
    };
    let owner_role = owner_role(&account);
    match state
        .store
        .set_up(&hash(&input.code), &account, &owner, &owner_role, entry)
        .await?
    {
        SetupOutcome::CodeRefused => Err(AppError::SetupRefused),
        SetupOutcome::Done => {
            let session = sessions::begin(caller, &owner).await;
            // It is set up, whatever became of the session.
            let session = session.inspect_err(|error| tracing::error!(%error, "no session began for the first owner"));
            Ok((account.slug, session.ok()))
        }
    }
}

async fn parse(state: &AppState, input: &SetupInput) -> Result<(AccountSlug, Email, String), AppError> {
    let slug = AccountSlug::parse(&input.account);
    let email = Email::parse(&normalise(&input.email));
    let password = normalise(&input.password);
    let known = [input.account.as_str(), input.email.as_str()];
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

/// A new account with its predefined roles, the owner's first.
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
pub fn owner_role(account: &NewAccount) -> Id {
    let owner = account.roles.iter().find(|role| role.name == OWNER_ROLE);
    owner.map_or_else(random::id, |role| role.id.clone())
}
