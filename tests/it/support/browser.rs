//! A browser without scripts, and a gateway, that ask running programs over TCP. A request that fails says so in one sentence.

use super::{
    app::{ACCOUNT, Answer, EMAIL, PASSWORD},
    person::find,
};
use axum::http::{Request, header};
use http_body_util::BodyExt;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::json;
use std::{error::Error, net::SocketAddr, time::Duration};
use tokio::{net::TcpStream, time::timeout};

/// Longer than any request takes, short enough for a test that hangs.
const PATIENCE: Duration = Duration::from_secs(30);
/// The host of the origin that all nodes have in common. Their cookies are named after its port.
pub const HOST: &str = "127.0.0.1:3000";
/// The list of keys, above their forms.
pub const KEYS: &str = "/acme/api-keys/generated";
/// The length of a link's path.
const LINK: usize = "/credentials/".len() + 43;

/// An app key and a token of it.
#[derive(Clone)]
pub struct Credentials {
    pub app_key: String,
    pub token: String,
}

/// A browser at one address. Every request has a connection of its own.
#[derive(Clone)]
pub struct Browser {
    pub address: SocketAddr,
    cookie: String,
}

impl Browser {
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            cookie: String::new(),
        }
    }

    /// The same browser at another address, such as the proxy's.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self {
            address,
            cookie: self.cookie.clone(),
        }
    }

    /// Gets a page.
    pub async fn get(&self, path: &str) -> Result<Answer, String> {
        self.send(("GET", path, 200), &[], String::new()).await
    }

    /// Sends a form's fields. An answer with another status is a failure.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)], status: u16) -> Result<Answer, String> {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", "same-origin"),
        ];
        let body = serde_html_form::to_string(fields).unwrap();
        self.send(("POST", path, status), &headers, body).await
    }

    /// Opens the page of a form, fills the form in, and sends it with its hidden fields.
    pub async fn submit(&self, path: &str, entered: &[(&str, &str)], status: u16) -> Result<Answer, String> {
        let page = self.get(path).await?;
        let hidden = hidden_fields(&page.body, path).ok_or_else(|| format!("{path} has no form: {}", page.text()))?;
        let mut fields: Vec<(&str, &str)> = hidden
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        fields.extend(entered);
        self.post(path, &fields, status).await
    }

    /// Sets Keydesk up by the link in its log, and stays signed in.
    pub async fn set_up(&mut self, log: &str) {
        let (_, code) = log.split_once("/setup?code=").expect("a link in the log");
        let code: String = code.chars().take_while(char::is_ascii_alphanumeric).collect();
        let fields = [
            ("setup_code", code.as_str()),
            ("account", ACCOUNT),
            ("email", EMAIL),
            ("password", PASSWORD),
        ];
        let answer = self.post("/setup", &fields, 303).await.unwrap();
        self.keep_cookies(&answer);
    }

    pub async fn sign_in(&mut self) {
        let fields = [("email", EMAIL), ("password", PASSWORD)];
        let answer = self.post("/login", &fields, 303).await.unwrap();
        self.keep_cookies(&answer);
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        let cookies = answer.cookies();
        let cookies: Vec<_> = cookies.iter().filter_map(|cookie| cookie.split(';').next()).collect();
        assert!(!cookies.is_empty(), "no cookie in {answer:?}");
        self.cookie = cookies.join("; ");
    }

    /// Generates a key. Returns the path of its link.
    pub async fn generate(&self, label: &str) -> Result<String, String> {
        let answer = self.submit(&format!("{KEYS}/new"), &[("label", label)], 200).await?;
        link_in(&answer)
    }

    /// Renews the token of the key with this id. Returns the path of the link.
    pub async fn renew(&self, id: &str) -> Result<String, String> {
        let answer = self.submit(&format!("{KEYS}/{id}/renew"), &[], 200).await?;
        link_in(&answer)
    }

    /// Opens a link, as its recipient does.
    pub async fn open(&self, link: &str) -> Result<Credentials, String> {
        let recipient = Self::new(self.address);
        recipient.get(link).await?;
        let answer = recipient.post(link, &[], 200).await?;
        let app_key = find(&answer.body, "appkey-acme-", 20);
        let token = find(&answer.body, "kdt_", 53);
        match (app_key, token) {
            (Some(app_key), Some(token)) => Ok(Credentials { app_key, token }),
            _ => Err(format!("no token behind a link: {}", answer.text())),
        }
    }

    /// Generates a key and opens its link.
    pub async fn key_in_use(&self, label: &str) -> Credentials {
        let link = self.generate(label).await.unwrap();
        self.open(&link).await.unwrap()
    }

    /// Verifies credentials with a verifier's secret. A no is a failure.
    pub async fn verify(&self, verifier: &str, held: &Credentials) -> Result<(), String> {
        let bearer = format!("Bearer {verifier}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let question = json!({ "appKey": held.app_key, "appToken": held.token });
        let answer = Self::new(self.address)
            .send(("POST", "/v1/verify", 200), &headers, question.to_string())
            .await?;
        if answer.json()["allowed"] == true {
            Ok(())
        } else {
            Err(format!("a good token is refused: {}", answer.body))
        }
    }

    /// Asks as gateways do that decide by the status.
    pub async fn authorize(&self, verifier: &str, held: &Credentials) -> Result<(), String> {
        let headers = [("x-keydesk-verifier", verifier), ("x-api-key", held.token.as_str())];
        let gateway = Self::new(self.address);
        let asked = gateway.send(("GET", "/v1/authorize/-/-", 200), &headers, String::new());
        asked.await.map(drop)
    }

    async fn send(
        &self,
        (method, path, status): (&str, &str, u16),
        headers: &[(&str, &str)],
        body: String,
    ) -> Result<Answer, String> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, HOST)
            .header(header::CONNECTION, "close");
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, self.cookie.as_str());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).unwrap();
        match timeout(PATIENCE, exchange(self.address, request)).await {
            Ok(Ok(answer)) if answer.status == status => Ok(answer),
            Ok(Ok(answer)) => Err(format!("{method} {path} answers {}: {}", answer.status, answer.text())),
            Ok(Err(error)) => Err(format!("{method} {path} fails: {error}")),
            Err(_) => Err(format!("{method} {path} is not answered in time")),
        }
    }
}

/// Sends a request on a connection of its own. An answer that is cut short is an error.
async fn exchange(address: SocketAddr, request: Request<String>) -> Result<Answer, Box<dyn Error + Send + Sync>> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let (parts, body) = sender.send_request(request).await?.into_parts();
    let bytes = body.collect().await?.to_bytes();
    Ok(Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8_lossy(&bytes).into_owned(),
        bytes: bytes.to_vec(),
    })
}

fn link_in(answer: &Answer) -> Result<String, String> {
    find(&answer.body, "/credentials/", LINK).ok_or_else(|| format!("no link in the answer: {}", answer.text()))
}

/// The hidden fields of the first form on a page that is posted to this path.
fn hidden_fields(page: &str, path: &str) -> Option<Vec<(String, String)>> {
    let is_posted = |form: &&str| {
        let tag = tag(form);
        attribute(tag, "method") == Some("post") && attribute(tag, "action") == Some(path)
    };
    let form = page.split("<form").skip(1).find(is_posted)?;
    let inside = form.split("</form>").next()?;
    let hidden = inside
        .split("<input")
        .skip(1)
        .map(tag)
        .filter(|input| attribute(input, "type") == Some("hidden"));
    let fields = hidden.filter_map(|input| {
        let value = attribute(input, "value").unwrap_or_default();
        Some((attribute(input, "name")?.to_owned(), value.to_owned()))
    });
    Some(fields.collect())
}

/// The rest of a tag, up to its end.
fn tag(rest: &str) -> &str {
    rest.split('>').next().unwrap_or_default()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = format!(" {name}=\"");
    let (_, value) = tag.split_once(start.as_str())?;
    value.split('"').next()
}
