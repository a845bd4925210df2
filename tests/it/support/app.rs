//! The application behind its real router, its answers, and its members.

pub use super::person::{Person, at, path};

use super::{Database, START, Scratch};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use http_body_util::BodyExt;
use keydesk::{
    error::AppError,
    server::{accounts, clock::Clock, state::AppState, store::COMMANDS_WAIT, verifier_settings::operator},
    web::{self, assets::Site},
};
use serde_json::{Value, json};
use tower::ServiceExt;

pub const ACCOUNT: &str = "acme";
pub const EMAIL: &str = "owner@acme.example";
/// A form nonce in the server's format.
pub const FORM_ID: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
pub const PASSWORD: &str = "velvet tractor over the pond";

/// A running application.
#[derive(Clone)]
pub struct TestApp {
    pub state: AppState,
    router: Router,
}

/// A complete answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub body: String,
    /// The unchanged body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The hidden field `seen`: the state that the form was made from.
    pub fn seen(&self) -> String {
        self.hidden("seen").expect("the field")
    }

    /// The form's nonce.
    pub fn form_id(&self) -> String {
        self.hidden("form_id").expect("the field")
    }

    /// The value of the first hidden field with this name.
    pub fn hidden(&self, name: &str) -> Option<String> {
        let name = format!("name=\"{name}\"");
        let input = self.body.split("<input").find(|input| input.contains(&name))?;
        let value = input.split("value=\"").nth(1)?;
        value.split('"').next().map(str::to_owned)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The page's text without tags.
    pub fn text(&self) -> String {
        text_of(&self.body)
    }

    /// The values of all `Set-Cookie` headers.
    pub fn cookies(&self) -> Vec<&str> {
        let cookies = self.headers.get_all("set-cookie").iter();
        cookies.map(|cookie| cookie.to_str().unwrap()).collect()
    }

    /// The error that a server function returned.
    pub fn error(&self) -> AppError {
        postcard::from_bytes(&self.bytes).unwrap_or_else(|_| panic!("not an error of ours: {self:?}"))
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }
}

impl TestApp {
    pub async fn on(scratch: &Scratch) -> Self {
        Self::with(scratch, &[]).await
    }

    pub async fn with(scratch: &Scratch, settings: &[(&str, &str)]) -> Self {
        Self::at(scratch, settings, Clock::manual(START)).await
    }

    /// The application with this clock: the system's, if another process uses the same database.
    pub async fn at(scratch: &Scratch, settings: &[(&str, &str)], clock: Clock) -> Self {
        let state = AppState::open(scratch.config_with(settings), clock).await.unwrap();
        let router = web::router(state.clone(), Site::without_files());
        Self { state, router }
    }

    /// Sets up the application and signs the owner in.
    pub async fn owner(&self) -> Person {
        let link = accounts::setup_link(&self.state)
            .await
            .unwrap()
            .expect("not set up yet");
        let code = link.expose().split_once("code=").unwrap().1.to_owned();
        let mut owner = self.stranger();
        let form = [
            ("setup_code", code.as_str()),
            ("account", ACCOUNT),
            ("email", EMAIL),
            ("password", PASSWORD),
        ];
        let answer = owner.post_form("/setup", &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        owner.keep_cookie(&answer);
        owner
    }

    /// A person who is not signed in.
    pub fn stranger(&self) -> Person {
        // The cookie with which sign-in pages test whether an https browser keeps cookies.
        let origin = &self.state.config.origin;
        let kept = format!("__Host-keydesk-{}-kept=1", origin.port());
        Person {
            app: self.clone(),
            cookie: origin.is_https().then_some(kept),
        }
    }

    /// A signed-in member of an account. The member's only role has these resources.
    pub async fn member(&self, scratch: &Scratch, name: &str, account: &str, resources: &[&str]) -> Person {
        insert_member(scratch, name, account, resources).await;
        let mut person = self.stranger();
        let email = format!("{name}@people.example");
        let answer = person
            .post_form("/login", &[("email", &email), ("password", PASSWORD)])
            .await;
        person.keep_cookie(&answer);
        person
    }

    /// A new verifier's `Authorization` header.
    pub async fn verifier(&self) -> String {
        self.verifier_named("test").await
    }

    /// A new verifier of this name; its `Authorization` header.
    pub async fn verifier_named(&self, name: &str) -> String {
        self.verifier_bound_to(name, &[], &[]).await
    }

    /// A new verifier that may ask about these accounts and resources; its `Authorization` header.
    pub async fn verifier_bound_to(&self, name: &str, accounts: &[&str], resources: &[&str]) -> String {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let secret = operator::create(&self.state, name, &owned(accounts), &owned(resources)).await;
        format!("Bearer {}", secret.unwrap().expose())
    }

    /// Closes the database, and waits until verification may not be answered from memory any more.
    pub async fn lose_database(&self) {
        self.state.store.close().await;
        tokio::time::sleep(COMMANDS_WAIT).await;
    }

    /// Verifies a key and token. Returns `"yes"` or the reason for the refusal.
    pub async fn verify(&self, verifier: &str, app_key: &str, app_token: &str) -> String {
        let answer = self
            .post_verification(verifier, json!({ "appKey": app_key, "appToken": app_token }))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let json = answer.json();
        if json["allowed"] == true {
            "yes".to_owned()
        } else {
            json["reason"].as_str().unwrap().to_owned()
        }
    }

    /// Posts a question to `/v1/verify`.
    pub async fn post_verification(&self, verifier: &str, question: Value) -> Answer {
        let request = Request::post("/v1/verify")
            .header(header::AUTHORIZATION, verifier)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(question.to_string()))
            .unwrap();
        self.send(request).await
    }

    /// Sends a request, with the default host if it names none.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let host = header::HeaderValue::from_static("127.0.0.1:3000");
        request.headers_mut().entry(header::HOST).or_insert(host);
        self.send_unchanged(request).await
    }

    /// Sends a request without changes.
    pub async fn send_unchanged(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
        }
    }
}

/// A page's text without tags.
pub fn text_of(page: &str) -> String {
    let after_tag = |part: &str| part.split_once('>').map_or(String::new(), |(_, text)| text.to_owned());
    page.split('<').map(after_tag).collect()
}

/// A page without the nonces of its scripts and forms and the id of its request, which differ in every answer.
pub fn without_nonces(page: &str) -> String {
    let nonces = [
        ("nonce=\"", '"'),
        ("name=\"form_id\" value=\"", '"'),
        ("<code class=\"request\">", '<'),
    ];
    nonces.iter().fold(page.to_owned(), |page, (start, end)| {
        let mut parts = page.split(start);
        let first = parts.next().unwrap_or_default().to_owned();
        first
            + &parts
                .map(|part| part.split_once(*end).map_or(part, |(_, rest)| rest))
                .collect::<String>()
    })
}

/// An application on SQLite with these settings.
pub async fn app(settings: &[(&str, &str)]) -> (Scratch, TestApp) {
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::with(&scratch, settings).await;
    (scratch, app)
}

/// Inserts a member into the database, for tests that are not about invitations.
async fn insert_member(scratch: &Scratch, name: &str, account: &str, resources: &[&str]) {
    use sqlx::Connection;
    let mut connection = sqlx::AnyConnection::connect(&scratch.url).await.unwrap();
    let account_id: Option<String> = sqlx::query_scalar("select id from accounts where slug = $1")
        .bind(account)
        .fetch_optional(&mut connection)
        .await
        .unwrap();
    let account_id = account_id.unwrap_or_else(|| format!("account-{account}"));
    let user = format!("user-{name}");
    let statements = [
        format!(
            "insert into accounts (id, slug, created_at) values ('{account_id}', '{account}', 0) on conflict do nothing"
        ),
        format!(
            "insert into users (id, email, password_hash, created_at) select '{user}', '{name}@people.example', password_hash, 0 from users where email = '{EMAIL}'"
        ),
        format!(
            "insert into roles (id, account_id, name, predefined, created_at) values ('role-{name}', '{account_id}', 'role of {name}', 0, 0)"
        ),
        format!(
            "insert into memberships (account_id, user_id, since, invited_by) values ('{account_id}', '{user}', 0, '')"
        ),
        format!(
            "insert into member_roles (account_id, user_id, role_id) values ('{account_id}', '{user}', 'role-{name}')"
        ),
    ];
    let grants = resources
        .iter()
        .map(|r| format!("insert into role_resources (role_id, resource) values ('role-{name}', '{r}')"));
    for statement in statements.into_iter().chain(grants) {
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .unwrap();
    }
    connection.close().await.unwrap();
}
