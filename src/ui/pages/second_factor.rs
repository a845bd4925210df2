//! Turning the second factor on and off, and new recovery codes. Plain pages without WebAssembly.

use crate::{
    domain::{
        second_factor::{CodesView, FEW_CODES, QrCode, SecondFactorView, SetUpView},
        views::Viewer,
    },
    error::Field,
    ui::{
        components::{
            alert::FormError,
            dialog::hidden,
            field::{TextField, field_error},
            icons::{CHECK, COPY, WARNING, icon},
            topbar::Section,
        },
        forms::Submission,
        paths,
        plain::{framed, headed},
    },
};
use leptos::prelude::*;

/// The hidden field that names the set-up.
pub const SETUP: &str = "setup";

/// Light modules around a QR code that readers need.
const QUIET_ZONE: usize = 4;

/// What an address about the second factor shows. No `Debug`: it can hold secrets.
pub enum Shown {
    /// Asks for the password. `ended`: an earlier set-up took too long.
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

/// The page.
pub fn second_factor_page(shown: &Shown) -> AnyView {
    let form = Submission::new();
    let (viewer, title, content) = match shown {
        Shown::Start { viewer, ended } => (viewer, "Turn on the second factor", start(form, *ended)),
        Shown::SetUp(view) => (&view.viewer, "Turn on the second factor", set_up(form, view)),
        Shown::Codes(view) => (&view.viewer, "Recovery codes", codes(view)),
        Shown::Renew { viewer } => (viewer, "New recovery codes", renew(form)),
        Shown::Off { viewer } => (viewer, "Turn off the second factor", off(form)),
    };
    let content = view! {
        {headed(title, None, None)}
        {content}
    }
    .into_any();
    framed(viewer.as_ref(), Section::Elsewhere, title, content)
}

/// The part of the profile that says whether it is on.
pub fn second_factor_part(factor: Option<SecondFactorView>) -> AnyView {
    let content = match factor {
        None => view! {
            <p>
                <span class="badge mute">"Off"</span>
            </p>
            <p>
                "With a second factor, signing in also asks for a code of an app on your phone, so that your password alone lets nobody in."
            </p>
            <a class="btn primary" href=paths::SECOND_FACTOR>
                "Turn on"
            </a>
        }
        .into_any(),
        Some(factor) => on(factor),
    };
    view! {
        <section class="part" aria-labelledby="second-factor-title">
            <h2 id="second-factor-title">"Second factor"</h2>
            <div class="card settings">{content}</div>
        </section>
    }
    .into_any()
}

fn on(factor: SecondFactorView) -> AnyView {
    let left = factor.codes_left;
    let codes = match left {
        1 => "1 recovery code left".to_owned(),
        _ => format!("{left} recovery codes left"),
    };
    let few = (left <= FEW_CODES).then(|| {
        view! {
            <div class="alert ask">
                {icon(WARNING)}
                <p>"Few recovery codes are left. Make new ones, so that you can still sign in without your phone."</p>
            </div>
        }
        .into_any()
    });
    view! {
        <p>
            <span class="badge ok">{icon(CHECK)} "On"</span>
        </p>
        <p>"Since " {factor.since.date()} " · " {codes}</p>
        {few}
        <div class="pair">
            <a class="btn" href=paths::SECOND_FACTOR_CODES>
                "New recovery codes"
            </a>
            <a class="btn" href=paths::SECOND_FACTOR_OFF>
                "Turn off"
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
                <p>
                    "That set-up took too long, or another one was begun. Begin again, and remove the old entry from your app."
                </p>
            </div>
        }
        .into_any()
    });
    view! {
        <form method="post" action=paths::SECOND_FACTOR novalidate=true class="card settings">
            {ended}
            <FormError error=form.error() />
            <p>
                "You need an authenticator app on your phone: any that shows codes of six digits which change every 30 seconds. From then on, signing in asks for your password and such a code. You are signed out everywhere else."
            </p>
            {password(form, true)}
            {buttons("Continue", "btn primary")}
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
                    <h2>"Scan this with your authenticator app"</h2>
                    {qr(&set_up.qr)}
                    <p class="hint">"Or type this key into it, as one that is based on time:"</p>
                    <p class="mono secret-key">{set_up.secret.clone()}</p>
                </li>
                <li>
                    <h2>"Enter the code that it shows"</h2>
                    {code_input(
                        form,
                        "Code",
                        "Six digits. It shows that the app has the key and that its clock is right.",
                        true,
                        true,
                    )}
                </li>
            </ol>
            {hidden(SETUP, set_up.form.clone())}
            {buttons("Turn on", "btn primary")}
        </form>
    }
    .into_any()
}

/// Dark on light in every theme: many readers take nothing else.
fn qr(code: &QrCode) -> AnyView {
    let side = code.size + 2 * QUIET_ZONE;
    view! {
        <svg
            class="qr"
            viewBox=format!("0 0 {side} {side}")
            role="img"
            aria-label="QR code that holds the key below"
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
        "The second factor is on. You are signed out everywhere else."
    } else {
        "Here are your new recovery codes. The old ones work no more."
    };
    let lines = view.codes.join("\n");
    view! {
        <div class="banner ok" role="status">
            {icon(CHECK)}
            <p>{done}</p>
        </div>
        <div class="card settings codes">
            <p>
                <b>"Keep these codes now: they are shown only this once."</b>
                " Each lets you sign in once when your phone is not at hand. Print them or put them into a password manager, where nobody else finds them, and not on the same phone."
            </p>
            <div class="field">
                <label for="codes">"Recovery codes"</label>
                <textarea id="codes" class="mono" rows=view.codes.len().to_string() readonly=true spellcheck="false">
                    {lines}
                </textarea>
                <div class="pair">
                    <button type="button" class="btn" data-copy="#codes">
                        {icon(COPY)}
                        "Copy"
                    </button>
                </div>
                <p class="said" role="status"></p>
            </div>
            <a class="btn primary" href=paths::PROFILE>
                "I have kept them"
            </a>
        </div>
    }
    .into_any()
}

fn renew(form: Submission) -> AnyView {
    view! {
        <form method="post" action=paths::SECOND_FACTOR_CODES novalidate=true class="card settings">
            <FormError error=form.error() />
            <p>"You get ten new recovery codes, shown once. The ones that you have now stop working."</p>
            {password(form, true)}
            {either_code(form)}
            {buttons("Make new codes", "btn primary")}
        </form>
    }
    .into_any()
}

fn off(form: Submission) -> AnyView {
    view! {
        <form method="post" action=paths::SECOND_FACTOR_OFF novalidate=true class="card settings">
            <FormError error=form.error() />
            <p>
                "From then on your password alone signs you in. The entry in your app and your recovery codes are worth nothing any more. You are signed out everywhere else."
            </p>
            {password(form, true)}
            {either_code(form)}
            {buttons("Turn off", "btn danger")}
        </form>
    }
    .into_any()
}

fn password(form: Submission, first: bool) -> AnyView {
    view! {
        <TextField
            field=Field::Password
            label="Your password"
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
        "Code",
        "The six digits that your app shows, or one of your recovery codes.",
        false,
        false,
    )
}

/// A field for a code. `digits`: of an app only, so that phones show digits to tap.
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

fn buttons(text: &'static str, class: &'static str) -> AnyView {
    view! {
        <div class="pair">
            <button type="submit" class=class>
                {text}
            </button>
            <a class="btn" href=paths::PROFILE>
                "Cancel"
            </a>
        </div>
    }
    .into_any()
}
