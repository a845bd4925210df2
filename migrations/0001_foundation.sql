-- One text for SQLite and PostgreSQL. The types are those that sqlx's Any driver carries on both: ids and hashes are TEXT,
-- instants BIGINT milliseconds since the epoch (UTC), flags BIGINT 0 or 1. No secret is ever stored: tokens, link ids,
-- session ids and verifier secrets are here as SHA-256 (64 hexadecimal digits), which is enough for 256 random bits;
-- passwords as Argon2id.

-- A tenant. The slug stands in addresses and app keys and never changes.
create table accounts (
    id text primary key,
    slug text not null unique,
    renewal_months bigint not null default 3 check (renewal_months in (3, 6)),
    created_at bigint not null
);

-- People who sign in. The address is stored in its one comparable form (lower case), so that there is one user and one
-- lockout per address however it is typed.
create table users (
    id text primary key,
    email text not null unique,
    password_hash text not null,
    created_at bigint not null,
    disabled_at bigint
);

-- A named set of resources in an account; predefined ones cannot be changed.
create table roles (
    id text primary key,
    account_id text not null references accounts (id),
    name text not null,
    predefined bigint not null check (predefined in (0, 1)),
    created_at bigint not null,
    unique (account_id, name)
);

create table role_resources (
    role_id text not null references roles (id) on delete cascade,
    resource text not null,
    primary key (role_id, resource)
);

-- What a user may do in an account: no row, no member.
create table member_roles (
    account_id text not null references accounts (id),
    user_id text not null references users (id) on delete cascade,
    role_id text not null references roles (id),
    primary key (account_id, user_id, role_id)
);
create index member_roles_user on member_roles (user_id);

-- Sessions are looked up at every request, on every node: ending one counts from the next request on.
create table sessions (
    id_hash text primary key,
    user_id text not null references users (id) on delete cascade,
    created_at bigint not null,
    last_seen_at bigint not null,
    -- When the password was last entered: actions that hand out or destroy credentials ask for it again after a while.
    authenticated_at bigint not null,
    ip text not null,
    user_agent text not null
);
create index sessions_user on sessions (user_id);

-- Attempts to sign in by subject (SHA-256 of the address, known or not) since the last success. Counted before the password
-- is looked at, in a statement of its own: a counter that rolls back with the refused sign-in would never count.
create table sign_in_attempts (
    subject text primary key,
    attempts bigint not null,
    last_at bigint not null
);

-- The one-time set-up code of an installation without accounts. One row at most.
create table setup (
    singleton bigint primary key check (singleton = 1),
    code_hash text not null,
    created_at bigint not null
);

-- An app key. `version` counts changes; every write compares it. `form_id` makes a form that is sent twice harmless.
create table api_keys (
    id text primary key,
    account_id text not null references accounts (id),
    app_key text not null unique,
    label text not null,
    active bigint not null check (active in (0, 1)),
    created_at bigint not null,
    version bigint not null,
    form_id text unique
);
create index api_keys_account on api_keys (account_id, created_at, id);

-- The roles that an account gives to a key: the owner's, and those of accounts that added it as an external key.
create table key_roles (
    key_id text not null references api_keys (id) on delete cascade,
    account_id text not null references accounts (id),
    role_id text not null references roles (id),
    primary key (key_id, role_id)
);
create index key_roles_role on key_roles (role_id);

-- The valid tokens of a key. The slots hold the rule that there are never three: one `newest`, and one `old` while the
-- key is being renewed.
create table api_tokens (
    id text primary key,
    key_id text not null references api_keys (id) on delete cascade,
    slot text not null check (slot in ('newest', 'old')),
    token_hash text not null unique,
    created_at bigint not null,
    unique (key_id, slot)
);

-- Tokens that were valid once, so that verification can say "revoked" rather than "unknown".
create table revoked_tokens (
    token_hash text primary key,
    key_id text not null references api_keys (id) on delete cascade,
    revoked_at bigint not null
);
create index revoked_tokens_key on revoked_tokens (key_id);

-- The life of each single-access link. It outlives its token, since its address goes on saying how it ended.
create table links (
    id_hash text primary key,
    key_id text not null references api_keys (id) on delete cascade,
    token_id text not null unique,
    state text not null check (state in ('pending', 'opened', 'expired', 'cancelled')),
    issued_at bigint not null,
    expires_at bigint not null,
    ended_at bigint,
    visits_after_end bigint not null default 0,
    check ((state = 'pending') = (ended_at is null))
);
create index links_key on links (key_id);
create index links_pending on links (state, expires_at);

-- Tokens on their way: sealed with a key that only the link's address yields. A table of its own, since a statement that
-- claims a link cannot both return the sealed text and clear it on SQLite and PostgreSQL alike; deleting the row here
-- returns it, in the transaction of the claim.
create table sealed_tokens (
    link_hash text primary key references links (id_hash) on delete cascade,
    sealed text not null
);

-- What remains of a deleted key: for the audit log, and for verification's answer.
create table deleted_keys (
    app_key text primary key,
    key_id text not null unique,
    account_id text not null references accounts (id),
    label text not null,
    deleted_at bigint not null
);

-- Who may ask whether a key and token are good.
create table verifiers (
    id text primary key,
    name text not null unique,
    secret_hash text not null unique,
    created_at bigint not null
);

-- What happened. Rows of an account (or of the installation, chain '') are chained: each hash covers the row and the hash
-- before it.
create table audit_events (
    chain text not null,
    seq bigint not null,
    at bigint not null,
    actor text not null,
    action text not null,
    key_id text not null,
    subject text not null,
    ip text not null,
    hash text not null,
    primary key (chain, seq)
);
create index audit_events_key on audit_events (key_id);

-- The end of each chain. Updating it first makes writers of one chain wait for each other.
create table audit_chains (
    chain text primary key,
    seq bigint not null,
    hash text not null
);

-- The last start, written at each: a database that cannot be written is found at start and not at the first action.
create table last_start (
    singleton bigint primary key check (singleton = 1),
    at bigint not null
);
