-- The second factor of a user (TOTP, RFC 6238). The server has to know the secret to check a code, but a stolen database must
-- not yield it: it is sealed under a key that Argon2id derives from the user's password, which is in no database. `version`
-- names the sealed text; whatever was begun with another one (an older password, a factor since turned off) counts no more.
-- `last_step` is the step of the last code that was used: each counts once.
create table second_factors (
    user_id text primary key references users (id) on delete cascade,
    version text not null,
    sealed text not null,
    since bigint not null,
    last_step bigint not null
);

-- A second factor that is being set up: its secret was shown and no code has proved yet that an app has it. Sealed twice: under
-- the password, as it will be kept, and under a secret that only the form with the QR code holds, to check the code with.
-- One a user: beginning anew replaces it.
create table second_factor_setups (
    user_id text primary key references users (id) on delete cascade,
    form_hash text not null,
    sealed text not null,
    sealed_for_form text not null,
    started_at bigint not null
);
create index second_factor_setups_started on second_factor_setups (started_at);

-- What lets somebody in who has no app at hand: 80 random bits each, of which SHA-256 is enough to keep. A used one is deleted.
create table recovery_codes (
    user_id text not null references second_factors (user_id) on delete cascade,
    code_hash text not null,
    primary key (user_id, code_hash)
);

-- Somebody gave the right password and still owes a code. Lets nobody in by itself. The TOTP secret is here once more, sealed
-- under the cookie's secret, since the password is not at hand any more when the code comes.
create table pending_sign_ins (
    id_hash text primary key,
    user_id text not null references second_factors (user_id) on delete cascade,
    factor_version text not null,
    sealed text not null,
    started_at bigint not null
);
create index pending_sign_ins_user on pending_sign_ins (user_id);
create index pending_sign_ins_started on pending_sign_ins (started_at);
