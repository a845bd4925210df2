//! A TCP address that is taken before the program can serve.

use std::{io, net::SocketAddr};
use tokio::net::{TcpListener, TcpSocket};

/// Maximum number of connections that wait to be accepted.
const BACKLOG: u32 = 1_024;

/// A socket at an address, which does not listen yet. Nobody else can listen there, and nobody can connect.
#[derive(Debug)]
pub struct TcpPlace {
    socket: TcpSocket,
    address: SocketAddr,
}

impl TcpPlace {
    /// Takes an address.
    ///
    /// # Errors
    /// It is in use, or not one of this machine.
    pub fn take(address: SocketAddr) -> io::Result<Self> {
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4(),
            SocketAddr::V6(_) => TcpSocket::new_v6(),
        }?;
        // Otherwise connections of an earlier run would keep the address for a minute.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        Ok(Self { socket, address })
    }

    /// The address that was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Listens.
    ///
    /// # Errors
    /// Another program listens there, which took the address at the same moment.
    pub fn listen(self) -> io::Result<TcpListener> {
        self.socket.listen(BACKLOG)
    }
}
