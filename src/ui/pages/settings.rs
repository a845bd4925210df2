//! The *Settings* tab: the age at which a token is due for renewal. A plain page without WebAssembly.

use crate::{
    domain::keys::alert::RenewalPeriod,
    i18n::t,
    ui::{
        components::{
            actions::submit,
            field::Choice,
            tabs::{Tab, Totals, heading, tabs},
            topbar::Section,
        },
        paths,
        plain::{done_notice, page_frame},
    },
    views::settings::SettingsView,
};
use leptos::prelude::*;
use strum::VariantArray;

/// The name of the radio buttons.
pub const PERIOD: &str = "period";

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
    let choices: Vec<_> = RenewalPeriod::VARIANTS
        .iter()
        .map(|&choice| period_choice(choice, choice == period))
        .collect();
    let content = view! {
        {heading(account.clone(), None)}
        {tabs(viewer, Tab::Settings, totals)}
        {done_notice()}
        <form method="post" action=paths::settings(&account) class="card settings">
            <fieldset class="field" aria-describedby="period-hint">
                <legend>{t::settings_alerts()}</legend>
                <p class="hint" id="period-hint">
                    {t::settings_alerts_hint()}
                </p>
                <div class="options">{choices}</div>
            </fieldset>
            {submit((t::apply(), t::saving()), "btn primary")}
        </form>
    }
    .into_any();
    page_frame(Some(viewer), Section::ApiKeys, t::settings(), content)
}

fn period_choice(period: RenewalPeriod, chosen: bool) -> AnyView {
    let (title, text) = match period {
        RenewalPeriod::ThreeMonths => (t::settings_three_months(), t::settings_three_months_text()),
        RenewalPeriod::SixMonths => (t::settings_six_months(), t::settings_six_months_text()),
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
