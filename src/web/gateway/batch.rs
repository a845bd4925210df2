//! `POST /v1/verify/batch`: up to 100 questions in one body, answered in the same order from one state of the memory.

use super::{
    batch_permits::Permit,
    body::read_body,
    credentials::{Proof, bearer},
    problem::problem,
    verify::{Body, Object, Verdict, cannot_know, client_address, unauthorised},
};
use crate::server::{
    crypto::Secret,
    state::AppState,
    verifiers::{self, UnknownVerifier, VerificationOutcome, VerificationRequest},
};
use axum::{
    Json,
    body::Bytes,
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
/// Maximum number of questions.
const QUESTIONS_MAX: usize = 100;
/// Maximum size of the body, in bytes.
const BATCH_LIMIT: usize = 64 * 1024;

/// The JSON body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch {
    questions: Vec<Object<Body>>,
}

#[derive(Serialize)]
struct Answers {
    answers: Vec<Verdict>,
}

/// Answers 200 with the verdicts, 400 for a malformed body, 401 for a bad verifier, and 503 if the answer cannot be known.
pub(super) async fn verify(state: &AppState, proof: Proof, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let secret = bearer(&parts.headers);
    let Some(asker) = proof.asker(secret.as_ref()) else {
        return unauthorised();
    };
    // A body is long, so only a known verifier may send one.
    let verifier = match verifiers::identify(state, asker).await {
        Ok(Ok(verifier)) => verifier,
        Ok(Err(UnknownVerifier)) => return unauthorised(),
        Err(error) => return cannot_know(&error),
    };
    let Some(_permit) = Permit::take(verifier) else {
        let message = "Too many batches at the same time. Try again in a moment.".to_owned();
        return problem(StatusCode::SERVICE_UNAVAILABLE, "busy", message);
    };
    let read = match read_body(body, BATCH_LIMIT).await {
        Some(body) => read(&body),
        None => Err("The body is too long, incomplete, or did not arrive within 10 seconds; 64 kB are enough for 100 questions.".to_owned()),
    };
    let questions = match read {
        Ok(questions) => questions,
        Err(sentence) => return problem(StatusCode::BAD_REQUEST, "malformed", sentence),
    };
    match verifiers::verify_all(state, asker, questions).await {
        Ok(Ok(outcomes)) => {
            let answers = outcomes.into_iter().map(verdict).collect();
            Json(Answers { answers }).into_response()
        }
        Ok(Err(UnknownVerifier)) => unauthorised(),
        Err(error) => cannot_know(&error),
    }
}

fn verdict(outcome: VerificationOutcome) -> Verdict {
    match outcome {
        VerificationOutcome::Allowed(key) => Verdict::allowed(key),
        VerificationOutcome::Denied(denial) => Verdict::denied(denial.name()),
        VerificationOutcome::UnknownVerifier | VerificationOutcome::OutsideScope => Verdict::denied("unknown_verifier"),
        // The questions were parsed before.
        VerificationOutcome::Malformed(_) => Verdict::denied("malformed"),
    }
}

/// Parses the body. The sentence of an error names the index of the first question that cannot be read.
fn read(body: &Bytes) -> Result<Vec<VerificationRequest>, String> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let batch: Object<Batch> = serde_path_to_error::deserialize(&mut json).map_err(|error| refused(&error))?;
    json.end().map_err(|_| WHOLE.to_owned())?;
    let Object(Batch { questions }) = batch;
    if questions.len() > QUESTIONS_MAX {
        return Err(format!(
            "A batch has at most {QUESTIONS_MAX} questions; this one has {}.",
            questions.len()
        ));
    }
    let questions = questions.into_iter().enumerate();
    let parsed = questions.map(|(index, Object(body))| {
        let missing = |name: &str| format!("questions[{index}] has no {name}.");
        let address = |text: &str| client_address(text).map_err(|sentence| format!("questions[{index}]: {sentence}"));
        Ok(VerificationRequest {
            app_key: Some(body.app_key.ok_or_else(|| missing("appKey"))?.trim().to_owned()),
            app_token: Secret::new(body.app_token.ok_or_else(|| missing("appToken"))?.trim()),
            account: body.account,
            resource: body.resource,
            client: body.client_ip.as_deref().map(address).transpose()?,
        })
    });
    parsed.collect()
}

const WHOLE: &str = "The body must be a JSON object with questions: a list of objects as /v1/verify takes them.";

/// The sentence for a body that is not what it should be.
fn refused(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let path = error.path().to_string();
    match path.split_once('.').map_or(path.as_str(), |(question, _)| question) {
        question if question.starts_with("questions[") => format!(
            "{question} must be an object with appKey and appToken, and optionally account, resource and clientIp, each once and all of them texts."
        ),
        _ => WHOLE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_with_the_index_of_the_question() {
        let good = r#"{"appKey": "a", "appToken": "b"}"#;
        let sentence = |body: &str| read(&Bytes::from(body.to_owned())).unwrap_err();
        for bad in [
            r#"{"appKey": "a", "appToken": "b", "appToken": "c"}"#,
            r#"{"appKey": "a", "appToken": null}"#,
            r#"{"appKey": 1, "appToken": "b"}"#,
            r#"{"appKey": "a", "appToken": "b", "resurce": "c"}"#,
            r#"["a", "b"]"#,
            "null",
        ] {
            let body = format!(r#"{{"questions": [{good}, {good}, {bad}]}}"#);
            assert!(
                sentence(&body).starts_with("questions[2] must be an object"),
                "{bad}: {}",
                sentence(&body)
            );
        }
        let body = format!(r#"{{"questions": [{good}, {{"appKey": "a"}}]}}"#);
        assert_eq!(sentence(&body), "questions[1] has no appToken.");
        let body = r#"{"questions": [{"appKey": "a", "appToken": "b", "clientIp": "10.0.0.7:80"}]}"#;
        assert!(sentence(body).starts_with("questions[0]: clientIp must be one IPv4 or IPv6 address"));
        let many = vec![good; 101].join(",");
        assert!(sentence(&format!(r#"{{"questions": [{many}]}}"#)).contains("at most 100 questions"));
        for bad in [
            "",
            "[]",
            "{}",
            "null",
            r#"{"questions": {}}"#,
            r#"{"questions": [], "questions": []}"#,
            r#"{"questions": [], "more": 1}"#,
            r#"{"questions": []} x"#,
        ] {
            assert_eq!(sentence(bad), WHOLE, "{bad}");
        }
        assert_eq!(read(&Bytes::from_static(br#"{"questions": []}"#)).unwrap().len(), 0);
    }
}
