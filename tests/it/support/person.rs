//! A person who uses the application with a browser: pages, forms and server functions.

use super::app::{ACCOUNT, Answer, EMAIL, PASSWORD, TestApp};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use keydesk::{
    domain::{
        id::Id,
        key_query::KeyQuery,
        keys::{
            choice::{Consent, DeleteOld},
            key::Key,
        },
    },
    error::AppError,
    server::idempotency::new_form_id,
    views::wire::{
        CompleteInput, DeleteInput, DeleteOldInput, EditInput, GenerateInput, KeyDetail, KeyRef, KeysPage, NewLink,
        NewLinkInput, Password, RenewInput, RestrictionsInput,
    },
};
use serde::{Serialize, de::DeserializeOwned};

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
            .request("POST", &format!("/api/5/{function}"))
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
        self.generate_with(label, RestrictionsInput::default()).await
    }

    pub async fn generate_with(&self, label: &str, restrictions: RestrictionsInput) -> Result<NewLink, AppError> {
        let input = GenerateInput {
            label: label.to_owned(),
            roles: vec![],
            restrictions,
            form_id: new_form_id(),
            password: Password::default(),
        };
        self.result("generate_key", (ACCOUNT, input)).await
    }

    pub async fn renew(&self, key: &Key, consent: Consent) -> Result<NewLink, AppError> {
        let input = RenewInput {
            consent,
            in_use: true,
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
            in_use: true,
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
        self.act("deactivate_key", (at(key), true), key).await
    }

    /// Performs an action on a key. Returns the key after the action.
    async fn act(&self, function: &str, arguments: impl Serialize, key: &Key) -> Result<Key, AppError> {
        self.result::<()>(function, arguments).await?;
        Ok(self.show(&key.id).await?.key)
    }

    pub async fn delete_old(&self, key: &Key) -> Result<Key, AppError> {
        let input = DeleteOldInput {
            in_use: true,
            password: Password::default(),
        };
        self.act("delete_old_token", (at(key), input), key).await
    }

    pub async fn delete(&self, key: &Key) -> Result<(), AppError> {
        let input = DeleteInput {
            understood: true,
            in_use: true,
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

/// The first text of this length that begins with `start`.
pub(super) fn find(text: &str, start: &str, length: usize) -> Option<String> {
    let from = text.find(start)?;
    text.get(from..from + length).map(str::to_owned)
}
