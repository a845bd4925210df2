//! The use cases of verifiers in an account's settings. They reach the verifiers that the account manages, which may ask about this account
//! alone. The commands are in [`operator`].

mod forms;
pub mod operator;

pub use forms::{SecretForm, create, renew};

use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        id::Id,
        people::permission::Permission,
        text::{Label, TextError},
        verifiers::verifier::{Renewal, Verifier, VerifierRefusal, VerifierState},
    },
    error::{AppError, Field},
    i18n::t,
    server::{
        context::Caller,
        crypto::{Hash, Secret, random},
        normalise::normalise,
        reauthentication,
        store::{KeptAnswer, Membership, StoreError, VerifierChange, VerifiersOf},
        verifiers,
    },
    views::{verifiers::VerifierFormView, wire::Password},
};

const PERMISSION: Permission = Permission::SettingsEdit;

/// The data of *Create verifier*.
///
/// # Errors
/// As [`Caller::require`].
pub async fn form_to_create(caller: &Caller, account: &str) -> Result<VerifierFormView, AppError> {
    let membership = caller.require(account, PERMISSION).await?;
    view(caller, &membership, None).await
}

/// The data of a form about a verifier.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::NotFound`].
pub async fn form_about(caller: &Caller, account: &str, id: &Id<Verifier>) -> Result<VerifierFormView, AppError> {
    let membership = caller.require(account, PERMISSION).await?;
    // The forms say when secrets were last used.
    verifiers::record_uses(&caller.state).await?;
    let verifier = find(caller, &membership, id).await?;
    view(caller, &membership, Some(verifier)).await
}

/// Binds a verifier to resources; to all if there are none. `seen` is the version that the form showed.
///
/// # Errors
/// As [`Caller::require`] and [`reauthentication::confirm`]; [`AppError::NotFound`]; [`AppError::Invalid`]; [`AppError::ServerMessage`] if
/// the verifier was changed meanwhile.
pub async fn edit(
    caller: &Caller,
    account: &str,
    (id, seen): (&Id<Verifier>, &str),
    resources: Vec<String>,
    password: &Password,
) -> Result<(), AppError> {
    let found = FoundVerifier::of(caller, account, id, seen).await?;
    found.verifier.change().map_err(refused)?;
    let before = found.verifier.scope.resources.clone();
    let after = bound_resources(caller, &found.membership, resources, before.as_deref()).await?;
    if before == after {
        return Ok(());
    }
    reauthentication::confirm(caller, password).await?;
    let detail = Detail::of_bound_resources(before.as_deref(), after.as_deref());
    let change = VerifierChange::SetResources(after.as_deref());
    found
        .save(change, (Event::VerifierEdited, detail), None)
        .await
        .map_err(told)
}

/// Deletes the old secret of a verifier that was renewed.
///
/// # Errors
/// As [`edit`].
pub async fn delete_old(
    caller: &Caller,
    account: &str,
    (id, seen): (&Id<Verifier>, &str),
    password: &Password,
) -> Result<(), AppError> {
    let found = FoundVerifier::of(caller, account, id, seen).await?;
    found.verifier.delete_old().map_err(refused)?;
    reauthentication::confirm(caller, password).await?;
    let event = (Event::VerifierOldSecretDeleted, Detail::default());
    found.save(VerifierChange::DeleteOld, event, None).await.map_err(told)
}

/// Revokes a verifier: none of its secrets is valid any more.
///
/// # Errors
/// As [`edit`].
pub async fn revoke(
    caller: &Caller,
    account: &str,
    (id, seen): (&Id<Verifier>, &str),
    password: &Password,
) -> Result<(), AppError> {
    let found = FoundVerifier::of(caller, account, id, seen).await?;
    found.verifier.change().map_err(refused)?;
    reauthentication::confirm(caller, password).await?;
    let event = (Event::VerifierRevoked, Detail::default());
    found.save(VerifierChange::Revoke, event, None).await.map_err(told)
}

/// A new secret of a verifier that is renewed.
struct NewSecret {
    secret: Secret,
    hash: Hash,
    renewal: Renewal,
}

impl NewSecret {
    fn of(verifier: &Verifier) -> Result<Self, VerifierRefusal> {
        let renewal = verifier.renew()?;
        let secret = random::verifier_secret();
        let hash = secret.hash();
        Ok(Self { secret, hash, renewal })
    }
}

/// A verifier of the caller's account.
struct FoundVerifier<'a> {
    caller: &'a Caller,
    membership: Membership,
    verifier: Verifier,
}

impl<'a> FoundVerifier<'a> {
    async fn of(caller: &'a Caller, account: &str, id: &Id<Verifier>, seen: &str) -> Result<Self, AppError> {
        let membership = caller.require(account, PERMISSION).await?;
        let verifier = find(caller, &membership, id).await?;
        if seen != verifier.version.to_string() {
            return Err(told(AppError::Conflict));
        }
        Ok(Self {
            caller,
            membership,
            verifier,
        })
    }

    async fn save(
        &self,
        change: VerifierChange<'_>,
        (event, detail): (Event, Detail),
        answer: Option<&KeptAnswer>,
    ) -> Result<(), AppError> {
        let entry = self.caller.entry(&self.membership.account, event)?;
        let entry = entry.about(&self.verifier.name).with_detail(detail);
        let version = (&self.verifier.id, self.verifier.version);
        Ok(self
            .caller
            .state
            .store
            .change_verifier(version, change, answer, entry)
            .await?)
    }
}

async fn find(caller: &Caller, membership: &Membership, id: &Id<Verifier>) -> Result<Verifier, AppError> {
    if !id.is_well_formed() {
        return Err(AppError::NotFound);
    }
    let (store, now) = (&caller.state.store, caller.state.clock.now());
    let found = store.verifiers(VerifiersOf::Id(id), now).await?.into_iter().next();
    let reachable = |verifier: &Verifier| {
        let is_valid = matches!(verifier.state, VerifierState::Valid { .. });
        is_valid && verifier.managed_by.as_ref() == Some(&membership.account)
    };
    found.filter(reachable).ok_or(AppError::NotFound)
}

async fn view(
    caller: &Caller,
    membership: &Membership,
    verifier: Option<Verifier>,
) -> Result<VerifierFormView, AppError> {
    let now = caller.state.clock.now();
    let team = caller.state.store.team(&membership.account, now).await?;
    Ok(VerifierFormView {
        viewer: caller.viewer(membership)?,
        verifier,
        resources: team.resources,
        now,
    })
}

/// The entered name of a verifier.
fn parse_name(name: &str) -> Result<Label, TextError> {
    Label::parse(&normalise(name)).map_err(|reason| match reason {
        TextError::LabelBlank => TextError::ServerMessage(t::verifiers_refused_name_blank().to_owned()),
        other => other,
    })
}

/// The chosen resources, sorted; `None` for all. They are resources of the account, or those that the verifier had before.
async fn bound_resources(
    caller: &Caller,
    membership: &Membership,
    mut chosen: Vec<String>,
    before: Option<&[String]>,
) -> Result<Option<Vec<String>>, AppError> {
    chosen.sort();
    chosen.dedup();
    let team = caller
        .state
        .store
        .team(&membership.account, caller.state.clock.now())
        .await?;
    let known = |name: &String| team.resources.iter().any(|resource| resource.name == *name);
    let had = |name: &String| before.is_some_and(|before| before.contains(name));
    match chosen.iter().find(|name| !known(name) && !had(name)) {
        Some(other) => {
            let other: String = other.chars().take(64).collect();
            let sentence = t::roles_refused_resource_unknown(&other);
            Err(AppError::field(Field::Resources, TextError::ServerMessage(sentence)))
        }
        None => Ok((!chosen.is_empty()).then_some(chosen)),
    }
}

/// Converts a refusal to the error above the form.
fn refused(refusal: VerifierRefusal) -> AppError {
    let sentence = refusal.to_string();
    match refusal {
        VerifierRefusal::Revoked => AppError::NotFound,
        VerifierRefusal::NameTaken => AppError::field(Field::Name, TextError::ServerMessage(sentence)),
        VerifierRefusal::NewSecretInUse | VerifierRefusal::NoOldSecret | VerifierRefusal::TooMany => {
            AppError::ServerMessage(sentence)
        }
    }
}

/// Says of a conflict what was changed.
fn told(error: AppError) -> AppError {
    match error {
        AppError::Conflict => AppError::ServerMessage(t::verifiers_refused_changed().to_owned()),
        other => other,
    }
}

/// The error of a new verifier that could not be stored.
fn not_inserted(error: StoreError) -> AppError {
    match error {
        StoreError::Duplicate => refused(VerifierRefusal::NameTaken),
        other => other.into(),
    }
}
