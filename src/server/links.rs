//! The recipient's side of a single-access link. Whoever has the address is let in; nothing else is asked.

use crate::{
    domain::{
        audit::receipt::{VisitKind, VisitedBy},
        keys::{link::Link, token_text::is_link_id},
        time::{DAY, Timestamp},
    },
    error::AppError,
    server::{
        context::Caller,
        crypto::{self, Hash, Secret, hash, random},
        devices,
        limits::Limited,
        once::{Sent, drawn},
        store::Visitor,
    },
};
use serde::{Deserialize, Serialize};

/// For how long the browser that opened a link is known, in milliseconds.
pub const OPENER_KNOWN_FOR: i64 = 30 * DAY;

/// How somebody comes to a link.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// Who or what it shows itself to be. Whether it is the browser that opened the link is found out here.
    pub by: VisitedBy,
    /// The browser's secret, from the cookie that it was given when it opened this link. It is worth nothing else.
    pub browser: Option<Secret>,
}

/// What the page says about a link.
#[derive(Clone, Debug)]
pub struct Looked {
    pub account: String,
    pub label: String,
    /// As it is now.
    pub link: Link,
    pub now: Timestamp,
}

/// A token, given out. No `Debug`: it holds the token.
#[derive(Serialize, Deserialize)]
pub struct Opened {
    pub account: String,
    pub label: String,
    pub app_key: String,
    pub token: String,
    /// The browser's secret from now on, for its cookie.
    pub browser: String,
}

/// How an opening ended.
pub enum Opening<P> {
    /// This caller opened it: the page that shows the token.
    Opened(P),
    /// It had ended before.
    Ended(Looked),
}

/// Looks at a link, which never opens it; who looked is written into its receipt. A malformed id is looked up like any other, so
/// that the answer and the time it takes are the same as for an unknown one.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::TooMany`].
pub async fn look(caller: &Caller, link_id: &Secret, visit: &Visit) -> Result<Looked, AppError> {
    caller.state.limits.check(Limited::LinkPage, &caller.ip)?;
    let (looked, opener) = read(caller, link_id).await?;
    let (store, hash) = (&caller.state.store, link_id.hash());
    let browser = devices::browser(&caller.user_agent);
    let visitor = Visitor {
        ip: &caller.ip,
        browser: &browser,
        by: visit.by(link_id, opener.as_ref()),
    };
    let recorded = match looked.link {
        Link::Pending { .. } => store.record_look(&hash, visitor, looked.now).await,
        // A visit to a link that was opened before is worth knowing: somebody has the address who should not, or the
        // intended recipient came second.
        Link::Opened { .. } | Link::Expired { .. } | Link::Cancelled { .. } => {
            let kind = VisitKind::LookedAgain;
            store.record_visit_after_end(&hash, kind, visitor, looked.now).await
        }
    };
    // The visitor must learn what became of the link, whether or not there is room to write the visit down.
    if let Err(error) = recorded {
        tracing::error!(%error, "a look at a link could not be recorded");
    }
    Ok(looked)
}

/// Opens a link: gives its token out, exactly once over every node and every racing request. `draw` makes the page that shows the
/// token before the opening is committed. If drawing fails, the link stays closed and can be opened again. The form that opened
/// the link gets the same answer again for a moment, which is not another opening.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::TooMany`]; [`AppError::Unavailable`] when the page could not be drawn.
pub async fn open<P: Send>(
    caller: &Caller,
    link_id: &Secret,
    visit: &Visit,
    sent: Option<&Sent>,
    draw: impl Fn(Opened) -> P + Send + Sync,
) -> Result<Opening<P>, AppError> {
    caller.state.limits.check(Limited::OpenLink, &caller.ip)?;
    let (store, now) = (&caller.state.store, caller.state.clock.now());
    let hash = link_id.hash();
    let browser = devices::browser(&caller.user_agent);
    let visitor = Visitor {
        ip: &caller.ip,
        browser: &browser,
        by: VisitedBy::Somebody,
    };
    // Always a new one: a cookie that came with the request may have been planted by somebody who knows it.
    let secret = random::secret();
    let claimed = store
        .claim_link(&hash, visitor, &opener(&secret, link_id), now, |claim| {
            let token = crypto::open(link_id, claim.token_id.as_str(), &claim.sealed).ok()?;
            let opened = Opened {
                account: claim.account_slug.clone(),
                label: claim.label.clone(),
                app_key: claim.app_key.clone(),
                token: token.expose().to_owned(),
                browser: secret.expose().to_owned(),
            };
            let answer = sent
                .map(|sent| sent.keep(hash.as_str(), &opened, now))
                .transpose()
                .ok()?;
            Some((drawn(|| draw(opened)).ok()?, answer))
        })
        .await?;
    match claimed {
        Some((_, page)) => Ok(Opening::Opened(page)),
        None => {
            if let Some(sent) = sent
                && let Some(opened) = sent.again(&caller.state).await?
            {
                return drawn(|| draw(opened)).map(Opening::Opened);
            }
            let (looked, opener) = read(caller, link_id).await?;
            let by = visit.by(link_id, opener.as_ref());
            let (kind, visitor) = (VisitKind::TriedAgain, Visitor { by, ..visitor });
            // Whoever comes too late is told so, whether or not it can be written down.
            if let Err(error) = store.record_visit_after_end(&hash, kind, visitor, now).await {
                tracing::error!(%error, "a visit after a link's end could not be noted");
            }
            Ok(Opening::Ended(looked))
        }
    }
}

impl Visit {
    /// Who comes, to a link that this browser opened or another one.
    fn by(&self, link_id: &Secret, opened_by: Option<&Hash>) -> VisitedBy {
        let back = self.known_browser().zip(opened_by);
        match self.by {
            VisitedBy::Headers | VisitedBy::Prefetch => self.by,
            VisitedBy::Somebody | VisitedBy::Preview | VisitedBy::Opener => match back {
                Some((secret, opened_by)) if opener(secret, link_id).matches(opened_by) => VisitedBy::Opener,
                Some(_) | None => self.by,
            },
        }
    }

    /// The browser's secret, if it is one that Keydesk drew.
    fn known_browser(&self) -> Option<&Secret> {
        self.browser.as_ref().filter(|secret| is_link_id(secret.expose()))
    }
}

/// The hash by which a browser is known again at a link. With the link's id in it, the hashes of one browser's links differ.
fn opener(browser: &Secret, link_id: &Secret) -> Hash {
    let (browser, link_id) = (browser.expose(), link_id.expose());
    hash(&format!(
        "keydesk: the browser that opened a link, version 1: {browser} {link_id}"
    ))
}

/// The link as its page tells of it, and the hash of the browser that opened it.
async fn read(caller: &Caller, link_id: &Secret) -> Result<(Looked, Option<Hash>), AppError> {
    let record = caller
        .state
        .store
        .look_at_link(&link_id.hash())
        .await?
        .ok_or(AppError::NotFound)?;
    let now = caller.state.clock.now();
    let looked = Looked {
        account: record.account_slug,
        label: record.label,
        link: record.link.at(now),
        now,
    };
    Ok((looked, record.opener))
}
