//! A small bar chart of requests, drawn on the server, with the same numbers in a table.

use crate::{
    domain::usage::Count,
    i18n::{number, t},
    ui::components::table::{columns, head, plain_cell, roomy_table, row, row_head},
};
use leptos::prelude::*;
use std::{collections::BTreeMap, fmt::Write, ops::RangeInclusive};

/// The height of the chart and the widths of a bar and its place, in units of its coordinates.
const HEIGHT: i64 = 48;
const BAR: usize = 8;
const PLACE: usize = 10;

/// The bars of a chart, one for each hour or day.
pub struct Bars {
    counts: Vec<Count>,
    /// The number of uses that has the full height.
    highest: i64,
}

impl Bars {
    /// The counts of these hours or days. Charts beside each other show the highest count of `all` in full height, so that they compare.
    pub fn of<'a>(
        counted: Option<&BTreeMap<i64, Count>>,
        all: impl Iterator<Item = &'a BTreeMap<i64, Count>>,
        span: RangeInclusive<i64>,
    ) -> Self {
        let highest = all.flat_map(|counted| counted.range(span.clone()).map(|(_, count)| count.uses));
        Self {
            highest: highest.max().unwrap_or_default(),
            counts: span
                .map(|at| {
                    counted
                        .and_then(|counted| counted.get(&at))
                        .copied()
                        .unwrap_or_default()
                })
                .collect(),
        }
    }
}

/// A chart. `when` shows the time of a bar by its position, under the head `time` in the table.
pub fn chart(title: &'static str, time: &'static str, bars: &Bars, when: impl Fn(usize) -> AnyView) -> AnyView {
    let (counts, highest) = (&bars.counts, bars.highest);
    // The top of the chart in numbers. Screen readers read the table.
    let top = (highest > 0).then(|| view! { <span aria-hidden="true">{number(highest)}</span> }.into_any());
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
        let columns = columns(&[time, t::key_page_requests(), t::key_page_denied()]);
        view! {
            <details>
                <summary>{t::key_page_as_table()}</summary>
                {roomy_table("counts", title, head(columns), rows)}
            </details>
        }
        .into_any()
    });
    let frame = format!("0 0 {} {HEIGHT}", counts.len() * PLACE);
    view! {
        <figure class="chart">
            <figcaption>{title} {top}</figcaption>
            <svg viewBox=frame preserveAspectRatio="none" role="img" aria-label=format!("{title}: {summary}")>
                <path class="bar" d=outline(counts.iter().map(|count| count.uses), highest) />
                <path class="bar denied" d=outline(counts.iter().map(|count| count.denied), highest) />
            </svg>
            <p class="quiet">{summary}</p>
            {table}
        </figure>
    }
    .into_any()
}

/// The outline of all bars. A bar that is not zero is at least one unit high.
fn outline(values: impl Iterator<Item = i64>, highest: i64) -> String {
    let mut path = String::new();
    for (position, value) in values.enumerate().filter(|(_, value)| *value > 0) {
        let height = (value.saturating_mul(HEIGHT) / highest.max(1)).max(1);
        let (x, y) = (position * PLACE + (PLACE - BAR) / 2, HEIGHT - height);
        let _ = write!(path, "M{x} {HEIGHT}V{y}h{BAR}V{HEIGHT}z");
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion_and_never_vanish() {
        assert_eq!(
            outline([0, 100, 50, 1].into_iter(), 100),
            "M11 48V0h8V48zM21 48V24h8V48zM31 48V47h8V48z"
        );
        assert_eq!(outline([0].into_iter(), 1), "");
    }

    #[test]
    fn charts_beside_each_other_have_the_same_scale() {
        let counted = |uses| BTreeMap::from([(1, Count { uses, denied: 0 }), (9, Count { uses: 5_000, denied: 0 })]);
        let (few, many) = (counted(2), counted(1_000));
        let both = || [&few, &many].into_iter();
        for (counts, uses) in [(Some(&few), 2), (Some(&many), 1_000), (None, 0)] {
            let bars = Bars::of(counts, both(), 0..=2);
            assert_eq!((bars.highest, bars.counts.len(), bars.counts[1].uses), (1_000, 3, uses));
        }
        assert_eq!(Bars::of(None, [].into_iter(), 0..=2).highest, 0);
    }
}
