-- Members, invitations, and the account's own resources.

-- Who belongs to an account. A row of its own beside the roles, to know since when and by whose invitation, and so that a member
-- can be disabled in one account without losing the roles there and without touching the user's other accounts.
create table memberships (
    account_id text not null references accounts (id),
    user_id text not null references users (id) on delete cascade,
    since bigint not null,
    disabled_at bigint,
    -- The address of whoever invited; empty for who came with the account, or by the operator's invitation.
    invited_by text not null,
    primary key (account_id, user_id)
);
create index memberships_user on memberships (user_id);
insert into memberships (account_id, user_id, since, invited_by)
    select distinct m.account_id, m.user_id, case when u.created_at > a.created_at then u.created_at else a.created_at end, ''
    from member_roles m join users u on u.id = m.user_id join accounts a on a.id = m.account_id;

-- The roles of members, made anew so that there can be none without a membership.
create table roles_of_members (
    account_id text not null,
    user_id text not null,
    role_id text not null references roles (id),
    primary key (account_id, user_id, role_id),
    foreign key (account_id, user_id) references memberships (account_id, user_id) on delete cascade
);
insert into roles_of_members (account_id, user_id, role_id) select account_id, user_id, role_id from member_roles;
drop table member_roles;
alter table roles_of_members rename to member_roles;
create index member_roles_role on member_roles (role_id);

-- When a user last signed in. Sessions do not tell, since they are removed when they end.
alter table users add column last_signed_in_at bigint;
update users set last_signed_in_at =
    (select max(e.at) from audit_events e where e.chain = '' and e.action = 'signed_in' and e.subject = users.email);

-- Invitations: single-access links that make a member. As with the links of tokens only the hash of the id is here, the state
-- decides who came first, and the row outlives the link, since its address goes on saying how it ended. `id` names the
-- invitation in the pages of those who invite and opens nothing.
create table invitations (
    id text primary key,
    link_hash text not null unique,
    account_id text not null references accounts (id),
    email text not null,
    invited_by text not null,
    state text not null check (state in ('pending', 'opened', 'expired', 'cancelled')),
    issued_at bigint not null,
    expires_at bigint not null,
    ended_at bigint,
    visits_after_end bigint not null default 0,
    check ((state = 'pending') = (ended_at is null))
);
create index invitations_pending on invitations (state, expires_at);
-- One address is invited once at a time.
create unique index invitations_email on invitations (account_id, email) where state = 'pending';

-- What the invited will be. Only as long as the invitation is pending: a role in it cannot be deleted.
create table invitation_roles (
    invitation_id text not null references invitations (id) on delete cascade,
    role_id text not null references roles (id),
    primary key (invitation_id, role_id)
);
create index invitation_roles_role on invitation_roles (role_id);

-- The account's own resources, for its own APIs. Keydesk's own are not here: every account has them.
create table resources (
    account_id text not null references accounts (id),
    name text not null,
    description text not null,
    created_at bigint not null,
    primary key (account_id, name)
);
insert into resources (account_id, name, description, created_at)
    select r.account_id, x.resource, '', min(r.created_at) from role_resources x join roles r on r.id = x.role_id
    where x.resource not like 'keydesk.%' group by r.account_id, x.resource;
