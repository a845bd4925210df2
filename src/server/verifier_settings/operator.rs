//! The commands about verifiers, for operators with access to the server's command line. They reach every verifier, and only they make
//! verifiers for several accounts or for all.

use super::{NewSecret, parse_name};
use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        names::AccountSlug,
        people::permission::is_resource_name,
        text::TextError,
        verifiers::{
            scope::Scope,
            verifier::{Verifier, VerifierRefusal, VerifierState},
        },
    },
    error::AppError,
    server::{
        crypto::{Secret, random},
        normalise::normalise,
        state::AppState,
        store::{AuditEntry, NewVerifier, StoreError, VerifierChange, VerifiersOf},
    },
};
use thiserror::Error;

/// Why a command failed.
#[derive(Debug, Error)]
pub enum CommandError {
    #[error("{0}")]
    Name(TextError),
    #[error("A verifier named {0:?} already exists. Choose another name.")]
    NameTaken(String),
    #[error("There is no account named {0:?}. Create it with `keydesk account create`.")]
    NoAccount(String),
    #[error("{0:?} is no name of a resource. Use lower-case words separated by dots, such as orders.view.")]
    NoResource(String),
    #[error("There is no valid verifier with the name or id {0:?}. `keydesk verifier list` shows them all.")]
    NoVerifier(String),
    #[error("The verifier {name:?} belongs to an account. Say which: {}.", .accounts.iter().map(|slug| format!("--account {slug}")).collect::<Vec<_>>().join(" or "))]
    OfAccount { name: String, accounts: Vec<AccountSlug> },
    #[error("Several verifiers have names that read {0:?}. Use the id that `keydesk verifier list` prints.")]
    Several(String),
    #[error("{0}")]
    Refused(VerifierRefusal),
    #[error("The verifier was changed at the same time. Look at `keydesk verifier list` and try again.")]
    Changed,
    #[error("{0}")]
    Failed(AppError),
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Changed,
            other => Self::Failed(other.into()),
        }
    }
}

impl From<VerifierRefusal> for CommandError {
    fn from(refusal: VerifierRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A valid verifier named by an operator.
#[derive(Clone, Copy, Debug)]
pub struct NamedVerifier<'a> {
    /// Its name or id.
    pub name: &'a str,
    /// The account that manages it. A name alone is one of the operator's own, so that no name that an account chooses can change what a
    /// command does.
    pub account: Option<&'a str>,
}

/// Creates a verifier that may ask about these accounts and resources, or about all if there are none. Returns its secret, which is shown
/// only once. The settings of a single account manage the verifier from then on.
///
/// # Errors
/// [`CommandError`].
pub async fn create(
    state: &AppState,
    name: &str,
    accounts: &[String],
    resources: &[String],
) -> Result<Secret, CommandError> {
    let name = parse_name(name).map_err(CommandError::Name)?;
    if let Some(other) = resources.iter().find(|name| !is_resource_name(name)) {
        return Err(CommandError::NoResource(other.clone()));
    }
    let (mut slugs, mut resources) = (accounts.to_vec(), resources.to_vec());
    for names in [&mut slugs, &mut resources] {
        names.sort();
        names.dedup();
    }
    let mut bound = Vec::new();
    for slug in &slugs {
        let parsed = AccountSlug::parse_existing(slug).ok();
        let found = match &parsed {
            Some(slug) => state.store.account(slug).await?,
            None => None,
        };
        bound.push(found.ok_or_else(|| CommandError::NoAccount(slug.clone()))?.0);
    }
    let now = state.clock.now();
    let managed_by = match bound.as_slice() {
        [account] => Some(account.clone()),
        _ => None,
    };
    let entry = match &managed_by {
        Some(account) => AuditEntry::by_operator(account, Event::VerifierCreated, now),
        None => AuditEntry::by_operator_on_installation(Event::VerifierCreated, now),
    };
    let given = slugs.iter().chain(&resources).cloned().collect();
    let entry = entry.about(name.as_str()).with_detail(Detail::given(given));
    let secret = random::verifier_secret();
    let new = NewVerifier {
        id: random::id(),
        name: name.as_str().to_owned(),
        managed_by,
        scope: Scope {
            accounts: (!bound.is_empty()).then_some(bound),
            resources: (!resources.is_empty()).then_some(resources),
        },
        secret: secret.hash(),
    };
    match state.store.insert_verifier(&new, None, entry).await {
        Ok(()) => Ok(secret),
        Err(StoreError::Duplicate) => Err(CommandError::NameTaken(new.name)),
        Err(error) => Err(error.into()),
    }
}

/// All verifiers of the installation, by name. Revoked ones come last.
///
/// # Errors
/// [`CommandError::Failed`].
pub async fn list(state: &AppState) -> Result<Vec<Verifier>, CommandError> {
    Ok(state.store.verifiers(VerifiersOf::Everybody, state.clock.now()).await?)
}

/// Gives a verifier a new secret. The one in use stays valid until it is deleted.
///
/// # Errors
/// [`CommandError`].
pub async fn renew(state: &AppState, named: NamedVerifier<'_>) -> Result<(Verifier, Secret), CommandError> {
    let verifier = find(state, named).await?;
    let NewSecret { secret, hash, renewal } = NewSecret::of(&verifier)?;
    let change = VerifierChange::Renew { secret: &hash, renewal };
    save(state, &verifier, change, Event::VerifierRenewed).await?;
    Ok((verifier, secret))
}

/// Deletes the old secret of a verifier that was renewed.
///
/// # Errors
/// [`CommandError`].
pub async fn delete_old(state: &AppState, named: NamedVerifier<'_>) -> Result<Verifier, CommandError> {
    let verifier = find(state, named).await?;
    verifier.delete_old()?;
    let event = Event::VerifierOldSecretDeleted;
    save(state, &verifier, VerifierChange::DeleteOld, event).await?;
    Ok(verifier)
}

/// Revokes a verifier: none of its secrets is valid any more.
///
/// # Errors
/// [`CommandError`].
pub async fn revoke(state: &AppState, named: NamedVerifier<'_>) -> Result<Verifier, CommandError> {
    let verifier = find(state, named).await?;
    save(state, &verifier, VerifierChange::Revoke, Event::VerifierRevoked).await?;
    Ok(verifier)
}

async fn find(state: &AppState, named: NamedVerifier<'_>) -> Result<Verifier, CommandError> {
    let manager = match named.account {
        None => None,
        Some(slug) => {
            let parsed = AccountSlug::parse_existing(slug).ok();
            let found = match &parsed {
                Some(slug) => state.store.account(slug).await?,
                None => None,
            };
            Some(found.ok_or_else(|| CommandError::NoAccount(slug.to_owned()))?.0)
        }
    };
    let typed = named.name.trim();
    let mut valid = list(state).await?;
    valid.retain(|verifier| matches!(verifier.state, VerifierState::Valid { .. }));
    let is_named = |verifier: &Verifier| {
        let is_managed = named.account.is_none() || verifier.managed_by == manager;
        is_managed && verifier.id.as_str() == typed
    };
    if let Some(at) = valid.iter().position(is_named) {
        return Ok(valid.swap_remove(at));
    }
    // Names of earlier versions may be in another form, and may differ only in it.
    valid.retain(|verifier| normalise(verifier.name.trim()) == normalise(typed));
    let (mut found, others): (Vec<_>, Vec<_>) = valid.into_iter().partition(|verifier| verifier.managed_by == manager);
    if found.len() > 1 {
        found.retain(|verifier| verifier.name == typed);
    }
    match (found.pop(), found.pop()) {
        (Some(verifier), None) => Ok(verifier),
        (Some(_), Some(_)) => Err(CommandError::Several(typed.to_owned())),
        (None, _) => Err(not_found(typed, &others)),
    }
}

/// `others` are verifiers of this name that somebody else manages.
fn not_found(typed: &str, others: &[Verifier]) -> CommandError {
    let name = typed.to_owned();
    let accounts = others.iter().filter(|verifier| verifier.managed_by.is_some());
    let mut accounts: Vec<_> = accounts
        .filter_map(|verifier| verifier.scope.accounts.as_ref()?.first().cloned())
        .collect();
    accounts.sort();
    accounts.dedup();
    if accounts.is_empty() {
        CommandError::NoVerifier(name)
    } else {
        CommandError::OfAccount { name, accounts }
    }
}

async fn save(
    state: &AppState,
    verifier: &Verifier,
    change: VerifierChange<'_>,
    event: Event,
) -> Result<(), CommandError> {
    let now = state.clock.now();
    let entry = match &verifier.managed_by {
        Some(account) => AuditEntry::by_operator(account, event, now),
        None => AuditEntry::by_operator_on_installation(event, now),
    };
    let version = (&verifier.id, verifier.version);
    let entry = entry.about(&verifier.name);
    Ok(state.store.change_verifier(version, change, None, entry).await?)
}
