//! A user's authenticator app and recovery codes, and the requests for turning on and using a second factor.

use super::app::{Answer, EMAIL, PASSWORD, Person, TestApp};
use axum::http::StatusCode;
use keydesk::server::clock::Clock;
use std::time::Duration;

pub const PAGE: &str = "/profile/second-factor";

/// An authenticator app with one entry.
#[derive(Clone)]
pub struct Phone {
    /// In base32, without spaces.
    pub secret: String,
    clock: Clock,
}

impl Phone {
    /// Reads the key from the page with the QR code.
    pub fn reading(app: &TestApp, page: &str) -> Self {
        let shown = between(page, "secret-key\">", "<").expect("the key in the page");
        Self {
            secret: shown.replace(' ', ""),
            clock: app.state.clock.clone(),
        }
    }

    /// The current code.
    pub fn code(&self) -> String {
        self.code_in(0)
    }

    /// The code `steps` time steps from now. A step takes 30 s.
    pub fn code_in(&self, steps: i64) -> String {
        let key = totp_rs::Secret::try_from_base32(&self.secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(key).build().unwrap();
        let seconds = self.clock.now().seconds() + steps * 30;
        totp.generate(u64::try_from(seconds).unwrap()).to_string()
    }

    /// A code that is not valid now.
    pub fn wrong(&self) -> String {
        let good = [-1, 0, 1].map(|steps| self.code_in(steps));
        (0..10)
            .map(|n| format!("00000{n}"))
            .find(|code| !good.contains(code))
            .unwrap()
    }
}

/// The result of turning on the second factor.
pub struct TurnedOn {
    pub phone: Phone,
    /// In groups, as shown.
    pub codes: Vec<String>,
    /// The secret of the form with the QR code.
    pub form: String,
}

impl Person {
    /// Posts the password. The answer is the page with the QR code.
    pub async fn begin_set_up(&self, password: &str) -> Answer {
        self.post_form(PAGE, &[("password", password)]).await
    }

    /// Turns on the second factor and advances the clock to the next code.
    pub async fn turn_on(&self) -> TurnedOn {
        let page = self.begin_set_up(PASSWORD).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let (phone, form) = (Phone::reading(&self.app, &page.body), form_of(&page.body));
        let done = self.post_form(PAGE, &[("setup", &form), ("code", &phone.code())]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        self.app.state.clock.advance(Duration::from_secs(30));
        TurnedOn {
            phone,
            codes: codes_of(&done.body),
            form,
        }
    }
}

impl TestApp {
    /// Enters the right password of a user with a second factor. The person gets the cookie of the pending sign-in.
    pub async fn enter_password(&self, password: &str) -> Person {
        let mut person = self.stranger();
        let answer = person
            .post_form("/login", &[("email", EMAIL), ("password", password)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert!(answer.header("location").starts_with("/login/code?"), "{answer:?}");
        person.keep_cookie(&answer);
        person
    }
}

/// The hidden field of the form with the QR code.
pub fn form_of(page: &str) -> String {
    between(page, "name=\"setup\" value=\"", "\"")
        .expect("the set-up's field")
        .to_owned()
}

/// The recovery codes that a page shows.
pub fn codes_of(page: &str) -> Vec<String> {
    let area = &page[page.find("<textarea").expect("a field with codes")..];
    let text = between(area, ">", "</textarea>").unwrap();
    text.lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let from = text.find(before)? + before.len();
    text[from..].split(after).next()
}
