//! What this process counts for Prometheus. `scrape` writes it down, and `docs/operations.md` lists it.

use crate::{
    domain::{keys::verification::Denial, time::Timestamp},
    error::AppError,
    server::store::Figures,
};
use prometheus_client::{
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
        info::Info,
    },
    registry::Registry,
};
use std::{fmt, sync::Arc, time::Duration};
use strum::{IntoStaticStr, VariantArray};
use tokio::sync::Mutex;

/// Labels of a metric, as names and values.
pub(super) type Labels<const COUNT: usize> = [(&'static str, &'static str); COUNT];

/// Outcomes of sign-ins.
const SIGN_INS: [&str; 5] = ["signed_in", "code_asked", "refused", "too_many", "failed"];

/// Outcomes of jobs.
const JOB_RUNS: [&str; 2] = ["succeeded", "failed"];

/// A background job, by its name in the metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Job {
    CountUses,
    DeleteSessions,
    DeleteUnusedTokens,
    ExpireInvitations,
    ExpireLinks,
    ForgetAnswers,
    ForgetAttempts,
    ForgetBrowsers,
    ForgetUnfinished,
    ForgetUsage,
    MaintainDatabase,
}

/// The counters. Cheap to clone.
#[derive(Clone)]
pub struct Metrics(Arc<Counters>);

struct Counters {
    registry: Registry,
    verifications: Family<Labels<1>, Counter>,
    /// How long answers to gateways took, in seconds.
    answered: Histogram,
    sign_ins: Family<Labels<1>, Counter>,
    jobs: Family<Labels<2>, Counter>,
    /// When a job succeeded last, in seconds since 1970.
    job_done: Family<Labels<1>, Gauge>,
    figures: LastFigures,
}

/// What the database held last, and when. Frequent scrapes must not load it.
pub(super) type LastFigures = Mutex<Option<(Timestamp, Figures)>>;

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("keydesk");
        let verifications = Family::<Labels<1>, Counter>::default();
        // Those that never occurred are told, too, as zero. Otherwise Prometheus would not see the first one as an increase.
        let others = [
            "allowed",
            "unknown_verifier",
            "outside_scope",
            "malformed",
            "unavailable",
        ];
        for verdict in Denial::VARIANTS.iter().map(Into::into).chain(others) {
            drop(verifications.get_or_create(&[("verdict", verdict)]));
        }
        let sign_ins = Family::<Labels<1>, Counter>::default();
        for outcome in SIGN_INS {
            drop(sign_ins.get_or_create(&[("outcome", outcome)]));
        }
        let jobs = Family::<Labels<2>, Counter>::default();
        for job in Job::VARIANTS {
            let job: &'static str = job.into();
            for outcome in JOB_RUNS {
                drop(jobs.get_or_create(&[("job", job), ("outcome", outcome)]));
            }
        }
        let job_done = Family::default();
        // From 16 µs to 4 s.
        let answered = Histogram::new(exponential_buckets(0.000_016, 4.0, 10));
        let build = [
            ("version", env!("CARGO_PKG_VERSION")),
            ("revision", env!("BUILD_REVISION")),
        ];
        registry.register("build", "The version of this program", Info::new(build));
        registry.register("verifications", "Verifications by verdict", verifications.clone());
        registry.register(
            "verification_seconds",
            "How long answers to gateways took",
            answered.clone(),
        );
        registry.register("sign_ins", "Sign-ins by outcome", sign_ins.clone());
        registry.register("job_runs", "Runs of background jobs by outcome", jobs.clone());
        registry.register(
            "job_last_success_seconds",
            "When a job succeeded last, in seconds since 1970",
            job_done.clone(),
        );
        Self(Arc::new(Counters {
            registry,
            verifications,
            answered,
            sign_ins,
            jobs,
            job_done,
            figures: Mutex::new(None),
        }))
    }
}

impl Metrics {
    /// Counts the answer to a verifier's question.
    pub fn verified(&self, verdict: &'static str) {
        self.0.verifications.get_or_create(&[("verdict", verdict)]).inc();
    }

    /// Notes how long an answer to a gateway took.
    pub fn answered(&self, after: Duration) {
        self.0.answered.observe(after.as_secs_f64());
    }

    /// Counts a sign-in with a password or a code.
    pub fn signed_in(&self, outcome: Result<&'static str, &AppError>) {
        let outcome = outcome.unwrap_or_else(|error| match error {
            AppError::SignInRefused | AppError::Invalid(_) => "refused",
            AppError::TooMany { .. } => "too_many",
            _ => "failed",
        });
        self.0.sign_ins.get_or_create(&[("outcome", outcome)]).inc();
    }

    /// Notes that a job ran.
    pub fn ran(&self, job: Job, succeeded: bool, now: Timestamp) {
        let job: &'static str = job.into();
        let outcome = if succeeded { "succeeded" } else { "failed" };
        self.0.jobs.get_or_create(&[("job", job), ("outcome", outcome)]).inc();
        if succeeded {
            self.0.job_done.get_or_create(&[("job", job)]).set(now.millis() / 1000);
        }
    }

    /// The metrics of this process.
    pub(super) fn registry(&self) -> &Registry {
        &self.0.registry
    }

    pub(super) fn figures(&self) -> &LastFigures {
        &self.0.figures
    }
}
