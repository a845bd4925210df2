//! The forms beside the list of users: invite, edit roles, disable, enable, remove; and those about an invitation.

use crate::{
    domain::{
        names::Id,
        team::{InvitationLink, Member, Role, TeamView},
    },
    error::Field,
    ui::{
        components::{
            alert::FormError,
            copy::CopyField,
            countdown::Countdown,
            dialog::hidden,
            field::{Choice, TextField, field_error, password_field},
            topbar::Section,
        },
        forms::{Kept, Submission},
        pages::users::{InvitationStep, MemberStep, inviter, role_names},
        paths,
        plain::{framed, headed},
    },
};
use leptos::prelude::*;

/// The name of the field with what the form was made from.
pub const SEEN: &str = "seen";

pub(super) fn invite(view: &TeamView) -> AnyView {
    let form = Submission::new();
    let kept = Kept::from_context();
    let content = view! {
        <TextField
            field=Field::Email
            label="Email"
            kind="email"
            hint="With this address they will sign in. You get a link to pass on; Keydesk sends no mail."
            value=kept.text(Field::Email.name(), "")
            form=form
            first=true
        />
        {roles_field(view, &[], &kept, form)}
        {password_field(form)}
        {buttons(view, "Invite", "btn primary")}
    }
    .into_any();
    frame(view, "Invite user", form, content)
}

/// The new link, shown once.
pub(super) fn link(view: &TeamView, link: &InvitationLink) -> AnyView {
    let content = view! {
        {headed("Single-access link", None, None)}
        <div class="card settings">
            <p>
                "This link lets " <b>{link.email.clone()}</b>
                " join. Send it over a channel that only they read: whoever opens it first joins with it."
            </p>
            <div class="field">
                <CopyField id="link" label="Single-access link" value=link.url.clone() first=true />
                <div class="count">
                    <p>"Opens once, and is shown here only now."</p>
                    <p>"Expires in " <Countdown until=link.expires_at now=link.now /></p>
                </div>
            </div>
            <a class="btn" href=paths::users(view.viewer.account.as_str())>
                "Back to users"
            </a>
        </div>
    }
    .into_any();
    framed(
        Some(&view.viewer),
        Section::Users,
        "Single-access link · Users",
        content,
    )
}

pub(super) fn member(view: &TeamView, user: &Id, step: MemberStep) -> AnyView {
    let form = Submission::new();
    let Some(member) = view.team.member(user) else {
        return ().into_any();
    };
    let (title, content) = match step {
        MemberStep::Edit => ("Edit roles", edit(view, member, form)),
        MemberStep::Disable => (
            "Disable user",
            confirm(
                view,
                "They can do nothing in this account, from the next request on, until they are enabled again. Their roles stay, and so do other accounts.",
                form,
                ("Disable", "btn danger"),
            ),
        ),
        MemberStep::Enable => (
            "Enable user",
            confirm(
                view,
                "They can use their roles again, from the next request on.",
                form,
                ("Enable", "btn primary"),
            ),
        ),
        MemberStep::Remove => (
            "Remove user",
            confirm(
                view,
                "They belong to this account no more, from the next request on. What they did stays in the audit log, and other accounts stay. To come back they need an invitation.",
                form,
                ("Remove", "btn danger"),
            ),
        ),
    };
    let content = view! {
        {about(&member.email, role_names(&view.team, &member.roles))}
        {content}
    }
    .into_any();
    frame(view, title, form, content)
}

fn edit(view: &TeamView, member: &Member, form: Submission) -> AnyView {
    view! {
        {hidden(SEEN, member.seen())}
        {roles_field(view, &member.roles, &Kept::from_context(), form)}
        {password_field(form)}
        {buttons(view, "Save", "btn primary")}
    }
    .into_any()
}

pub(super) fn invitation(view: &TeamView, invitation: &Id, step: InvitationStep) -> AnyView {
    let form = Submission::new();
    let Some(invitation) = view.team.invitation(invitation) else {
        return ().into_any();
    };
    let (title, content) = match step {
        InvitationStep::Cancel => (
            "Cancel invitation",
            confirm(
                view,
                "Its link opens no more, and says that it was cancelled.",
                form,
                ("Cancel invitation", "btn danger"),
            ),
        ),
        InvitationStep::NewLink => (
            "New link",
            confirm(
                view,
                "You get a new link, good for 24 hours from now. The old one opens no more.",
                form,
                ("Make new link", "btn primary"),
            ),
        ),
    };
    let roles = role_names(&view.team, &invitation.roles);
    let under = format!("{roles}; invited by {}", inviter(&invitation.invited_by));
    let content = view! {
        {about(&invitation.email, under)}
        {content}
    }
    .into_any();
    frame(view, title, form, content)
}

fn confirm(
    view: &TeamView,
    text: &'static str,
    form: Submission,
    (button, class): (&'static str, &'static str),
) -> AnyView {
    view! {
        <p>{text}</p>
        {password_field(form)}
        {buttons(view, button, class)}
    }
    .into_any()
}

fn about(email: &str, under: String) -> AnyView {
    view! {
        <div>
            <b>{email.to_owned()}</b>
            <p class="quiet">{under}</p>
        </div>
    }
    .into_any()
}

/// The roles that the viewer may give.
fn roles_field(view: &TeamView, chosen: &[Id], kept: &Kept, form: Submission) -> AnyView {
    let name = Field::Roles.name();
    let offered = view.team.roles.iter().filter(|role| view.own.covers(&role.power()));
    let boxes: Vec<_> = offered
        .map(|role| {
            let ticked = kept.chosen(name, role.id.as_str(), chosen.contains(&role.id));
            role_choice(role, ticked).view()
        })
        .collect();
    let some_hidden = boxes.len() < view.team.roles.len();
    view! {
        <fieldset
            class="field"
            aria-describedby="roles-hint roles-error"
            aria-invalid=move || form.error_at(Field::Roles).map(|_| "true")
        >
            <legend>"Roles"</legend>
            <p class="hint" id="roles-hint">
                "Pick only what they need."
                {some_hidden.then_some(" Roles that allow more than your own are not offered.")}
            </p>
            <div class="options scroll">{boxes}</div>
            {field_error(Field::Roles, form)}
        </fieldset>
    }
    .into_any()
}

fn role_choice(role: &Role, chosen: bool) -> Choice {
    let text = if role.resources.is_empty() {
        "No resources".to_owned()
    } else {
        role.resources.join(", ")
    };
    Choice {
        kind: "checkbox",
        name: Field::Roles.name(),
        value: role.id.0.clone(),
        chosen,
        title: role.name.clone(),
        text,
    }
}

fn frame(view: &TeamView, title: &'static str, form: Submission, content: AnyView) -> AnyView {
    let content = view! {
        {headed(title, None, None)}
        <form method="post" novalidate=true class="card settings">
            <FormError error=form.error() />
            {content}
        </form>
    }
    .into_any();
    framed(Some(&view.viewer), Section::Users, &format!("{title} · Users"), content)
}

fn buttons(view: &TeamView, text: &'static str, class: &'static str) -> AnyView {
    view! {
        <div class="pair">
            <button type="submit" class=class>
                {text}
            </button>
            <a class="btn" href=paths::users(view.viewer.account.as_str())>
                {if text == "Cancel invitation" { "Keep it" } else { "Cancel" }}
            </a>
        </div>
    }
    .into_any()
}
