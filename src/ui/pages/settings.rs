//! The *Settings* tab: the age at which a token is due for renewal, how long keys may live, and the verifiers. A plain page without
//! WebAssembly.

use crate::{
    domain::keys::{alert::RenewalPeriod, lifetime::LifetimePolicy},
    error::Field,
    i18n::t,
    ui::{
        components::{
            actions::submit,
            alert::FormError,
            field::{Choice, TextField, password_field},
            tabs::{Tab, Totals, heading, tabs},
            topbar::Section,
        },
        forms::{EnteredFields, Submission},
        pages::verifiers::verifiers_part,
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
        lifetimes,
        generated,
        external,
        ..
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
        {lifetimes_form(&account, *lifetimes)}
        {verifiers_part(settings)}
    }
    .into_any();
    page_frame(Some(viewer), Section::ApiKeys, t::settings(), content)
}

fn lifetimes_form(account: &str, lifetimes: LifetimePolicy) -> AnyView {
    let (form, entered) = (Submission::new(), EnteredFields::from_context());
    let value = |field: Field, days: Option<u32>| {
        let days = days.map(|days| days.to_string()).unwrap_or_default();
        entered.text(field.name(), &days)
    };
    view! {
        <form method="post" action=paths::settings(account) novalidate=true class="card settings">
            <FormError error=form.error() />
            <fieldset class="field stack" aria-describedby="lifetimes-hint">
                <legend>{t::settings_lifetimes()}</legend>
                <p class="hint" id="lifetimes-hint">
                    {t::settings_lifetimes_hint()}
                </p>
                <TextField
                    field=Field::LongestLifetime
                    label=t::settings_longest_lifetime()
                    hint=t::settings_longest_lifetime_hint()
                    value=value(Field::LongestLifetime, lifetimes.longest)
                    form=form
                    optional=true
                />
                <TextField
                    field=Field::ProposedLifetime
                    label=t::settings_proposed_lifetime()
                    hint=t::settings_proposed_lifetime_hint()
                    value=value(Field::ProposedLifetime, lifetimes.proposed)
                    form=form
                    optional=true
                />
            </fieldset>
            {password_field(form)}
            {submit((t::save(), t::saving()), "btn primary")}
        </form>
    }
    .into_any()
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
