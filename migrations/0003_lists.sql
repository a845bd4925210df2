-- Lists are searched in memory (server/lists): they are made from an account's keys and the roles that it gives, and kept
-- up to date by the keys that its audit rows are about.
create index key_roles_account on key_roles (account_id, key_id);
