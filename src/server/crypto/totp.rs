//! TOTP codes of authenticator apps (RFC 6238) with SHA-1, six digits and 30 seconds, which every app supports; some support nothing else.
//! SHA-1's weakness is collisions, which do not affect a keyed hash.

use crate::{
    domain::{percent::NOT_UNRESERVED, time::Timestamp},
    server::crypto::{Secret, random},
};
use percent_encoding::utf8_percent_encode;
use std::time::Duration;
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

/// How long a code is valid.
pub const STEP: Duration = Duration::from_secs(30);
/// Accepted clock difference of an app, in steps in both directions.
const SKEW: u16 = 1;
/// Length of a secret in bytes: the length of the hash, as RFC 4226 recommends.
const SECRET_LENGTH: usize = 20;

/// A new TOTP secret in base32, the format for apps.
pub fn new_secret() -> Secret {
    Secret::new(totp_rs::Secret::from(Zeroizing::new(random::bytes::<SECRET_LENGTH>()).to_vec()).to_base32())
}

/// The time step of a code, if the code is valid at this time. Steps are counted from 1970. Compares in constant time.
pub fn step(secret: &Secret, code: &str, now: Timestamp) -> Option<i64> {
    let seconds = u64::try_from(now.seconds()).ok()?;
    let step = totp(secret)?.check(code, seconds)?;
    i64::try_from(step).ok()
}

/// The `otpauth` URL for the QR code. Apps show the issuer and the user, neither of which may contain a colon.
pub fn otpauth_url(secret: &Secret, issuer: &str, user: &str) -> Secret {
    let [issuer, user] = [issuer, user].map(|text| utf8_percent_encode(text, NOT_UNRESERVED));
    Secret::new(format!(
        "otpauth://totp/{issuer}:{user}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period={}",
        secret.expose(),
        STEP.as_secs()
    ))
}

fn totp(secret: &Secret) -> Option<Totp> {
    let key = totp_rs::Secret::try_from_base32(secret.expose()).ok()?;
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(SKEW)
        .with_step_duration(STEP.as_secs())
        .with_secret(key)
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "12345678901234567890", the secret of RFC 6238, appendix B.
    const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn unix(seconds: u64) -> Timestamp {
        Timestamp::EPOCH.plus(Duration::from_secs(seconds))
    }

    /// The times of appendix B, with the last six of the eight digits.
    const VECTORS: [(u64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    #[test]
    fn codes_are_those_of_rfc_6238() {
        for (seconds, code) in VECTORS {
            let found = step(&Secret::new(RFC), code, unix(seconds));
            assert_eq!(found, Some(seconds.cast_signed() / 30), "{code}");
        }
    }

    #[test]
    fn a_code_is_good_one_step_early_and_late_and_no_longer() {
        let (secret, begins) = (Secret::new(RFC), unix(1_234_567_890));
        let at = |now: Timestamp| step(&secret, "005924", now);
        let millisecond = Duration::from_millis(1);
        assert_eq!(at(begins.minus(STEP + millisecond)), None);
        for good in [begins.minus(STEP), begins, begins.plus(2 * STEP - millisecond)] {
            assert_eq!(at(good), Some(1_234_567_890 / 30));
        }
        assert_eq!(at(begins.plus(2 * STEP)), None);
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let at = unix(59);
        for code in [
            "",
            "28708",
            "2870820",
            "+87082",
            " 287082",
            "94287082",
            "２８７０８２",
            "abcdef",
            "000000",
        ] {
            assert_eq!(step(&Secret::new(RFC), code, at), None, "{code:?}");
        }
        assert_eq!(step(&Secret::new("not base32!"), "287082", at), None);
        assert_eq!(
            step(
                &Secret::new(RFC),
                "755224",
                Timestamp::EPOCH.minus(Duration::from_secs(59))
            ),
            None,
            "before 1970"
        );
    }

    #[test]
    fn secrets_are_160_bits_and_their_address_is_what_apps_read() {
        let secret = new_secret();
        assert_eq!(secret.expose().len(), 32);
        assert_ne!(new_secret().expose(), secret.expose());
        let url = otpauth_url(&Secret::new(RFC), "Keydesk (k.example)", "o'neill+søn@acme.example");
        assert_eq!(
            url.expose(),
            "otpauth://totp/Keydesk%20%28k.example%29:o%27neill%2Bs%C3%B8n%40acme.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Keydesk%20%28k.example%29&algorithm=SHA1&digits=6&period=30"
        );
    }
}
