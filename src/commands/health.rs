//! Asks the running Keydesk how it is. Health checks of containers run this, because their image contains no other program.

use axum::body::Bytes;
use http_body_util::Empty;
use hyper::{Request, StatusCode, client::conn::http1, header::HOST};
use hyper_util::rt::TokioIo;
use keydesk::server::config::Config;
use std::{
    error::Error,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use tokio::{net::TcpStream, time::timeout};

/// Asks whether Keydesk may get requests, or only whether it answers at all.
///
/// # Errors
/// One sentence for the operator: the answer is no, or there is none.
pub async fn check(config: &Config, live: bool) -> Result<&'static str, Box<dyn Error>> {
    let address = reachable(config.listen);
    let (path, good) = if live {
        ("/livez", "Keydesk answers.")
    } else {
        ("/readyz", "Keydesk is ready.")
    };
    // The server itself waits for its database for as long as `probe_timeout`.
    let within = config.probe_timeout + Duration::from_secs(1);
    match timeout(within, ask(address, path)).await {
        Ok(Ok(StatusCode::OK)) => Ok(good),
        Ok(Ok(status)) => Err(format!("Keydesk on {address} is not ready: {path} answers {status}. Its log says why.").into()),
        Ok(Err(error)) => Err(format!(
            "Keydesk does not answer on {address}: {error}. Start it, or set KEYDESK_LISTEN here to the address on which it listens."
        )
        .into()),
        Err(_) => Err(format!(
            "Keydesk on {address} did not answer within {} ms. Its log may say why.",
            within.as_millis()
        )
        .into()),
    }
}

/// Where this machine reaches a listener: on all addresses means also on the loopback address.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

async fn ask(address: SocketAddr, path: &str) -> Result<StatusCode, Box<dyn Error>> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = Request::get(path)
        .header(HOST, address.to_string())
        .body(Empty::<Bytes>::new())?;
    Ok(sender.send_request(request).await?.status())
}
