-- After how many recorded days without use Keydesk deletes the old token of a renewed key; null if the user deletes it.
alter table api_keys add column delete_old_after bigint check (delete_old_after between 1 and 90);
create index api_keys_planned on api_keys (id) where delete_old_after is not null;
