-- Attempts are counted by what they are attempts at (`kind`) and by whose they are (`value`). Both used to be one text, put together
-- from a prefix and what somebody typed, so that a typed address could name another person's counter. `value` is a user's or a known
-- browser's id, or the HMAC of an address; it is empty for everything typed that is no address, which may be a password and is
-- counted without being kept. The counts of the last 15 minutes are dropped with the old table: they cannot be told apart.
drop table sign_in_attempts;
create table sign_in_attempts (
    kind text not null check (kind in ('address', 'no_address', 'browser', 'confirm', 'code', 'recovery_code')),
    value text not null,
    attempts bigint not null,
    last_at bigint not null,
    primary key (kind, value)
);

-- The key of that HMAC. In the database, since all nodes count together; it keeps tables of hashes made beforehand, and
-- comparisons with other installations, from telling what was typed.
create table attempt_key (
    singleton bigint primary key check (singleton = 1),
    key text not null
);

-- Browsers in which a user has signed in with every factor. Each counts wrong passwords for itself, so that guesses from elsewhere
-- cannot keep the user out. The cookie's secret is here as its SHA-256 and is another one after each sign-in; `id` names the row in
-- forms and counts, and opens nothing. Several users of one browser have one secret and a row each.
create table known_browsers (
    id text primary key,
    secret_hash text not null,
    user_id text not null references users (id) on delete cascade,
    first_at bigint not null,
    last_at bigint not null,
    ip text not null,
    user_agent text not null,
    unique (secret_hash, user_id)
);
create index known_browsers_user on known_browsers (user_id, last_at);
