//! The recipient's side of a single-access link. The link's URL is the only credential: anyone who has it may open the link.

use crate::{
    domain::{
        audit::receipt::{VisitKind, VisitedBy},
        keys::{link::Link, token_text::is_link_id},
        time::{Timestamp, days},
    },
    error::AppError,
    server::{
        context::Caller,
        crypto::{self, Hash, Secret, hash, random},
        devices,
        idempotency::{SubmittedForm, try_render},
        limits::RateLimited,
        store::Visitor,
    },
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long the browser that opened a link is recognised.
pub const OPENER_KNOWN_FOR: Duration = days(30);

/// A request to a link.
#[derive(Clone, Debug, Default)]
pub struct LinkRequest {
    /// The kind of visitor according to the request. [`VisitedBy::Opener`] is determined here, from the browser's secret.
    pub by: VisitedBy,
    /// The secret from the cookie that the browser got when it opened this link. It grants nothing.
    pub browser: Option<Secret>,
}

/// The data of a link's page.
#[derive(Clone, Debug)]
pub struct LinkDetails {
    pub account: String,
    pub label: String,
    /// The link's current state.
    pub link: Link,
    pub now: Timestamp,
}

/// A token that was handed out. No `Debug`, because it contains the token.
#[derive(Serialize, Deserialize)]
pub struct DeliveredToken {
    pub account: String,
    pub label: String,
    pub app_key: String,
    pub token: String,
    /// The browser's new secret, for its cookie.
    pub browser: String,
}

/// The result of opening a link.
pub enum Opening<P> {
    /// This request opened the link: the page that shows the token.
    Opened(P),
    /// The link had been opened, expired or cancelled before.
    Ended(LinkDetails),
}

/// Reads a link without opening it, and records the visit in its receipt. A malformed id is looked up like any other, so that the answer
/// and its timing are the same as for an unknown id.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::TooMany`].
pub async fn view(caller: &Caller, link_id: &Secret, request: &LinkRequest) -> Result<LinkDetails, AppError> {
    caller.state.limits.check(RateLimited::LinkPage, &caller.ip)?;
    let (details, opener) = load(caller, link_id).await?;
    let (store, hash) = (&caller.state.store, link_id.hash());
    let browser = devices::browser(&caller.user_agent);
    let visitor = Visitor {
        ip: &caller.ip,
        browser: &browser,
        by: request.visited_by(link_id, opener.as_ref()),
    };
    let recorded = match details.link {
        Link::Pending { .. } => store.record_view(&hash, visitor, details.now).await,
        // Recorded, because the link may have leaked, or the intended recipient came second.
        Link::Opened { .. } | Link::Expired { .. } | Link::Cancelled { .. } => {
            let kind = VisitKind::LookedAgain;
            store.record_visit_after_end(&hash, kind, visitor, details.now).await
        }
    };
    // A failed record does not fail the request: the visitor must see the link's state in any case.
    if let Err(error) = recorded {
        tracing::error!(%error, "a visit to a link could not be recorded");
    }
    Ok(details)
}

/// Opens a link and hands out its token, exactly once across all nodes and concurrent requests. `render` makes the page with the token
/// before the opening is committed. If it fails, the link stays pending. The form that opened the link gets the same answer again for 30
/// seconds; this is not a second opening.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::TooMany`]; [`AppError::Unavailable`] if the page could not be rendered.
pub async fn open<P: Send>(
    caller: &Caller,
    link_id: &Secret,
    request: &LinkRequest,
    submitted: Option<&SubmittedForm>,
    render: impl Fn(DeliveredToken) -> P + Send + Sync,
) -> Result<Opening<P>, AppError> {
    caller.state.limits.check(RateLimited::OpenLink, &caller.ip)?;
    let (store, now) = (&caller.state.store, caller.state.clock.now());
    let hash = link_id.hash();
    let browser = devices::browser(&caller.user_agent);
    let visitor = Visitor {
        ip: &caller.ip,
        browser: &browser,
        by: VisitedBy::Somebody,
    };
    // Always a new secret: an attacker may have planted the cookie of the request.
    let secret = random::secret();
    let claimed = store
        .claim_link(&hash, visitor, &opener_hash(&secret, link_id), now, |claim| {
            let token = crypto::open(link_id, claim.token_id.as_str(), &claim.sealed).ok()?;
            let opened = DeliveredToken {
                account: claim.account_slug.clone(),
                label: claim.label.clone(),
                app_key: claim.app_key.clone(),
                token: token.expose().to_owned(),
                browser: secret.expose().to_owned(),
            };
            let answer = submitted
                .map(|submitted| submitted.seal_answer(hash.as_str(), &opened, now))
                .transpose()
                .ok()?;
            Some((try_render(|| render(opened)).ok()?, answer))
        })
        .await?;
    match claimed {
        Some((_, page)) => Ok(Opening::Opened(page)),
        None => {
            if let Some(submitted) = submitted
                && let Some(opened) = submitted.stored_answer(&caller.state).await?
            {
                return try_render(|| render(opened)).map(Opening::Opened);
            }
            let details = visit_ended(caller, link_id, request, visitor).await?;
            Ok(Opening::Ended(details))
        }
    }
}

/// The data of a link that has ended. Records the attempt to open it.
async fn visit_ended(
    caller: &Caller,
    link_id: &Secret,
    request: &LinkRequest,
    visitor: Visitor<'_>,
) -> Result<LinkDetails, AppError> {
    let store = &caller.state.store;
    let (details, opener) = load(caller, link_id).await?;
    let by = request.visited_by(link_id, opener.as_ref());
    let (kind, visitor) = (VisitKind::TriedAgain, Visitor { by, ..visitor });
    // A failed record does not fail the request: the visitor must see that the link has ended.
    if let Err(error) = store
        .record_visit_after_end(&link_id.hash(), kind, visitor, details.now)
        .await
    {
        tracing::error!(%error, "an attempt to open an ended link could not be recorded");
    }
    Ok(details)
}

impl LinkRequest {
    /// The kind of visitor, with [`VisitedBy::Opener`] if this browser opened the link.
    fn visited_by(&self, link_id: &Secret, opened_by: Option<&Hash>) -> VisitedBy {
        let cookie_and_opener = self.known_browser().zip(opened_by);
        match self.by {
            VisitedBy::Headers | VisitedBy::Prefetch => self.by,
            VisitedBy::Somebody | VisitedBy::Preview | VisitedBy::Opener => match cookie_and_opener {
                Some((secret, opened_by)) if opener_hash(secret, link_id).matches(opened_by) => VisitedBy::Opener,
                Some(_) | None => self.by,
            },
        }
    }

    /// The browser's secret, if it has the format of Keydesk's secrets.
    fn known_browser(&self) -> Option<&Secret> {
        self.browser.as_ref().filter(|secret| is_link_id(secret.expose()))
    }
}

/// The hash that identifies a browser at one link. It includes the link's id, so a browser's hashes differ between links.
fn opener_hash(browser: &Secret, link_id: &Secret) -> Hash {
    let (browser, link_id) = (browser.expose(), link_id.expose());
    hash(&format!(
        "keydesk: the browser that opened a link, version 1: {browser} {link_id}"
    ))
}

/// The data of the link's page, and the hash of the browser that opened it.
async fn load(caller: &Caller, link_id: &Secret) -> Result<(LinkDetails, Option<Hash>), AppError> {
    let record = caller
        .state
        .store
        .read_link(&link_id.hash())
        .await?
        .ok_or(AppError::NotFound)?;
    let now = caller.state.clock.now();
    let details = LinkDetails {
        account: record.account_slug,
        label: record.label,
        link: record.link.at(now),
        now,
    };
    Ok((details, record.opener))
}
