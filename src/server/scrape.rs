//! Writes down all numbers for Prometheus: what this process counted, and what the database, the connections and verification's memory hold.

use crate::server::{metrics::Labels, state::AppState, store::Figures};
use prometheus_client::{
    encoding::text::{encode_eof, encode_registry},
    metrics::{family::Family, gauge::Gauge},
    registry::Registry,
};
use std::{fmt, sync::atomic::AtomicU64, time::Duration};

/// How old the numbers of the database may be.
const FIGURES_KEPT: Duration = Duration::from_secs(15);

/// All numbers in the text format of OpenMetrics. Without the database's, if it does not answer.
///
/// # Errors
/// Never in practice: writing text into memory does not fail.
pub async fn scrape(state: &AppState) -> Result<String, fmt::Error> {
    let figures = figures(state).await;
    let mut text = String::new();
    encode_registry(&mut text, state.metrics.registry())?;
    encode_registry(&mut text, &gauges(state, figures.as_ref()))?;
    encode_eof(&mut text)?;
    Ok(text)
}

/// The numbers of the database, not older than [`FIGURES_KEPT`]. One scrape at a time asks for them.
async fn figures(state: &AppState) -> Option<Figures> {
    let mut kept = state.metrics.figures().lock().await;
    let now = state.clock.now();
    if kept
        .as_ref()
        .is_none_or(|(at, _)| now >= at.plus(FIGURES_KEPT) || now < *at)
    {
        let asked = state.store.figures(now).await;
        let asked = asked.inspect_err(|error| tracing::warn!(%error, "the database gives no numbers for the metrics"));
        *kept = asked.ok().map(|figures| (now, figures));
    }
    kept.as_ref().map(|(_, figures)| figures.clone())
}

/// A number with a fraction.
type Seconds = Gauge<f64, AtomicU64>;

/// The numbers of a moment, as metrics.
fn gauges(state: &AppState, figures: Option<&Figures>) -> Registry {
    let mut registry = Registry::with_prefix("keydesk");
    let memory = state.store.memory_figures();
    let gauge = |registry: &mut Registry, name: &str, help: &str, value: i64| {
        let gauge = Gauge::<i64>::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    };
    gauge(
        &mut registry,
        "memory_keys",
        "Keys in verification's memory",
        memory.keys,
    );
    gauge(
        &mut registry,
        "memory_tokens",
        "Tokens in verification's memory, ended ones included",
        memory.tokens,
    );
    let seconds = |registry: &mut Registry, name: &str, help: &str, value: f64| {
        let gauge = Seconds::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    };
    seconds(
        &mut registry,
        "lease_left_seconds",
        "How long verification's memory may be believed without asking the database",
        memory.lease_left.as_secs_f64(),
    );
    seconds(
        &mut registry,
        "memory_age_seconds",
        "How long ago verification's memory was last compared with the database",
        memory.age.map_or(f64::NAN, |age| age.as_secs_f64()),
    );
    let connections = Family::<Labels<1>, Gauge>::default();
    for (state, count) in state.store.connections() {
        connections.get_or_create(&[("state", state)]).set(count);
    }
    registry.register("database_connections", "Connections to the database", connections);
    if let Some(figures) = figures {
        of_database(&mut registry, figures);
    }
    registry
}

fn of_database(registry: &mut Registry, figures: &Figures) {
    let links = Family::<[(&'static str, String); 1], Gauge>::default();
    for (state, count) in &figures.links {
        links.get_or_create(&[("state", state.clone())]).set(*count);
    }
    registry.register("links", "Single-access links by state", links);
    let keys = Family::<Labels<1>, Gauge>::default();
    let urgent = figures.recommended + figures.highly_recommended;
    for (alert, count) in [
        ("none", figures.keys - urgent),
        ("renewal_recommended", figures.recommended),
        ("renewal_highly_recommended", figures.highly_recommended),
    ] {
        keys.get_or_create(&[("alert", alert)]).set(count);
    }
    registry.register("keys", "Keys by the alert about the age of their newest token", keys);
    let renewing = Gauge::<i64>::default();
    renewing.set(figures.renewing);
    registry.register(
        "keys_with_old_token",
        "Keys with an old token that still works",
        renewing,
    );
}
