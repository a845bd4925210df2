//! The forms for users: invite, edit roles, disable, enable, remove; and the forms for invitations.

use crate::{
    domain::{
        id::{Id, User},
        people::team::{Invitation, Member, Role, Team},
    },
    error::Field,
    i18n::{SLOT, split_at_slot, t},
    ui::{
        components::{
            actions::{form_buttons, form_choice, link_button, submit},
            copy::plain_copy_field,
            countdown::Countdown,
            field::{TextField, field_error, hidden, password_field},
            form_id::form_id_field,
            roles::{role_option, roles_fieldset},
            topbar::Section,
        },
        forms::{EnteredFields, Submission},
        pages::user_steps::{InvitationStep, MemberStep},
        paths,
        plain::{SEEN, form_page, page_frame, page_head, self_warning},
        sentences::within,
    },
    views::team::{InvitationLink, TeamView},
    words::roles,
};
use leptos::prelude::*;

pub(super) fn invite(view: &TeamView) -> AnyView {
    let form = Submission::new();
    let entered = EnteredFields::from_context();
    let content = view! {
        <TextField
            field=Field::Email
            label=t::users_email()
            kind="email"
            hint=t::users_email_hint()
            value=entered.text(Field::Email.name(), "")
            form=form
            first=true
        />
        {form_id_field()}
        {roles_field(view, &[], &entered, form)}
        {password_field(form)}
        {form_buttons(back(view), submit((t::users_invite(), t::doing_invite()), "btn primary"))}
    }
    .into_any();
    frame(view, t::users_invite_user(), form, content)
}

/// The new link, shown once.
pub(super) fn link(view: &TeamView, link: &InvitationLink) -> AnyView {
    let (before_email, after_email) = split_at_slot(&t::users_link_text(SLOT));
    let (before_time, after_time) = split_at_slot(&t::users_link_expires(SLOT));
    let (prefix, _) = link.url.rsplit_once('/').unwrap_or_default();
    let genuine_prefix = view! { <span class="mono">{format!("{prefix}/")}</span> }.into_any();
    let content = view! {
        {page_head(t::single_access_link(), None, None)}
        <div class="card settings">
            <p>{before_email} <b>{link.email.clone()}</b> {after_email}</p>
            <div class="field">
                {plain_copy_field("link", t::single_access_link(), link.url.clone(), (true, None))} <div class="count">
                    <p>{t::users_link_once()}</p>
                    <p>{before_time} <Countdown until=link.expires_at now=link.now /> {after_time}</p>
                </div>
            </div>
            <div>
                <p class="quiet">{within(&t::invitation_genuine(SLOT), genuine_prefix)}</p>
                <p class="quiet">{t::users_link_compare()}</p>
            </div>
            {link_button("btn", back(view), t::users_back())}
        </div>
    }
    .into_any();
    page_frame(
        Some(&view.viewer),
        Section::Users,
        &format!("{} · {}", t::single_access_link(), t::users()),
        content,
    )
}

pub(super) fn member(view: &TeamView, user: &Id<User>, step: MemberStep) -> AnyView {
    let form = Submission::new();
    let Some(member) = view.team.member(user) else {
        return ().into_any();
    };
    let own = (member.user == view.user)
        .then(|| match step {
            MemberStep::Edit => Some((t::users_self_edit(), t::users_self_edit_understood())),
            MemberStep::Disable => Some((t::users_self_disable(), t::users_self_disable_understood())),
            MemberStep::Remove => Some((t::users_self_remove(), t::users_self_remove_understood())),
            MemberStep::Enable => None,
        })
        .flatten()
        .map(|(warning, confirmation)| self_warning(form, warning, confirmation));
    let buttons = |labels, class| form_buttons(back(view), submit(labels, class));
    let (title, content) = match step {
        MemberStep::Edit => (t::users_edit_roles(), edit(view, member, own, form)),
        MemberStep::Disable => {
            let buttons = buttons((t::users_disable(), t::doing_disable()), "btn danger");
            (
                t::users_disable_user(),
                confirm(t::users_disable_text(), own, form, buttons),
            )
        }
        MemberStep::Enable => {
            let buttons = buttons((t::users_enable(), t::doing_enable()), "btn primary");
            (
                t::users_enable_user(),
                confirm(t::users_enable_text(), None, form, buttons),
            )
        }
        MemberStep::Remove => {
            let buttons = buttons((t::users_remove(), t::doing_remove()), "btn danger");
            (
                t::users_remove_user(),
                confirm(t::users_remove_text(), own, form, buttons),
            )
        }
    };
    let content = view! {
        {about(&member.email, role_names(&view.team, &member.roles))}
        {content}
    }
    .into_any();
    frame(view, title, form, content)
}

fn edit(view: &TeamView, member: &Member, own: Option<AnyView>, form: Submission) -> AnyView {
    view! {
        {hidden(SEEN, member.fingerprint())}
        {roles_field(view, &member.roles, &EnteredFields::from_context(), form)}
        {own}
        {password_field(form)}
        {form_buttons(back(view), submit((t::save(), t::saving()), "btn primary"))}
    }
    .into_any()
}

pub(super) fn invitation(view: &TeamView, invitation: &Id<Invitation>, step: InvitationStep) -> AnyView {
    let form = Submission::new();
    let Some(invitation) = view.team.invitation(invitation) else {
        return ().into_any();
    };
    let (title, content) = match step {
        InvitationStep::Cancel => {
            // *Cancel* would be ambiguous beside *Cancel invitation*.
            let buttons = form_choice(
                link_button("btn", back(view), t::users_keep_invitation()),
                submit((t::users_cancel_invitation(), t::doing_cancel()), "btn danger"),
            );
            (
                t::users_cancel_invitation(),
                confirm(t::users_cancel_text(), None, form, buttons),
            )
        }
        InvitationStep::NewLink => {
            let button = submit((t::users_make_new_link(), t::making_link()), "btn primary");
            let buttons = form_buttons(back(view), button);
            (
                t::users_new_link(),
                confirm(t::users_new_link_text(), None, form, buttons),
            )
        }
    };
    let roles = role_names(&view.team, &invitation.roles);
    let roles_and_inviter = match invitation.invited_by.as_str() {
        "" => t::users_roles_invited_by_operator(&roles),
        inviter => t::users_roles_invited_by(&roles, inviter),
    };
    let content = view! {
        {about(&invitation.email, roles_and_inviter)}
        {content}
    }
    .into_any();
    frame(view, title, form, content)
}

/// A form that asks for confirmation. `own` is the warning if the user is the viewer.
fn confirm(text: &'static str, own: Option<AnyView>, form: Submission, buttons: AnyView) -> AnyView {
    view! {
        <p>{text}</p>
        {own}
        {form_id_field()}
        {password_field(form)}
        {buttons}
    }
    .into_any()
}

fn about(email: &str, details: String) -> AnyView {
    view! {
        <div>
            <b>{email.to_owned()}</b>
            <p class="quiet">{details}</p>
        </div>
    }
    .into_any()
}

/// The roles that the viewer may grant.
fn roles_field(view: &TeamView, chosen: &[Id<Role>], entered: &EnteredFields, form: Submission) -> AnyView {
    let name = Field::Roles.name();
    let offered = view
        .team
        .roles
        .iter()
        .filter(|role| view.own.covers(&role.effective_permissions()));
    let options: Vec<_> = offered
        .map(|role| {
            let ticked = entered.chosen(name, role.id.as_str(), chosen.contains(&role.id));
            role_option(role.id.clone(), &role.name, &role.resources, ticked)
        })
        .collect();
    let some_hidden = options.len() < view.team.roles.len();
    let hint = view! {
        {t::users_roles_hint()}
        {some_hidden.then(|| format!(" {}", t::users_roles_hidden()))}
    };
    roles_fieldset("field", hint, options, field_error(Field::Roles, form), form).into_any()
}

fn frame(view: &TeamView, title: &'static str, form: Submission, content: AnyView) -> AnyView {
    form_page(&view.viewer, (Section::Users, t::users()), title, form, content)
}

/// The page to which the forms lead back.
fn back(view: &TeamView) -> String {
    paths::users(view.viewer.account.as_str())
}

/// The names of a member's or invitation's roles, as a comma-separated list.
fn role_names(team: &Team, chosen: &[Id<Role>]) -> String {
    roles::role_names(team, chosen).join(", ")
}
