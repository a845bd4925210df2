//! The table that the bench prints.

/// How a ratio or figure has to compare with its target.
#[derive(Clone, Copy)]
pub enum Reach {
    AtLeast(f64),
    AtMost(f64),
    /// Below this.
    Below(f64),
}

impl Reach {
    fn is_reached(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
            Self::Below(limit) => value < limit,
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtLeast(least) => format!("≥ {least}"),
            Self::AtMost(most) => format!("≤ {most}"),
            Self::Below(limit) => format!("< {limit}"),
        }
    }
}

/// Prints the heading.
pub fn heading() {
    println!("| measure | measured | against | measured | result | reach | |");
    println!("| --- | ---: | --- | ---: | ---: | --- | --- |");
}

/// Prints the ratio of two figures.
pub fn ratio(measure: &str, ours: (f64, &str), against: &str, theirs: f64, reach: Reach) {
    let (value, unit) = ours;
    let ratio = value / theirs;
    row(
        measure,
        &format!("{value:.1} {unit}"),
        against,
        &format!("{theirs:.1} {unit}"),
        &format!("{ratio:.2}"),
        reach,
        ratio,
    );
}

/// Prints a figure that is compared with nothing.
pub fn figure(measure: &str, (value, unit): (f64, &str), reach: Reach) {
    row(measure, &format!("{value:.0} {unit}"), "-", "", "", reach, value);
}

fn row(measure: &str, ours: &str, against: &str, theirs: &str, result: &str, reach: Reach, value: f64) {
    let verdict = if reach.is_reached(value) {
        "reached"
    } else {
        "**missed**"
    };
    println!(
        "| {measure} | {ours} | {against} | {theirs} | {result} | {} | {verdict} |",
        reach.text()
    );
}

/// Prints that something could not be had.
pub fn missing(measure: &str, why: &str) {
    println!("| {measure} | | {why} | | | | *missing* |");
}
