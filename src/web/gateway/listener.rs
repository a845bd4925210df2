//! The separate listener for gateways: a TCP address or a Unix socket.

use crate::{
    server::verify_listener::ListenAddress,
    web::{
        place::TcpPlace,
        serve::{self, Answer, ConnectionLimits},
    },
};
use std::{
    io::{self, ErrorKind},
    os::unix::fs::FileTypeExt,
    path::Path,
};
use tokio::{
    net::{UnixListener, UnixStream},
    task::JoinHandle,
};

/// An address that was taken, and where nobody is answered yet.
#[derive(Debug)]
pub enum Place {
    Tcp(TcpPlace),
    /// This one listens already: a socket on which nobody listens would pass for one that was left behind.
    Unix(UnixListener),
}

/// Takes an address.
///
/// # Errors
/// One sentence for the operator if the address cannot be listened on.
pub(super) async fn take(address: &ListenAddress) -> Result<Place, String> {
    match address {
        ListenAddress::Tcp(address) => TcpPlace::take(*address)
            .map(Place::Tcp)
            .map_err(|error| refused(&address.to_string(), &error)),
        ListenAddress::Unix(path) => bind(path)
            .await
            .map(Place::Unix)
            .map_err(|error| refused(&path.display().to_string(), &error)),
    }
}

/// Serves a service at an address that was taken, until `end` completes.
///
/// # Errors
/// One sentence for the operator if the address cannot be listened on.
pub(super) fn serve(
    place: Place,
    service: impl Answer,
    limits: ConnectionLimits,
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<JoinHandle<()>, String> {
    let limits = ConnectionLimits {
        answers_half_closed: true,
        ..limits
    };
    Ok(match place {
        Place::Tcp(place) => {
            let address = place.address();
            let listener = place.listen();
            let listener = listener.map_err(|error| refused(&address.to_string(), &error))?;
            tokio::spawn(serve::serve_service(listener, service, limits, end))
        }
        Place::Unix(listener) => tokio::spawn(serve::serve_service(listener, service, limits, end)),
    })
}

fn refused(place: &str, error: &io::Error) -> String {
    format!(
        "Cannot listen on {place} for gateways: {error}. Stop the program that uses it, or set KEYDESK_VERIFY_LISTEN to another \
         address or to a path in a folder that Keydesk may write."
    )
}

/// Listens on a Unix socket. A file that an earlier process left at its path, and on which nobody listens, is replaced.
///
/// # Errors
/// The path cannot be bound, or another process listens there.
async fn bind(path: &Path) -> io::Result<UnixListener> {
    match UnixListener::bind(path) {
        Err(error) if error.kind() == ErrorKind::AddrInUse && is_left_behind(path).await => {
            std::fs::remove_file(path)?;
            UnixListener::bind(path)
        }
        bound => bound,
    }
}

async fn is_left_behind(path: &Path) -> bool {
    let is_socket = std::fs::symlink_metadata(path).is_ok_and(|file| file.file_type().is_socket());
    is_socket
        && UnixStream::connect(path)
            .await
            .is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused)
}
