//! The *Settings* tab: when a token is due for renewal. A plain page without WebAssembly.

use crate::{
    domain::{alert::RenewalPeriod, views::SettingsView},
    ui::{
        components::{
            field::Choice,
            icons::{CHECK, icon},
            tabs::{Tab, Totals, heading, tabs},
            topbar::topbar,
        },
        done::Done,
        paths,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The name of the radio buttons.
pub const PERIOD: &str = "period";

/// The page.
#[component]
pub fn Settings(settings: SettingsView) -> impl IntoView {
    let SettingsView {
        viewer,
        period,
        generated,
        external,
    } = settings;
    let totals = Totals { generated, external };
    let account = viewer.account.to_string();
    let query = use_query_map().get_untracked();
    let done = query.get_str("done").and_then(Done::from_word);
    let choices: Vec<_> = RenewalPeriod::ALL
        .into_iter()
        .map(|choice| period_choice(choice, choice == period))
        .collect();
    view! {
        <Title text="Settings · Keydesk" />
        <div class="page">
            <a class="skip" href="#main">
                "Skip to content"
            </a>
            {topbar(&viewer, true)}
            <main id="main" tabindex="-1">
                {heading(account.clone(), None)}
                {tabs(&viewer, Tab::Settings, totals)}
                {done
                    .map(|done| {
                        view! {
                            <div class="banner ok" role="status">
                                {icon(CHECK)}
                                <p>{done.sentence()}</p>
                            </div>
                        }
                            .into_any()
                    })}
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
            </main>
        </div>
    }
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
