//! The application behind its real router, and persons who use it.

use super::{Database, START, Scratch};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use http_body_util::BodyExt;
use keydesk::{
    domain::{
        id::Id,
        keys::{
            choice::{Consent, DeleteOld},
            key::Key,
        },
        page::KeyQuery,
    },
    error::AppError,
    server::{accounts, clock::Clock, idempotency::new_form_id, state::AppState, verifiers},
    views::wire::{
        CompleteInput, DeleteInput, DeleteOldInput, EditInput, GenerateInput, KeyDetail, KeyRef, KeysPage, NewLink,
        NewLinkInput, Password, RenewInput,
    },
    web::{self, assets::Site},
};
use serde::{Serialize, de::DeserializeOwned};
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
        let state = AppState::open(scratch.config_with(settings), Clock::manual(START))
            .await
            .unwrap();
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
        format!(
            "Bearer {}",
            verifiers::create(&self.state, "test").await.unwrap().expose()
        )
    }

    /// Verifies a key and token. Returns `"yes"` or the reason for the refusal.
    pub async fn verify(&self, verifier: &str, app_key: &str, app_token: &str) -> String {
        let answer = self
            .ask(verifier, json!({ "appKey": app_key, "appToken": app_token }))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let json = answer.json();
        if json["allowed"] == true {
            "yes".to_owned()
        } else {
            json["reason"].as_str().unwrap().to_owned()
        }
    }

    pub async fn ask(&self, verifier: &str, question: Value) -> Answer {
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
        self.send_as_it_is(request).await
    }

    pub async fn send_as_it_is(&self, request: Request<Body>) -> Answer {
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

/// A person with a browser.
#[derive(Clone)]
pub struct Person {
    pub app: TestApp,
    pub cookie: Option<String>,
}

impl Person {
    /// The owner after a new sign-in.
    pub async fn again(&self) -> Self {
        let mut person = self.app.stranger();
        let answer = person
            .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
            .await;
        person.keep_cookie(&answer);
        person
    }

    /// Replaces the person's cookies with those of an answer.
    pub fn keep_cookie(&mut self, answer: &Answer) {
        let cookies: Vec<_> = answer
            .cookies()
            .iter()
            .filter_map(|cookie| cookie.split(';').next())
            .collect();
        assert!(!cookies.is_empty(), "no cookie in {answer:?}");
        self.cookie = Some(cookies.join("; "));
    }

    /// The same browser in a request from another site: without the `Strict` cookie.
    pub fn cross_site(&self) -> Self {
        let cookies = self.cookie.as_deref().unwrap_or_default().split("; ");
        let lax: Vec<_> = cookies.filter(|cookie| !cookie.contains("-strict=")).collect();
        let cookie = Some(lax.join("; "));
        Self {
            app: self.app.clone(),
            cookie,
        }
    }

    /// The browser of a known user without a session. `answer` is the answer to a sign-in.
    pub fn known_browser(&self, answer: &Answer) -> Self {
        let cookies = answer.headers.get_all("set-cookie").iter();
        let mut cookies = cookies.filter_map(|cookie| cookie.to_str().unwrap().split(';').next());
        let cookie = cookies.find(|cookie| cookie.starts_with("keydesk-3000-browser="));
        Self {
            app: self.app.clone(),
            cookie: Some(cookie.unwrap_or_else(|| panic!("not known: {answer:?}")).to_owned()),
        }
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let builder = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:3000");
        match &self.cookie {
            Some(cookie) => builder.header(header::COOKIE, cookie),
            None => builder,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.app
            .send(self.request("GET", path).body(Body::empty()).unwrap())
            .await
    }

    pub async fn method(&self, method: &str, path: &str) -> Answer {
        self.app
            .send(self.request(method, path).body(Body::empty()).unwrap())
            .await
    }

    /// Posts a form as a browser without scripts does.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_html_form::to_string(fields).unwrap();
        let request = self
            .request("POST", path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.app.send(request).await
    }

    /// Calls a server function as the hydrated page does. `arguments` is the tuple of its arguments. On the wire, a struct and a tuple of
    /// the same values are equal.
    pub async fn call(&self, function: &str, arguments: impl Serialize) -> Answer {
        self.call_with(function, postcard::to_allocvec(&arguments).unwrap())
            .await
    }

    /// Calls a server function with arbitrary bytes.
    pub async fn call_with(&self, function: &str, body: Vec<u8>) -> Answer {
        let request = self
            .request("POST", &format!("/api/4/{function}"))
            .header(header::CONTENT_TYPE, "application/x-postcard")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.app.send(request).await
    }

    async fn result<T: DeserializeOwned>(&self, function: &str, arguments: impl Serialize) -> Result<T, AppError> {
        let answer = self.call(function, arguments).await;
        if answer.status == StatusCode::OK {
            Ok(postcard::from_bytes(&answer.bytes).unwrap())
        } else {
            Err(answer.error())
        }
    }

    pub async fn list(&self) -> Result<KeysPage, AppError> {
        self.list_of(&KeyQuery::default()).await
    }

    pub async fn list_of(&self, query: &KeyQuery) -> Result<KeysPage, AppError> {
        self.result("list_keys", (ACCOUNT, query)).await
    }

    pub async fn show(&self, key: &Id<Key>) -> Result<KeyDetail, AppError> {
        self.result("show_key", (ACCOUNT, key)).await
    }

    pub async fn generate(&self, label: &str) -> Result<NewLink, AppError> {
        let input = GenerateInput {
            label: label.to_owned(),
            roles: vec![],
            form_id: new_form_id(),
            password: Password::default(),
        };
        self.result("generate_key", (ACCOUNT, input)).await
    }

    pub async fn renew(&self, key: &Key, consent: Consent) -> Result<NewLink, AppError> {
        let input = RenewInput {
            consent,
            form_id: new_form_id(),
            password: Password::default(),
        };
        self.result("renew_key", (at(key), input)).await
    }

    pub async fn replace_link(&self, key: &Key) -> Result<NewLink, AppError> {
        let input = NewLinkInput {
            form_id: new_form_id(),
            password: Password::default(),
        };
        self.result("replace_link", (at(key), input)).await
    }

    /// Completes a renewal. `unseen` is set, as after copying the link.
    pub async fn complete(&self, key: &Key, delete_old: DeleteOld) -> Result<Key, AppError> {
        let input = CompleteInput {
            delete_old,
            unseen: true,
            password: Password::default(),
        };
        self.complete_as(key, input).await
    }

    pub async fn complete_as(&self, key: &Key, input: CompleteInput) -> Result<Key, AppError> {
        self.act("complete_renewal", (at(key), input), key).await
    }

    pub async fn undo_renewal(&self, key: &Key) -> Result<Key, AppError> {
        self.act("undo_renewal", (at(key),), key).await
    }

    pub async fn edit(&self, key: &Key, input: EditInput) -> Result<Key, AppError> {
        self.act("edit_key", (at(key), input), key).await
    }

    pub async fn activate(&self, key: &Key) -> Result<Key, AppError> {
        self.act("activate_key", (at(key),), key).await
    }

    pub async fn deactivate(&self, key: &Key) -> Result<Key, AppError> {
        self.act("deactivate_key", (at(key),), key).await
    }

    /// Performs an action on a key. Returns the key after the action.
    async fn act(&self, function: &str, arguments: impl Serialize, key: &Key) -> Result<Key, AppError> {
        self.result::<()>(function, arguments).await?;
        Ok(self.show(&key.id).await?.key)
    }

    pub async fn delete_old(&self, key: &Key) -> Result<Key, AppError> {
        let input = DeleteOldInput {
            password: Password::default(),
        };
        self.act("delete_old_token", (at(key), input), key).await
    }

    pub async fn delete(&self, key: &Key) -> Result<(), AppError> {
        let input = DeleteInput {
            understood: true,
            password: Password::default(),
        };
        self.result("delete_key", (at(key), input)).await
    }

    /// Opens a link as its recipient does. Returns the app key and the token, or the answer if the link has ended.
    pub async fn open(&self, url: &str) -> Result<(String, String), Answer> {
        let answer = self.post_form(path(url), &[]).await;
        if answer.status != StatusCode::OK {
            return Err(answer);
        }
        let token = find(&answer.body, "kdt_", 53).expect("a token in the answer");
        let app_key = find(&answer.body, "appkey-acme-", 20).expect("an app key in the answer");
        Ok((app_key, token))
    }

    /// Generates a key and opens its link. Returns the key as listed now, and its token.
    pub async fn key_in_use(&self, label: &str) -> (Key, String) {
        let link = self.generate(label).await.unwrap();
        let (_, token) = self.app.stranger().open(&link.url).await.unwrap();
        (self.show(&link.key.id).await.unwrap().key, token)
    }
}

/// The key at the person's version.
pub fn at(key: &Key) -> KeyRef {
    KeyRef {
        account: ACCOUNT.to_owned(),
        key: key.id.clone(),
        version: key.version,
    }
}

/// The path of a single-access link.
pub fn path(url: &str) -> &str {
    &url[url.find("/credentials/").expect("a link")..]
}

fn find(text: &str, start: &str, length: usize) -> Option<String> {
    let from = text.find(start)?;
    text.get(from..from + length).map(str::to_owned)
}

/// A page's text without tags.
pub fn text_of(page: &str) -> String {
    let after_tag = |part: &str| part.split_once('>').map_or(String::new(), |(_, text)| text.to_owned());
    page.split('<').map(after_tag).collect()
}

/// A page without the nonces of its scripts and forms, which differ in every answer.
pub fn without_nonces(page: &str) -> String {
    let nonces = ["nonce=\"", "name=\"form_id\" value=\""];
    nonces.iter().fold(page.to_owned(), |page, start| {
        let parts = page.split(start);
        parts
            .map(|part| part.split_once('"').map_or(part, |(_, rest)| rest))
            .collect()
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
