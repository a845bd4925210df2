-- The nodes that may answer verification from memory. A row is committed before its node's first lease, and renewed while it runs, so
-- whoever changes what verification reads knows whom to wait for. SQLite serves one node and leaves the table empty.
create table nodes (
    id text primary key,
    -- Increases with every renewal. A row whose counter stands still is removed by another node.
    counter bigint not null,
    -- How many audit rows of all chains the node's memory includes at least.
    confirmed bigint not null
);
