-- The oldest program that works with these tables: the number of the last migration that it knows. Programs write it at their start.
alter table last_start add column compatible_from bigint not null default 0;
