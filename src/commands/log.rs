//! Log lines: to standard error, as text or as JSON, with the id of the request that they are about.

use keydesk::server::{config::Config, request_id};
use std::{fmt, io::IsTerminal};
use tracing::{Event, Subscriber};
use tracing_subscriber::{
    EnvFilter,
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

/// Begins to write log lines.
pub fn begin(config: &Config) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // systemd's journal shows no lines with colours.
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
        .with_target(false);
    if config.logs_json {
        let log = log.json().flatten_event(true);
        log.map_event_format(|format| WithRequest { format, is_json: true })
            .init();
    } else {
        log.map_event_format(|format| WithRequest { format, is_json: false })
            .init();
    }
}

/// A format that adds the id of the current request to each line.
struct WithRequest<F> {
    format: F,
    is_json: bool,
}

impl<S, N, F> FormatEvent<S, N> for WithRequest<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut to: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let Some(id) = request_id::current() else {
            return self.format.format_event(context, to, event);
        };
        let mut line = String::new();
        self.format.format_event(context, Writer::new(&mut line), event)?;
        // An id needs no escapes.
        let id = id.as_str();
        match line.strip_prefix('{') {
            Some(fields) if self.is_json => write!(to, "{{\"request_id\":\"{id}\",{fields}"),
            _ => writeln!(to, "{} request_id={id}", line.trim_end_matches('\n')),
        }
    }
}
