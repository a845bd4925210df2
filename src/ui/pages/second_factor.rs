//! Pages that turn the second factor on and off and create new recovery codes. Plain pages without WebAssembly.

use crate::{
    domain::people::second_factor::FEW_CODES,
    i18n::{SLOT, t},
    ui::{
        components::{
            actions::{form_buttons, link_button, pair, submit},
            alert::FormError,
            badges::text_badge,
            banner::{announced_caution, caution},
            code_field::{app_code_field, either_code_field},
            copy::plain_copy_button,
            field::{current_password, hidden, user_name},
            form_id::form_id_field,
            icons::{CHECK, icon},
            instant::date,
            topbar::Section,
        },
        forms::Submission,
        paths,
        plain::{card_form, page_frame, page_head, part},
        sentences::within,
    },
    views::{
        second_factor::{CodesView, QrCode, SecondFactorView, SetUpView},
        wire::Viewer,
    },
};
use leptos::prelude::*;

/// The hidden field with the id of the set-up.
pub const SETUP: &str = "setup";

/// Width of the light margin around a QR code, in modules. Readers need it.
const QUIET_ZONE: usize = 4;

/// The content for each address of the second factor. No `Debug`, because it can hold secrets.
pub enum SecondFactorContent {
    /// Asks for the password. `ended`: an earlier set-up timed out.
    Start {
        viewer: Option<Viewer>,
        ended: bool,
    },
    SetUp(SetUpView),
    Codes(CodesView),
    Renew {
        viewer: Option<Viewer>,
    },
    Off {
        viewer: Option<Viewer>,
    },
}

pub fn second_factor_page(content: &SecondFactorContent) -> AnyView {
    let form = Submission::new();
    let (viewer, title, content) = match content {
        SecondFactorContent::Start { viewer, ended } => (viewer, t::second_factor_turn_it_on(), start(form, *ended)),
        SecondFactorContent::SetUp(view) => (&view.viewer, t::second_factor_turn_it_on(), set_up(form, view)),
        SecondFactorContent::Codes(view) => (&view.viewer, t::second_factor_codes(), codes(view)),
        SecondFactorContent::Renew { viewer } => (viewer, t::second_factor_new_codes(), renew(form)),
        SecondFactorContent::Off { viewer } => (viewer, t::second_factor_turn_it_off(), off(form)),
    };
    let content = view! {
        {page_head(title, None, None)}
        {content}
    }
    .into_any();
    page_frame(viewer.as_ref(), Section::Elsewhere, title, content)
}

/// The section of the profile with the state of the second factor.
pub fn second_factor_part(factor: Option<SecondFactorView>) -> AnyView {
    let content = match factor {
        None => view! {
            <p>{text_badge("mute", t::second_factor_is_off())}</p>
            <p>{t::second_factor_about()}</p>
            {link_button("btn primary", paths::SECOND_FACTOR, t::second_factor_turn_on())}
        }
        .into_any(),
        Some(factor) => turned_on(factor),
    };
    let card = view! { <div class="card settings">{content}</div> };
    part("second-factor", t::second_factor_title(), card)
}

fn turned_on(factor: SecondFactorView) -> AnyView {
    let left = factor.codes_left;
    let few = (left <= FEW_CODES).then(|| caution(t::second_factor_few_codes()).into_any());
    let buttons = view! {
        {link_button("btn", paths::SECOND_FACTOR_CODES, t::second_factor_new_codes())}
        {link_button("btn", paths::SECOND_FACTOR_OFF, t::second_factor_turn_off())}
    };
    view! {
        <p>
            <span class="badge ok">{icon(CHECK)} {t::second_factor_is_on()}</span>
        </p>
        <p>
            {within(&t::second_factor_since(SLOT), date(factor.since))}
            {format!("· {}", t::second_factor_codes_left(left))}
        </p>
        {few}
        {pair(buttons)}
    }
    .into_any()
}

fn start(form: Submission, ended: bool) -> AnyView {
    let ended = ended.then(|| announced_caution(t::second_factor_ended()).into_any());
    view! {
        <form method="post" action=paths::SECOND_FACTOR novalidate=true class="card settings">
            {ended}
            <FormError error=form.error() />
            <p>{t::second_factor_start_about()}</p>
            {password(form)}
            {form_buttons(paths::PROFILE, submit((t::second_factor_continue(), t::doing_check()), "btn primary"))}
        </form>
    }
    .into_any()
}

fn set_up(form: Submission, set_up: &SetUpView) -> AnyView {
    let labels = (t::second_factor_code(), t::second_factor_first_code_hint());
    let fields = view! {
        <ol class="steps">
            <li>
                <h2>{t::second_factor_scan()}</h2>
                {qr(&set_up.qr)}
                <p class="hint">{t::second_factor_type_key()}</p>
                <p class="mono secret-key">{set_up.secret.clone()}</p>
            </li>
            <li>
                <h2>{t::second_factor_enter_code()}</h2>
                {app_code_field(labels, form)}
            </li>
        </ol>
        {hidden(SETUP, set_up.form.clone())}
        {form_id_field()}
        {form_buttons(paths::PROFILE, submit((t::second_factor_turn_on(), t::doing_turn_on()), "btn primary"))}
    };
    card_form(Some(paths::SECOND_FACTOR), form, fields).into_any()
}

/// The QR code, dark on light in every theme: many readers reject inverted codes.
fn qr(code: &QrCode) -> AnyView {
    let side = code.size + 2 * QUIET_ZONE;
    view! {
        <svg
            class="qr"
            viewBox=format!("0 0 {side} {side}")
            role="img"
            aria-label=t::second_factor_qr()
            shape-rendering="crispEdges"
        >
            <rect width=side.to_string() height=side.to_string() fill="#fff"></rect>
            <path transform=format!("translate({QUIET_ZONE} {QUIET_ZONE})") d=code.path.clone() fill="#000"></path>
        </svg>
    }
    .into_any()
}

fn codes(view: &CodesView) -> AnyView {
    let done = if view.turned_on {
        t::second_factor_turned_on()
    } else {
        t::second_factor_codes_replaced()
    };
    let lines = view.codes.join("\n");
    view! {
        <div class="banner ok" role="status">
            {icon(CHECK)}
            <p>{done}</p>
        </div>
        <div class="card settings codes">
            <p>
                <b>{t::second_factor_keep_codes()}</b>
                " "
                {t::second_factor_codes_about()}
            </p>
            <div class="field">
                <label for="codes">{t::second_factor_codes()}</label>
                <textarea id="codes" class="mono" rows=view.codes.len().to_string() readonly=true spellcheck="false">
                    {lines}
                </textarea>
                {pair(plain_copy_button("codes", None))}
                <p class="said" role="status"></p>
            </div>
            {link_button("btn primary", paths::PROFILE, t::second_factor_kept())}
        </div>
    }
    .into_any()
}

fn renew(form: Submission) -> AnyView {
    let fields = view! {
        <p>{t::second_factor_new_codes_about()}</p>
        {form_id_field()}
        {password(form)}
        {either_code_field(form)}
        {form_buttons(paths::PROFILE, submit((t::second_factor_make_codes(), t::doing_create()), "btn primary"))}
    };
    card_form(Some(paths::SECOND_FACTOR_CODES), form, fields).into_any()
}

fn off(form: Submission) -> AnyView {
    let fields = view! {
        <p>{t::second_factor_off_about()}</p>
        {password(form)}
        {either_code_field(form)}
        {form_buttons(paths::PROFILE, submit((t::second_factor_turn_off(), t::doing_turn_off()), "btn danger"))}
    };
    card_form(Some(paths::SECOND_FACTOR_OFF), form, fields).into_any()
}

fn password(form: Submission) -> AnyView {
    view! {
        {user_name()}
        {current_password(t::your_password(), true, form)}
    }
    .into_any()
}
