-- A key may end by itself, and may be good for requests from some addresses only. Both are an admin's choice; the keys from before
-- this migration have neither.

-- The first moment at which the key is refused: a midnight in UTC. Null: the key has no end.
alter table api_keys add column expires_at bigint;
-- The networks from which requests are accepted, in canonical form, separated by commas. Empty: all.
alter table api_keys add column allowed_networks text not null default '';

-- For how many days a new end may be ahead, at most; null: without limit, and without an end.
alter table accounts add column longest_lifetime_days bigint;
-- The lifetime that *Generate key* proposes; null: none, or the longest one.
alter table accounts add column default_lifetime_days bigint;
