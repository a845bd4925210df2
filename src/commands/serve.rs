//! Serves Keydesk until it is asked to end.

use axum::body::Bytes;
use keydesk::{
    server::{accounts, clock::system_is_before_1970, jobs, state::AppState},
    web::{
        self,
        assets::{Files, Site},
        gateway, metrics,
        serve::{self, ConnectionLimits},
    },
};
use listenfd::ListenFd;
use rust_embed::Embed;
use sd_notify::NotifyState;
use std::{borrow::Cow, error::Error, io, net::SocketAddr, time::Duration};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::watch,
    time::{sleep, timeout},
};

/// Maximum number of connections that wait to be accepted.
const BACKLOG: u32 = 1_024;

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

/// The socket for pages. It is taken before the database is opened, so that a program that cannot serve changes nothing. Nobody gets an answer
/// before [`serve`] is ready.
pub enum Place {
    /// The first socket that systemd passed on.
    Passed(std::net::TcpListener),
    /// A socket at the configured address, which does not listen yet.
    Bound(TcpSocket, SocketAddr),
}

impl Place {
    /// Takes the first socket that was passed on, or else the configured address.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub fn take(address: SocketAddr) -> Result<Self, Box<dyn Error>> {
        let passed = ListenFd::from_env().take_tcp_listener(0);
        let passed = passed.map_err(|error| {
            format!("The socket that was passed on is no TCP listener: {error}. Correct the socket unit, or start Keydesk without it.")
        })?;
        if let Some(listener) = passed {
            listener.set_nonblocking(true)?;
            return Ok(Self::Passed(listener));
        }
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4(),
            SocketAddr::V6(_) => TcpSocket::new_v6(),
        }?;
        // Otherwise connections of an earlier run would keep the address for a minute.
        socket.set_reuseaddr(true)?;
        socket.bind(address).map_err(|error| cannot_listen(address, &error))?;
        Ok(Self::Bound(socket, address))
    }

    fn listen(self) -> Result<TcpListener, Box<dyn Error>> {
        match self {
            Self::Passed(listener) => Ok(TcpListener::from_std(listener)?),
            Self::Bound(socket, address) => {
                Ok(socket.listen(BACKLOG).map_err(|error| cannot_listen(address, &error))?)
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
pub async fn serve(state: AppState, place: Place) -> Result<(), Box<dyn Error>> {
    if system_is_before_1970() {
        // hyper panics when it writes a `Date` header before 1970.
        return Err(
            "The system's clock is set to a time before 1970. Correct the clock and start Keydesk again.".into(),
        );
    }
    let site = Site::find(state.config.site_root.as_deref(), files_for_browsers())?;
    let listener = place.listen()?;
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
    let limits = ConnectionLimits::of_system();
    let end = end(state.clone());
    let others = [
        gateway::serve(&state, limits, ended(end.clone())).await?,
        metrics::serve(&state, limits, ended(end.clone())).await?,
    ];
    tell_system(NotifyState::Ready);
    serve::serve(listener, web::router(state.clone(), site), limits, ended(end)).await;
    for other in others.into_iter().flatten() {
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
