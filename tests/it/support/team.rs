//! Persons who invite others, and persons who are invited.

use super::{
    Scratch,
    app::{Answer, PASSWORD, Person, TestApp},
    stored_account::tamper,
};
use axum::http::StatusCode;
use keydesk::domain::people::permission::Permission;
use sqlx::Row;
use strum::VariantArray;

/// Keydesk's own resources except these.
pub fn all_but(left_out: &[Permission]) -> Vec<&'static str> {
    let rest = Permission::VARIANTS.iter().copied().filter(|p| !left_out.contains(p));
    rest.map(Permission::resource).collect()
}

/// The first column of the only row.
pub async fn single_value(scratch: &Scratch, statement: &str) -> String {
    let rows = tamper(scratch, statement).await;
    assert_eq!(rows.len(), 1, "{statement}");
    rows[0].try_get(0).unwrap()
}

/// The id of a role of `acme`.
pub async fn role(scratch: &Scratch, name: &str) -> String {
    single_value(
        scratch,
        &format!("select r.id from roles r join accounts a on a.id = r.account_id where a.slug = 'acme' and r.name = '{name}'"),
    )
    .await
}

/// The id of a user.
pub async fn user(scratch: &Scratch, email: &str) -> String {
    single_value(scratch, &format!("select id from users where email = '{email}'")).await
}

/// The actions about a subject in the chain of `acme`, oldest first.
pub async fn recorded(scratch: &Scratch, subject: &str) -> Vec<String> {
    let statement = format!(
        "select e.action from audit_events e join accounts a on a.id = e.chain \
         where a.slug = 'acme' and e.subject = '{subject}' order by e.seq"
    );
    let rows = tamper(scratch, &statement).await;
    rows.iter().map(|row| row.try_get(0).unwrap()).collect()
}

impl Person {
    /// Invites a user to `acme`. Returns the answer.
    pub async fn try_to_invite(&self, email: &str, roles: &[&str]) -> Answer {
        let mut fields = vec![("email", email)];
        fields.extend(roles.iter().map(|role| ("roles", *role)));
        self.post_form("/acme/users/new", &fields).await
    }

    /// Invites a user to `acme`. Returns the path of the link.
    pub async fn invite(&self, email: &str, roles: &[&str]) -> String {
        let answer = self.try_to_invite(email, roles).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        link(&answer)
    }
}

/// The path of the invitation's link that a page shows.
pub fn link(answer: &Answer) -> String {
    let value = answer
        .body
        .split("value=\"")
        .find(|part| part.contains("/invitations/"));
    let url = value.expect("a link in the page").split('"').next().unwrap();
    url[url.find("/invitations/").unwrap()..].to_owned()
}

impl TestApp {
    /// Accepts an invitation with the password that all test users have.
    pub async fn join(&self, link: &str) -> Person {
        let mut person = self.stranger();
        let answer = person.post_form(link, &[("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        person.keep_cookie(&answer);
        person
    }
}
