//! Two nodes behind nginx are restarted one after the other, while requests come. None of them fails.

#![allow(clippy::disallowed_methods, reason = "what is waited for here are other processes")]

use crate::support::{
    Database, Scratch,
    browser::Browser,
    gateways::nginx_before_nodes,
    load::Load,
    nodes::{Installation, Node, this_version},
    program::{Program, free_address},
};
use std::{net::SocketAddr, path::Path, time::Duration};
use tokio::time::sleep;

/// Longer than nginx leaves out a node that refused a connection.
const LEFT_OUT: Duration = Duration::from_millis(2_500);

/// Two nodes on one PostgreSQL, behind nginx.
pub struct Stage {
    pub scratch: Scratch,
    nodes: Vec<Node>,
    nginx: Program,
    /// Where nginx listens.
    address: SocketAddr,
    load: Load,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// Starts two nodes of a program, which sets up the database, and clients that ask until the end.
    pub async fn start(program: &Path) -> Self {
        sqlx::any::install_default_drivers();
        let scratch = Scratch::new(Database::Postgres).await;
        let folder = tempfile::tempdir().unwrap();
        let one = Node::start(program, &scratch.url, folder.path()).await;
        let mut installation = Installation::set_up(&one, program, &scratch.url).await;
        let other = Node::start(program, &scratch.url, folder.path()).await;
        let address = free_address();
        let nginx = nginx_before_nodes(folder.path(), address, [one.address, other.address]);
        nginx.listens(address).await;
        installation.owner = installation.owner.at(address);
        let load = Load::start(&scratch, &installation).await;
        sleep(LEFT_OUT).await;
        Self {
            scratch,
            nodes: vec![one, other],
            nginx,
            address,
            load,
            _folder: folder,
        }
    }

    /// Ends the first node and starts a program in its place. It becomes the last one, so that nodes take turns.
    pub async fn replace_first(&mut self, program: &Path) {
        let node = self.nodes.remove(0).replace(program, &self.scratch.url).await;
        self.nodes.push(node);
        sleep(LEFT_OUT).await;
    }

    /// Stops the clients. None of their requests failed, and nothing was lost.
    pub async fn end(self) {
        let addresses = self.nodes.iter().map(|node| node.address).chain([self.address]);
        let browsers: Vec<_> = addresses.map(Browser::new).collect();
        self.load.end(&self.scratch, &browsers, || self.nginx.log()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_fails_while_nodes_restart_one_after_the_other() {
    let program = this_version();
    let mut stage = Stage::start(&program).await;
    for _ in 0..4 {
        stage.replace_first(&program).await;
    }
    stage.end().await;
}
