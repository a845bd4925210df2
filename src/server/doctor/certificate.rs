//! Whether the certificate of an https origin expires soon: a TLS handshake that judges it by a clock some days ahead.

use super::Finding;
use crate::{
    domain::time::{Timestamp, days},
    server::origin::Origin,
};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, RootCertStore,
    crypto::ring,
    pki_types::{ServerName, UnixTime},
    time_provider::TimeProvider,
};
use std::{
    io,
    net::{TcpStream, ToSocketAddrs},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

const CHECK: &str = "certificate";
/// Automatic renewal happens earlier than this.
const SOON: Duration = days(7);
/// Time limit of each step.
const WITHIN: Duration = Duration::from_secs(5);

/// A warning if the certificate of this origin expires soon. `None` if it does not, or if that cannot be told. Call this for a certificate that is
/// valid now.
pub(super) fn judge(origin: &Origin, now: Timestamp) -> Option<Finding> {
    if !origin.is_https() {
        return None;
    }
    let failed = handshake_in_time(origin, now.plus(SOON))?;
    is_about_the_end(&failed).then(|| {
        Finding::warning(
            CHECK,
            format!(
                "the certificate of {} ends within {} days. Renew it, and find out why it was not renewed automatically.",
                origin.as_str(),
                SOON.as_secs() / days(1).as_secs()
            ),
        )
    })
}

/// A clock that always tells the same time.
#[derive(Debug)]
struct At(UnixTime);

impl TimeProvider for At {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

/// Why a handshake fails. `None` if it does not, or takes too long: who answers there may send one byte every few seconds.
fn handshake_in_time(origin: &Origin, at: Timestamp) -> Option<io::Error> {
    let (tell, told) = mpsc::channel();
    let origin = origin.clone();
    thread::spawn(move || tell.send(handshake(&origin, at)));
    told.recv_timeout(WITHIN * 2).ok()?.err()
}

fn handshake(origin: &Origin, at: Timestamp) -> io::Result<()> {
    let seconds = u64::try_from(at.seconds()).unwrap_or_default();
    let clock = At(UnixTime::since_unix_epoch(Duration::from_secs(seconds)));
    let mut authorities = RootCertStore::empty();
    authorities.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_details(Arc::new(ring::default_provider()), Arc::new(clock))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(authorities)
        .with_no_client_auth();
    let host = origin.host();
    let name = ServerName::try_from(host.clone()).map_err(io::Error::other)?;
    let mut tls = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    let mut stream = connect(&host, origin.port())?;
    tls.complete_io(&mut stream)?;
    Ok(())
}

/// Connects to the first address of a host that answers.
fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut addresses = (host, port).to_socket_addrs()?;
    let stream = addresses.find_map(|address| TcpStream::connect_timeout(&address, WITHIN).ok());
    let stream = stream.ok_or(io::ErrorKind::HostUnreachable)?;
    stream.set_read_timeout(Some(WITHIN))?;
    stream.set_write_timeout(Some(WITHIN))?;
    Ok(stream)
}

fn is_about_the_end(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    matches!(
        inner,
        Some(rustls::Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. }
        ))
    )
}
