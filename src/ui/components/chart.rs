//! A small bar chart of requests, drawn on the server, with the same numbers in a table.

use crate::{
    domain::usage::Count,
    i18n::{number, t},
    ui::components::table::{columns, head, plain_cell, roomy_table, row, row_head},
};
use leptos::prelude::*;
use std::fmt::Write;

/// The height of the chart and the widths of a bar and its place, in units of its coordinates.
const HEIGHT: i64 = 48;
const BAR: usize = 8;
const PLACE: usize = 10;

/// A chart. `counts` has a bar for each hour or day, `when` shows the time of a bar by its position.
pub fn chart(title: &'static str, counts: &[Count], when: impl Fn(usize) -> AnyView) -> AnyView {
    let total = counts.iter().fold(Count::default(), |total, count| Count {
        uses: total.uses + count.uses,
        denied: total.denied + count.denied,
    });
    let summary = match total.denied {
        0 => t::key_page_requests_made(total.uses, &number(total.uses)),
        denied => t::key_page_requests_denied(total.uses, &number(total.uses), &number(denied)),
    };
    let rows = counts.iter().enumerate().filter(|(_, count)| count.uses > 0);
    let rows = rows.map(|(position, count)| {
        row(view! {
            {row_head("", when(position))}
            {plain_cell(number(count.uses))}
            {plain_cell(number(count.denied))}
        })
    });
    let rows: Vec<_> = rows.collect();
    let table = (!rows.is_empty()).then(|| {
        let columns = columns(&[t::key_page_time(), t::key_page_requests(), t::key_page_denied()]);
        view! {
            <details>
                <summary>{t::key_page_as_table()}</summary>
                {roomy_table("counts", title, head(columns), rows)}
            </details>
        }
        .into_any()
    });
    let highest = counts.iter().map(|count| count.uses).max().unwrap_or_default().max(1);
    let frame = format!("0 0 {} {HEIGHT}", counts.len() * PLACE);
    view! {
        <figure class="chart">
            <figcaption>{title}</figcaption>
            <svg viewBox=frame preserveAspectRatio="none" role="img" aria-label=format!("{title}: {summary}")>
                <path class="bar" d=bars(counts.iter().map(|count| count.uses), highest) />
                <path class="bar denied" d=bars(counts.iter().map(|count| count.denied), highest) />
            </svg>
            <p class="quiet">{summary}</p>
            {table}
        </figure>
    }
    .into_any()
}

/// The outline of all bars. A bar that is not zero is at least one unit high.
fn bars(values: impl Iterator<Item = i64>, highest: i64) -> String {
    let mut outline = String::new();
    for (position, value) in values.enumerate().filter(|(_, value)| *value > 0) {
        let height = (value.saturating_mul(HEIGHT) / highest).max(1);
        let (x, y) = (position * PLACE + (PLACE - BAR) / 2, HEIGHT - height);
        let _ = write!(outline, "M{x} {HEIGHT}V{y}h{BAR}V{HEIGHT}z");
    }
    outline
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion_and_never_vanish() {
        assert_eq!(
            bars([0, 100, 50, 1].into_iter(), 100),
            "M11 48V0h8V48zM21 48V24h8V48zM31 48V47h8V48z"
        );
        assert_eq!(bars([0].into_iter(), 1), "");
    }
}
