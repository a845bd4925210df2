-- When a round of the jobs that concern all nodes began last, on the database's clock. The node that runs it holds an advisory lock of
-- PostgreSQL meanwhile. SQLite serves one node and leaves the table empty.
create table job_rounds (
    singleton bigint primary key check (singleton = 1),
    at bigint not null
);
