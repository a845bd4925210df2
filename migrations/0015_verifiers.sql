-- Verifiers are credentials like tokens: renewed with an overlap, revoked, and bound to what they may ask about.
-- The table is made anew, because SQLite cannot drop the constraints of the old one.
alter table verifiers rename to verifiers_1;

create table verifiers (
    id text primary key,
    -- The account whose settings manage it. Null: the operator manages it by commands.
    account_id text references accounts (id),
    name text not null,
    -- Whether it may ask about every account and every resource. Stored by themselves: a row that is missing from the tables below must
    -- never give a right.
    any_account bigint not null check (any_account in (0, 1)),
    any_resource bigint not null check (any_resource in (0, 1)),
    created_at bigint not null,
    version bigint not null,
    -- Of any of its secrets, also deleted ones. To the minute.
    last_used_at bigint,
    -- The row of a revoked verifier stays: records of its use refer to it.
    revoked_at bigint
);
create unique index verifiers_name on verifiers (coalesce(account_id, ''), name) where revoked_at is null;

-- The valid secrets, in slots as those of api_tokens.
create table verifier_secrets (
    secret_hash text primary key,
    verifier_id text not null references verifiers (id) on delete cascade,
    slot text not null check (slot in ('newest', 'old')),
    created_at bigint not null,
    last_used_at bigint,
    unique (verifier_id, slot)
);

create table verifier_accounts (
    verifier_id text not null references verifiers (id) on delete cascade,
    account_id text not null references accounts (id),
    primary key (verifier_id, account_id)
);

create table verifier_resources (
    verifier_id text not null references verifiers (id) on delete cascade,
    resource text not null,
    primary key (verifier_id, resource)
);

-- Verifiers of earlier versions may ask about everything.
insert into verifiers (id, account_id, name, any_account, any_resource, created_at, version)
select id, null, name, 1, 1, created_at, 1 from verifiers_1;
insert into verifier_secrets (secret_hash, verifier_id, slot, created_at)
select secret_hash, id, 'newest', created_at from verifiers_1;
drop table verifiers_1;
