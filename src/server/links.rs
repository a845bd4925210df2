//! The recipient's side of a single-access link. Whoever has the address is let in; nothing else is asked.

use crate::{
    domain::{link::Link, receipt::VisitKind, time::Timestamp},
    error::AppError,
    server::{
        context::Caller,
        crypto::{self, Secret},
        devices,
        limits::Limited,
        once::drawn,
        store::Visitor,
    },
};

/// What the page says about a link.
#[derive(Clone, Debug)]
pub struct Looked {
    pub account: String,
    pub label: String,
    /// As it is now.
    pub link: Link,
    pub now: Timestamp,
}

/// A token, given out.
pub struct Opened {
    pub account: String,
    pub label: String,
    pub app_key: String,
    pub token: Secret,
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
pub async fn look(caller: &Caller, link_id: &Secret) -> Result<Looked, AppError> {
    caller.state.limits.check(Limited::LinkPage, &caller.ip)?;
    let looked = read(caller, link_id).await?;
    let (store, hash) = (&caller.state.store, link_id.hash());
    let browser = devices::browser(&caller.user_agent);
    let visitor = Visitor {
        ip: &caller.ip,
        browser: &browser,
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
/// token before the opening is committed. If drawing fails, the link stays closed and can be opened again.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::TooMany`]; [`AppError::Unavailable`] when the page could not be drawn.
pub async fn open<P: Send>(
    caller: &Caller,
    link_id: &Secret,
    draw: impl Fn(Opened) -> P + Send + Sync,
) -> Result<Opening<P>, AppError> {
    caller.state.limits.check(Limited::OpenLink, &caller.ip)?;
    let (store, now) = (&caller.state.store, caller.state.clock.now());
    let hash = link_id.hash();
    let browser = devices::browser(&caller.user_agent);
    let visitor = Visitor {
        ip: &caller.ip,
        browser: &browser,
    };
    let claimed = store
        .claim_link(&hash, visitor, now, |claim| {
            let token = crypto::open(link_id, claim.token_id.as_str(), &claim.sealed).ok()?;
            let opened = Opened {
                account: claim.account_slug.clone(),
                label: claim.label.clone(),
                app_key: claim.app_key.clone(),
                token,
            };
            drawn(|| draw(opened)).ok()
        })
        .await?;
    match claimed {
        Some((_, page)) => Ok(Opening::Opened(page)),
        None => {
            let looked = read(caller, link_id).await?;
            let kind = VisitKind::TriedAgain;
            // Whoever comes too late is told so, whether or not it can be written down.
            if let Err(error) = store.record_visit_after_end(&hash, kind, visitor, now).await {
                tracing::error!(%error, "a visit after a link's end could not be noted");
            }
            Ok(Opening::Ended(looked))
        }
    }
}

async fn read(caller: &Caller, link_id: &Secret) -> Result<Looked, AppError> {
    let record = caller
        .state
        .store
        .look_at_link(&link_id.hash())
        .await?
        .ok_or(AppError::NotFound)?;
    let now = caller.state.clock.now();
    Ok(Looked {
        account: record.account_slug,
        label: record.label,
        link: record.link.at(now),
        now,
    })
}
