-- What an action changed, beside what it was: the names before and after, roles and resources given and taken. JSON, so that it
-- reads in any language; empty where there is nothing to add. It takes part in a row's hash only where it is not empty, so the
-- rows from before it keep theirs.
alter table audit_events add column detail text not null default '';
