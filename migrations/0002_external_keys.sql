-- The external keys of an account: keys that another account owns, which may act on this account with the roles that it gives
-- them in key_roles. A row of its own, since a key may be there without a role, and to know since when. The owner keeps
-- tokens and status; when the owner deletes the key, it is gone here too.
create table external_keys (
    account_id text not null references accounts (id),
    key_id text not null references api_keys (id) on delete cascade,
    added_at bigint not null,
    primary key (account_id, key_id)
);
create index external_keys_added on external_keys (account_id, added_at, key_id);
create index external_keys_key on external_keys (key_id);
