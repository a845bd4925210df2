//! Pages that turn the second factor on and off and create new recovery codes. Plain pages without WebAssembly.

use crate::{
    domain::people::second_factor::FEW_CODES,
    error::Field,
    i18n::{SLOT, t},
    ui::{
        components::{
            alert::FormError,
            dialog::hidden,
            field::{TextField, field_error, user_name},
            form_id::form_id_field,
            icons::{CHECK, COPY, WARNING, icon},
            instant::date,
            topbar::Section,
        },
        forms::Submission,
        paths,
        plain::{Labels, form_end, framed, headed},
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

pub fn second_factor_page(shown: &SecondFactorContent) -> AnyView {
    let form = Submission::new();
    let (viewer, title, content) = match shown {
        SecondFactorContent::Start { viewer, ended } => (viewer, t::second_factor_turn_it_on(), start(form, *ended)),
        SecondFactorContent::SetUp(view) => (&view.viewer, t::second_factor_turn_it_on(), set_up(form, view)),
        SecondFactorContent::Codes(view) => (&view.viewer, t::second_factor_codes(), codes(view)),
        SecondFactorContent::Renew { viewer } => (viewer, t::second_factor_new_codes(), renew(form)),
        SecondFactorContent::Off { viewer } => (viewer, t::second_factor_turn_it_off(), off(form)),
    };
    let content = view! {
        {headed(title, None, None)}
        {content}
    }
    .into_any();
    framed(viewer.as_ref(), Section::Elsewhere, title, content)
}

/// The section of the profile with the state of the second factor.
pub fn second_factor_part(factor: Option<SecondFactorView>) -> AnyView {
    let content = match factor {
        None => view! {
            <p>
                <span class="badge mute">{t::second_factor_is_off()}</span>
            </p>
            <p>{t::second_factor_about()}</p>
            <a class="btn primary" href=paths::SECOND_FACTOR>
                {t::second_factor_turn_on()}
            </a>
        }
        .into_any(),
        Some(factor) => on(factor),
    };
    view! {
        <section class="part" aria-labelledby="second-factor-title">
            <h2 id="second-factor-title">{t::second_factor_title()}</h2>
            <div class="card settings">{content}</div>
        </section>
    }
    .into_any()
}

fn on(factor: SecondFactorView) -> AnyView {
    let left = factor.codes_left;
    let few = (left <= FEW_CODES).then(|| {
        view! { <div class="alert ask">{icon(WARNING)} <p>{t::second_factor_few_codes()}</p></div> }.into_any()
    });
    view! {
        <p>
            <span class="badge ok">{icon(CHECK)} {t::second_factor_is_on()}</span>
        </p>
        <p>
            {within(&t::second_factor_since(SLOT), date(factor.since))}
            {format!("· {}", t::second_factor_codes_left(left))}
        </p>
        {few}
        <div class="pair">
            <a class="btn" href=paths::SECOND_FACTOR_CODES>
                {t::second_factor_new_codes()}
            </a>
            <a class="btn" href=paths::SECOND_FACTOR_OFF>
                {t::second_factor_turn_off()}
            </a>
        </div>
    }
    .into_any()
}

fn start(form: Submission, ended: bool) -> AnyView {
    let ended = ended.then(|| {
        view! {
            <div class="alert ask" role="alert">
                {icon(WARNING)}
                <p>{t::second_factor_ended()}</p>
            </div>
        }
        .into_any()
    });
    view! {
        <form method="post" action=paths::SECOND_FACTOR novalidate=true class="card settings">
            {ended}
            <FormError error=form.error() />
            <p>{t::second_factor_start_about()}</p>
            {password(form, true)}
            {buttons((t::second_factor_continue(), t::doing_check()), "btn primary")}
        </form>
    }
    .into_any()
}

fn set_up(form: Submission, set_up: &SetUpView) -> AnyView {
    view! {
        <form method="post" action=paths::SECOND_FACTOR novalidate=true class="card settings">
            <FormError error=form.error() />
            <ol class="steps">
                <li>
                    <h2>{t::second_factor_scan()}</h2>
                    {qr(&set_up.qr)}
                    <p class="hint">{t::second_factor_type_key()}</p>
                    <p class="mono secret-key">{set_up.secret.clone()}</p>
                </li>
                <li>
                    <h2>{t::second_factor_enter_code()}</h2>
                    {code_input(form, t::second_factor_code(), t::second_factor_first_code_hint(), true, true)}
                </li>
            </ol>
            {hidden(SETUP, set_up.form.clone())}
            {form_id_field()}
            {buttons((t::second_factor_turn_on(), t::doing_turn_on()), "btn primary")}
        </form>
    }
    .into_any()
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
                <div class="pair">
                    <button
                        type="button"
                        class="btn"
                        data-copy="#codes"
                        data-copied=t::copied()
                        data-not-copied=t::press_to_copy()
                    >
                        {icon(COPY)}
                        <span>{t::copy()}</span>
                    </button>
                </div>
                <p class="said" role="status"></p>
            </div>
            <a class="btn primary" href=paths::PROFILE>
                {t::second_factor_kept()}
            </a>
        </div>
    }
    .into_any()
}

fn renew(form: Submission) -> AnyView {
    view! {
        <form method="post" action=paths::SECOND_FACTOR_CODES novalidate=true class="card settings">
            <FormError error=form.error() />
            <p>{t::second_factor_new_codes_about()}</p>
            {form_id_field()}
            {password(form, true)}
            {either_code(form)}
            {buttons((t::second_factor_make_codes(), t::doing_create()), "btn primary")}
        </form>
    }
    .into_any()
}

fn off(form: Submission) -> AnyView {
    view! {
        <form method="post" action=paths::SECOND_FACTOR_OFF novalidate=true class="card settings">
            <FormError error=form.error() />
            <p>{t::second_factor_off_about()}</p>
            {password(form, true)}
            {either_code(form)}
            {buttons((t::second_factor_turn_off(), t::doing_turn_off()), "btn danger")}
        </form>
    }
    .into_any()
}

fn password(form: Submission, first: bool) -> AnyView {
    view! {
        {user_name()}
        <TextField
            field=Field::Password
            label=t::your_password()
            kind="password"
            autocomplete="current-password"
            form=form
            first=first
        />
    }
    .into_any()
}

fn either_code(form: Submission) -> AnyView {
    code_input(
        form,
        t::second_factor_code(),
        t::second_factor_either_code_hint(),
        false,
        false,
    )
}

/// A field for a code. `digits`: asks only for codes of an authenticator app, so that phones show a numeric keypad.
pub fn code_input(form: Submission, label: &'static str, hint: &'static str, digits: bool, first: bool) -> AnyView {
    let refused = form.error_at(Field::Code).is_some();
    let describes = if refused { "code-error" } else { "code-hint" };
    view! {
        <div class="field">
            <label for="code">{label}</label>
            <p class="hint" id="code-hint">
                {hint}
            </p>
            <input
                id="code"
                name=Field::Code.name()
                type="text"
                class="mono"
                inputmode=digits.then_some("numeric")
                autocomplete="one-time-code"
                autocapitalize="none"
                spellcheck="false"
                required=true
                autofocus=first
                aria-invalid=refused.then_some("true")
                aria-describedby=describes
            />
            {field_error(Field::Code, form)}
        </div>
    }
    .into_any()
}

fn buttons(labels: Labels, class: &'static str) -> AnyView {
    form_end((paths::PROFILE.to_owned(), t::cancel()), (labels, class))
}
