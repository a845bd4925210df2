-- What verification saw of each token. A subject is the SHA-256 of a token, or of an app key for questions with a token that is
-- unknown. Nothing is written per verification: each node appends what it counted every 5 s, and a job adds it up.

-- What a node counted. Rows of one part (the first byte of the subjects' hashes) are added up together. `id` names the batch: a node
-- that does not know whether its batch arrived writes it again, and nothing counts twice.
create table usage_batches (
    part bigint not null,
    id text not null,
    counted_at bigint not null,
    subjects bigint not null,
    body text not null,
    primary key (part, id)
);

create table token_usage (
    subject text primary key,
    first_at bigint not null,
    last_at bigint not null,
    uses bigint not null,
    -- How often a token was sent after it was revoked or deleted, and how many of those times somebody has dismissed.
    dead_uses bigint not null default 0,
    dead_seen bigint not null default 0
);
-- Lists ask what was used since they asked last.
create index token_usage_last on token_usage (last_at);
create index token_usage_dead on token_usage (subject) where dead_uses > dead_seen;

-- Hours and days are counted from the epoch, in UTC.
create table usage_hours (
    subject text not null,
    hour bigint not null,
    uses bigint not null,
    denied bigint not null,
    primary key (subject, hour)
);
create index usage_hours_hour on usage_hours (hour);

create table usage_days (
    subject text not null,
    day bigint not null,
    uses bigint not null,
    denied bigint not null,
    primary key (subject, day)
);
create index usage_days_day on usage_days (day);

create table usage_denials (
    subject text not null references token_usage (subject) on delete cascade,
    reason text not null,
    uses bigint not null,
    primary key (subject, reason)
);

-- From where a token was sent, and through which verifier: the last few of each subject. Empty where it is not known.
create table usage_senders (
    subject text not null references token_usage (subject) on delete cascade,
    address text not null,
    verifier text not null,
    uses bigint not null,
    last_at bigint not null,
    primary key (subject, address, verifier)
);

-- The days on which this installation recorded verifications. On other days nothing can be said about any token.
create table recorded_days (
    day bigint primary key
);

-- The tokens of deleted keys, so that it can be told when one is still sent. Kept as long as revoked ones.
create table deleted_tokens (
    token_hash text primary key,
    key_id text not null,
    ended_at bigint not null
);
create index deleted_tokens_key on deleted_tokens (key_id);
create index deleted_tokens_ended on deleted_tokens (ended_at);
create index revoked_tokens_revoked on revoked_tokens (revoked_at);
