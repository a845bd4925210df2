//! Runs the server in a separate process and measures its memory.

use super::support::app::{EMAIL, PASSWORD};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// A server process, ended on drop.
pub struct Server {
    process: Child,
    pub address: String,
    /// A folder for its files, removed on drop.
    pub folder: std::path::PathBuf,
}

impl Server {
    /// Starts the server on a database, with additional environment variables.
    pub fn start(url: &str, settings: &[(&str, &str)]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let folder = std::env::temp_dir().join(format!("keydesk-bench-{port}"));
        std::fs::create_dir_all(&folder).unwrap();
        let process = Command::new(env!("CARGO_BIN_EXE_keydesk"))
            .current_dir(&folder)
            .env("DATABASE_URL", url)
            .env("KEYDESK_LISTEN", &address)
            .env("KEYDESK_SITE_ROOT", concat!(env!("CARGO_MANIFEST_DIR"), "/target/site"))
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self {
            process,
            address,
            folder,
        };
        for _ in 0..200 {
            if TcpStream::connect(&server.address).is_ok() {
                return server;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the server does not start");
    }

    /// The text of a request.
    pub fn request(&self, head: &str, body: &str) -> String {
        let (length, host) = (body.len(), &self.address);
        format!("{head}\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}")
    }

    /// Sends a request and returns the whole response.
    pub fn ask(&self, head: &str, body: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(self.request(head, body).as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    /// Signs the owner in and returns the cookies.
    pub fn sign_in(&self) -> String {
        let form = serde_html_form::to_string([("email", EMAIL), ("password", PASSWORD)]).unwrap();
        let head =
            "POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin";
        let answer = String::from_utf8_lossy(&self.ask(head, &form)).into_owned();
        let cookies = answer
            .lines()
            .filter_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next());
        let cookies: Vec<_> = cookies.collect();
        assert!(!cookies.is_empty(), "not signed in: {answer}");
        cookies.join("; ")
    }

    /// The server's resident memory, in kB.
    pub fn memory(&self) -> u64 {
        self.size("VmRSS:")
    }

    /// Resets the peak.
    pub fn forget_peak(&self) {
        std::fs::write(format!("/proc/{}/clear_refs", self.process.id()), "5").unwrap();
    }

    /// The peak since the last reset, in kB.
    pub fn peak(&self) -> u64 {
        self.size("VmHWM:")
    }

    fn size(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
