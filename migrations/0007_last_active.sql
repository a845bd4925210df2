-- When a member was last active in an account. When its user last signed in, which is what was kept before, would tell one account's
-- admins about the others; it is kept on as what is known so far of those who have no other account, and goes.
alter table memberships add column last_seen_at bigint;
update memberships set last_seen_at = (select u.last_signed_in_at from users u where u.id = memberships.user_id)
    where (select count(*) from memberships m where m.user_id = memberships.user_id) = 1;
alter table users drop column last_signed_in_at;
