-- The isolation that transactions of this server connection had at its start: what was set since is another client's.
select reset_val::pg_catalog.text as level
from pg_catalog.pg_settings
where name operator(pg_catalog.=) 'default_transaction_isolation'
