//! Keys that are good for some addresses only, behind a gateway that Keydesk trusts. A client cannot choose its address.

use super::{PATIENCE, Stage, every_gateway};
use keydesk::{
    server::store::COMMANDS_WAIT,
    views::wire::{EditInput, Password, RestrictionsInput},
};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
    time::{sleep, timeout},
};

impl Stage {
    /// The status of the answer to a request from an address of this machine.
    async fn status_from(&self, address: &str, headers: &[(&str, &str)]) -> u16 {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(address.parse().unwrap(), 0)).unwrap();
        let mut stream = socket.connect(self.place.address).await.unwrap();
        let headers: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let token = &self.token;
        let request =
            format!("GET / HTTP/1.1\r\nhost: shop\r\nconnection: close\r\nx-api-key: {token}\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let read = timeout(PATIENCE, stream.read_to_string(&mut answer)).await;
        read.expect("the gateway answers").unwrap();
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
        status.unwrap_or_else(|| panic!("no status: {answer:?}"))
    }
}

every_gateway! {
    async fn a_key_passes_only_from_its_addresses(stage) {
        let input = EditInput {
            label: "ERP".to_owned(),
            roles: vec![],
            restrictions: RestrictionsInput { networks: Some("127.0.0.2".to_owned()), ..RestrictionsInput::default() },
            active: true,
            password: Password::default(),
        };
        stage.owner.edit(&stage.key, input).await.unwrap();
        sleep(COMMANDS_WAIT).await;
        assert_eq!(stage.status_from("127.0.0.2", &[]).await, 200);
        assert_eq!(stage.status_from("127.0.0.3", &[]).await, 403);
        for forged in ["127.0.0.2", "127.0.0.2, 127.0.0.1", "127.0.0.2, 127.0.0.2,"] {
            for name in ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X_Forwarded_For"] {
                let headers = [(name, forged), (name, forged)];
                assert_eq!(stage.status_from("127.0.0.3", &headers).await, 403, "{name}: {forged}");
            }
        }
        let named = [("X-Forwarded-For", "127.0.0.2"), ("Connection", "close, X-Forwarded-For")];
        // Envoy refuses this itself.
        assert!([400, 403].contains(&stage.status_from("127.0.0.3", &named).await));
        assert_eq!(stage.status_from("127.0.0.2", &[("X-Forwarded-For", "127.0.0.3")]).await, 200);
    }
}
