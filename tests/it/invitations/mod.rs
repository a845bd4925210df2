//! Invitations: single-access links that add members to an account.

mod join;
mod link;

use crate::support::app::{Answer, Person};

const NEW: &str = "new@acme.example";
const OTHER_PASSWORD: &str = "copper lantern beside the ferry";

async fn accept(person: &Person, link: &str, password: &str) -> Answer {
    person.post_form(link, &[("password", password)]).await
}
