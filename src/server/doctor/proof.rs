//! The proof with which the doctor asks a running server what it saw of a request, and by which it recognises the answer. Both are made with
//! a key in the database, so they also prove that both use the same database. Whoever sees a proof can ask what became of their own requests
//! for some minutes, and nothing else.

use crate::{
    domain::time::Timestamp,
    server::{
        crypto::{Hash, Secret, hmac},
        state::AppState,
    },
};
use std::time::Duration;

/// The header with the proof.
pub const HEADER: &str = "x-keydesk-doctor";

const PURPOSE: &str = "keydesk: the doctor's proof, version 2";
/// How long a proof is valid, and how far clocks may be apart.
const VALID_FOR: Duration = Duration::from_mins(10);

/// A question of the doctor, and the key that authenticates its answer.
pub struct Question {
    key: Secret,
    proof: Secret,
}

impl Question {
    /// A question with the key that all nodes share.
    pub(super) fn new(shared: &Secret, now: Timestamp) -> Self {
        let key = Secret::new(hmac(shared, PURPOSE).as_str());
        let millis = now.millis();
        let proof = Secret::new(format!("{millis}.{}", mac_of(&key, millis).as_str()));
        Self { key, proof }
    }

    /// The question that a request's proof belongs to. `None` if the proof is not valid.
    pub async fn of_proof(state: &AppState, value: &str) -> Option<Self> {
        let (millis, sent) = value.split_once('.')?;
        let millis = millis.parse::<i64>().ok()?;
        let (at, now) = (Timestamp::from_millis(millis), state.clock.now());
        if now.since(at) > VALID_FOR || at.since(now) > VALID_FOR {
            return None;
        }
        match state.attempts.derived_key(PURPOSE).await {
            Ok(key) => {
                let is_valid = mac_of(&key, millis).matches(&Hash::stored(sent.to_owned()));
                let proof = Secret::new(value);
                is_valid.then_some(Self { key, proof })
            }
            Err(error) => {
                tracing::warn!(%error, "the doctor's question could not be checked");
                None
            }
        }
    }

    /// The value of the header.
    pub(super) fn proof(&self) -> &str {
        self.proof.expose()
    }

    /// The answer to this question: a line with its MAC, and the text.
    pub fn answer(&self, text: &str) -> String {
        format!("{}\n{text}", self.mac_of_answer(text).as_str())
    }

    /// The text of an answer to this question. `None` if it was made without the key, or for another question.
    pub(super) fn answered<'a>(&self, answer: &'a str) -> Option<&'a str> {
        let (mac, text) = answer.split_once('\n')?;
        let is_valid = self.mac_of_answer(text).matches(&Hash::stored(mac.to_owned()));
        is_valid.then_some(text)
    }

    /// Covers the question's proof, so that no answer fits another question. Questions authenticate digits only, so no question is an answer.
    fn mac_of_answer(&self, text: &str) -> Hash {
        hmac(&self.key, &format!("answer to {}\n{text}", self.proof.expose()))
    }
}

fn mac_of(key: &Secret, millis: i64) -> Hash {
    hmac(key, &millis.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_answers_to_the_same_question_with_the_same_key_are_believed() {
        let (key, now) = (Secret::new("shared"), Timestamp::from_millis(1_795_348_800_000));
        let question = Question::new(&key, now);
        let answer = question.answer("{\"a\":1}");
        assert_eq!(question.answered(&answer), Some("{\"a\":1}"));
        let later = Question::new(&key, now.plus(Duration::from_millis(1)));
        let other = Question::new(&Secret::new("other"), now);
        assert_eq!(question.answered(&later.answer("{\"a\":1}")), None, "another question");
        assert_eq!(question.answered(&other.answer("{\"a\":1}")), None, "another key");
        assert_eq!(question.answered(&answer.replace('1', "2")), None, "another text");
        let (_, mac) = question.proof().split_once('.').unwrap();
        for forged in ["", "{\"a\":1}", "\n{\"a\":1}", &format!("{mac}\n{{\"a\":1}}")] {
            assert_eq!(question.answered(forged), None, "{forged}");
        }
    }
}
