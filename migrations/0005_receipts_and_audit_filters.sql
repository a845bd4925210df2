-- Receipts: the life of each single-access link, for the *Link history* of its key. They stay when the link has ended, and go
-- with the key.

-- Who issued the link, as the audit log names actors; empty for links from before this migration.
alter table links add column issued_by text not null default '';
-- How many of `visits_after_end` somebody has dismissed: further ones raise the notice on the key again. Those from before
-- this migration are in the audit log, and raise none.
alter table links add column visits_seen bigint not null default 0;
update links set visits_seen = visits_after_end;
-- When the last visit after the link's end was.
alter table links add column last_visit_at bigint;

-- Who looked at a link and who opened it. The number counts the visits of its kind (the looks, the visits after the end), and
-- only the first few are kept: whoever holds an address must not be able to fill the disk.
create table link_visits (
    link_hash text not null references links (id_hash) on delete cascade,
    kind text not null check (kind in ('looked', 'opened', 'looked_again', 'tried_again')),
    number bigint not null,
    at bigint not null,
    ip text not null,
    -- The browser in a few words, never more than 40 characters.
    browser text not null,
    primary key (link_hash, kind, number)
);

-- How often a link was looked at before it ended. Not a column of `links`: looking leaves the row that decides alone.
create table link_looks (
    link_hash text primary key references links (id_hash) on delete cascade,
    looks bigint not null
);

-- Filters of the audit log. Every page of it is found by the numbers of its rows, through an index that has them in order.
drop index audit_events_key;
create index audit_events_key on audit_events (chain, key_id, seq);
create index audit_events_action on audit_events (chain, action, seq);
create index audit_events_actor on audit_events (chain, actor, seq);
create index audit_events_actor_action on audit_events (chain, actor, action, seq);

-- Who ever acted in a chain, so that the beginning of an address finds whole ones without reading the log.
create table audit_actors (
    chain text not null,
    actor text not null,
    primary key (chain, actor)
);
insert into audit_actors (chain, actor) select distinct chain, actor from audit_events;

-- Between which numbers the rows of a day (UTC, counted from the epoch) stand. Rows of one day may lie among those of another
-- where a clock was set, so this says where to look, and each row's own time what belongs there.
create table audit_days (
    chain text not null,
    day bigint not null,
    first_seq bigint not null,
    last_seq bigint not null,
    primary key (chain, day)
);
insert into audit_days (chain, day, first_seq, last_seq)
select chain, day, min(seq), max(seq)
from (select chain, seq, at / 86400000 as day from audit_events) e
group by chain, day;
