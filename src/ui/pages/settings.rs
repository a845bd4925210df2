//! The *Settings* tab: when a token is due for renewal. A plain page without WebAssembly.

use crate::{
    domain::{alert::RenewalPeriod, views::SettingsView},
    ui::{
        components::{
            field::Choice,
            tabs::{Tab, Totals, heading, tabs},
            topbar::Section,
        },
        paths,
        plain::{framed, just_done},
    },
};
use leptos::prelude::*;

/// The name of the radio buttons.
pub const PERIOD: &str = "period";

/// The page.
pub fn settings_page(settings: &SettingsView) -> AnyView {
    let SettingsView {
        viewer,
        period,
        generated,
        external,
    } = settings;
    let (period, generated, external) = (*period, *generated, *external);
    let totals = Totals { generated, external };
    let account = viewer.account.to_string();
    let choices: Vec<_> = RenewalPeriod::ALL
        .into_iter()
        .map(|choice| period_choice(choice, choice == period))
        .collect();
    let content = view! {
        {heading(account.clone(), None)}
        {tabs(viewer, Tab::Settings, totals)}
        {just_done()}
        <form method="post" action=paths::settings(&account) class="card settings">
            <fieldset class="field" aria-describedby="period-hint">
                <legend>"Renewal alerts"</legend>
                <p class="hint" id="period-hint">
                    "How old a token may become before its row recommends to renew it. Nothing expires by age: an older token keeps working."
                </p>
                <div class="options">{choices}</div>
            </fieldset>
            <button type="submit" class="btn primary">
                "Apply"
            </button>
        </form>
    }
    .into_any();
    framed(Some(viewer), Section::ApiKeys, "Settings", content)
}

fn period_choice(period: RenewalPeriod, chosen: bool) -> AnyView {
    let (title, text) = match period {
        RenewalPeriod::ThreeMonths => (
            "3 months (recommended)",
            "Renewal recommended after 3 months, highly recommended after 6.",
        ),
        RenewalPeriod::SixMonths => (
            "6 months",
            "Renewal recommended after 6 months, highly recommended after 9.",
        ),
    };
    Choice {
        kind: "radio",
        name: PERIOD,
        value: period.months().to_string(),
        chosen,
        title: title.to_owned(),
        text: text.to_owned(),
    }
    .view()
}
