//! Serves Keydesk until it is asked to end.

use axum::body::Bytes;
use keydesk::{
    server::{accounts, clock::system_is_before_1970, config::Config, jobs, state::AppState},
    web::{
        self,
        assets::{Files, Site},
        gateway, metrics,
        place::TcpPlace,
        serve::{self, ConnectionLimits},
    },
};
use listenfd::ListenFd;
use rust_embed::Embed;
use sd_notify::NotifyState;
use std::{borrow::Cow, error::Error, io, net::SocketAddr, time::Duration};
use tokio::{
    net::TcpListener,
    sync::watch,
    time::{sleep, timeout},
};

/// The files for browsers, which `.ci/build` makes before the program. A program for tests is built without them.
#[derive(Embed)]
#[folder = "target/site"]
#[allow_missing = true]
struct Embedded;

fn files_for_browsers() -> Files {
    let files = Embedded::iter().filter_map(|path| {
        let bytes = match Embedded::get(&path)?.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        Some((path.into_owned(), bytes))
    });
    files.collect()
}

/// What serving needs besides the database. It is found and taken before the database is opened, so that a program that cannot serve changes
/// nothing.
pub struct Places {
    site: Site,
    pages: PagesPlace,
    metrics: Option<TcpPlace>,
    gateways: Option<gateway::Place>,
}

impl Places {
    /// Finds the files for browsers, and takes the configured addresses.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub async fn take(config: &Config) -> Result<Self, Box<dyn Error>> {
        if system_is_before_1970() {
            // hyper panics when it writes a `Date` header before 1970.
            return Err(
                "The system's clock is set to a time before 1970. Correct the clock and start Keydesk again.".into(),
            );
        }
        let places = Self {
            site: Site::find(config.site_root.as_deref(), files_for_browsers())?,
            pages: PagesPlace::take(config.listen)?,
            metrics: metrics::take(config)?,
            // The last one, because a Unix socket is a file.
            gateways: gateway::take(config).await?,
        };
        places.refuse_same_addresses()?;
        Ok(places)
    }

    /// Refuses two settings with one address: both can be taken, but only one could listen.
    fn refuse_same_addresses(&self) -> Result<(), String> {
        let pages = match &self.pages {
            PagesPlace::Taken(place) => Some(place.address()),
            PagesPlace::Passed(_) => None,
        };
        let gateways = match &self.gateways {
            Some(gateway::Place::Tcp(place)) => Some(place.address()),
            Some(gateway::Place::Unix(_)) | None => None,
        };
        let pages = ("KEYDESK_LISTEN", pages);
        let metrics = ("KEYDESK_METRICS_LISTEN", self.metrics.as_ref().map(TcpPlace::address));
        let gateways = ("KEYDESK_VERIFY_LISTEN", gateways);
        for [(one, at), (other, also_at)] in [[pages, metrics], [pages, gateways], [metrics, gateways]] {
            if let Some(address) = at
                && address.port() != 0
                && also_at == Some(address)
            {
                return Err(format!(
                    "{one} and {other} are both {address}. Set one of them to another address or port."
                ));
            }
        }
        Ok(())
    }
}

/// Where pages are served.
enum PagesPlace {
    /// The first socket that systemd passed on.
    Passed(std::net::TcpListener),
    /// The configured address.
    Taken(TcpPlace),
}

impl PagesPlace {
    /// Takes the first socket that was passed on, or else the configured address.
    fn take(address: SocketAddr) -> Result<Self, Box<dyn Error>> {
        let passed = ListenFd::from_env().take_tcp_listener(0);
        let passed = passed.map_err(|error| {
            format!("The socket that was passed on is no TCP listener: {error}. Correct the socket unit, or start Keydesk without it.")
        })?;
        if let Some(listener) = passed {
            listener.set_nonblocking(true)?;
            return Ok(Self::Passed(listener));
        }
        let place = TcpPlace::take(address).map_err(|error| cannot_listen(address, &error))?;
        Ok(Self::Taken(place))
    }

    fn listen(self) -> Result<TcpListener, Box<dyn Error>> {
        match self {
            Self::Passed(listener) => Ok(TcpListener::from_std(listener)?),
            Self::Taken(place) => {
                let address = place.address();
                Ok(place.listen().map_err(|error| cannot_listen(address, &error))?)
            }
        }
    }
}

fn cannot_listen(address: SocketAddr, error: &io::Error) -> String {
    format!(
        "Cannot listen on {address}: {error}. Stop the program that uses this address, or set KEYDESK_LISTEN to another address."
    )
}

/// Serves until SIGTERM or Ctrl-C.
///
/// # Errors
/// One sentence for the operator if it cannot begin.
pub async fn serve(state: AppState, places: Places) -> Result<(), Box<dyn Error>> {
    let limits = ConnectionLimits::of_system();
    let end = end(state.clone());
    let mut others = Vec::new();
    if let Some(place) = places.gateways {
        others.push(gateway::serve(&state, place, limits, ended(end.clone()))?);
    }
    if let Some(place) = places.metrics {
        others.push(metrics::serve(&state, place, limits, ended(end.clone()))?);
    }
    let listener = places.pages.listen()?;
    if let Some(link) = accounts::setup_link(&state).await? {
        tracing::warn!("{}", state.store.first_notice());
        tracing::info!("Setup: {}", link.expose());
    }
    tracing::info!(
        "Keydesk serves {} on {}",
        state.config.origin.as_str(),
        listener.local_addr()?
    );
    let jobs = tokio::spawn(jobs::run(state.clone()));
    tell_system(NotifyState::Ready);
    let router = web::router(state.clone(), places.site);
    serve::serve(listener, router, limits, ended(end)).await;
    for other in others {
        other.await?;
    }
    jobs.abort();
    // All listeners are closed, so no more uses are counted. The timeouts prevent an unresponsive database from blocking the exit.
    let _ = timeout(Duration::from_secs(5), jobs::finish(&state)).await;
    let _ = timeout(Duration::from_secs(5), state.store.close()).await;
    Ok(())
}

/// Tells the service manager how far this is. Without one it does nothing.
fn tell_system(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "the service manager could not be told");
    }
}

/// Becomes true when the listeners are to close: after the program was asked to end, and after the configured delay, in which probes say that it is
/// not ready.
fn end(state: AppState) -> watch::Receiver<bool> {
    let (told, end) = watch::channel(false);
    tokio::spawn(async move {
        asked_to_end().await;
        state.begin_to_end();
        tell_system(NotifyState::Stopping);
        sleep(state.config.end_delay).await;
        let _ = told.send(true);
    });
    end
}

async fn ended(mut end: watch::Receiver<bool>) {
    let _ = end.wait_for(|ended| *ended).await;
}

/// Waits for Ctrl-C or SIGTERM.
async fn asked_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        },
        Err(_) => drop(interrupt.await),
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
