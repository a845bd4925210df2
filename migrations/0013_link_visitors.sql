-- Who or what a visit to a link was by, as far as it shows. Programs that ask for headers or make previews, browsers that load pages
-- ahead of time, and the browser that opened the link raise no notice, so the visits that do are worth reading.

-- SQLite cannot change a check or a primary key, so the table is made anew. `number` counts the visits of a kind as before; those
-- that raise no notice have a count of their own (`link_looks.quiet`), so the same number can stand in it for both.
create table link_visits_2 (
    link_hash text not null references links (id_hash) on delete cascade,
    kind text not null check (kind in ('looked', 'opened', 'looked_again', 'tried_again')),
    visited_by text not null check (visited_by in ('somebody', 'headers', 'prefetch', 'preview', 'opener')),
    number bigint not null,
    at bigint not null,
    ip text not null,
    -- The browser in a few words, never more than 40 characters.
    browser text not null,
    primary key (link_hash, kind, visited_by, number)
);
insert into link_visits_2 (link_hash, kind, visited_by, number, at, ip, browser)
select link_hash, kind, 'somebody', number, at, ip, browser from link_visits;
drop table link_visits;
alter table link_visits_2 rename to link_visits;

-- How many visits after the link's end raised no notice.
alter table link_looks add column quiet bigint not null default 0;

-- The hash by which the browser that opened the link is known when it comes back. It is made of a cookie and the link's id, so it
-- does not show which links one browser opened. Links that were opened before this migration have none.
alter table links add column opener text;
