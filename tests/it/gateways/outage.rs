//! What a gateway does while Keydesk does not answer.

use super::{Stage, every_gateway};
use std::time::{Duration, Instant};
use tokio::time::sleep;

impl Stage {
    /// Expects that nobody passes, with a good key or without.
    async fn expect_nobody_passes(&self) {
        let (good, bad) = (self.good(), self.bad());
        let (good, bad) = tokio::join!(self.post(&good), self.post(&bad));
        for answer in [good, bad] {
            assert!(!answer.passed && (500..505).contains(&answer.status), "{answer:?}");
        }
    }

    /// Waits until good keys pass again.
    pub(super) async fn recovers(&self) {
        let began = Instant::now();
        loop {
            let answer = self.post(&self.good()).await;
            if answer.passed {
                break;
            }
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "{answer:?} {}",
                self.gateway.log()
            );
            sleep(Duration::from_millis(50)).await;
        }
        self.post(&self.bad()).await.expect_refused(401);
    }
}

every_gateway! {
    async fn nobody_passes_while_keydesk_is_stopped(stage) {
        stage.post(&stage.good()).await.expect_passed();
        stage.keydesk = None;
        stage.expect_nobody_passes().await;
        stage.start_keydesk().await;
        stage.recovers().await;

        // While it restarts, a bad key never passes.
        for _ in 0..3 {
            stage.keydesk = None;
            let refused = stage.post(&stage.bad()).await;
            stage.start_keydesk().await;
            for answer in [refused, stage.post(&stage.bad()).await] {
                assert!(!answer.passed && answer.status >= 400, "{answer:?}");
            }
        }
        stage.recovers().await;
    }

    async fn nobody_passes_while_keydesk_hangs(stage) {
        stage.post(&stage.good()).await.expect_passed();
        let keydesk = stage.keydesk.as_ref().unwrap();
        keydesk.suspend().await;
        stage.expect_nobody_passes().await;
        keydesk.signal("-CONT");
        stage.recovers().await;
    }
}
