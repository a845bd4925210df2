-- The last batch of each process that wrote one. A process that does not know whether its batch arrived finds its number here, also when
-- the batch was added up and is gone.
create table usage_sources (
    id text primary key,
    batch bigint not null,
    written_at bigint not null
);

-- Days on which a node answered without recording. Nothing can be said about any token on such a day, whatever other nodes recorded.
create table unrecorded_days (
    day bigint primary key
);

-- When the row was written. Lists ask what was written since they asked last, which finds uses that were written late, too.
alter table token_usage add column written_at bigint not null default 0;
update token_usage set written_at = last_at;
drop index token_usage_last;
create index token_usage_written on token_usage (written_at);
