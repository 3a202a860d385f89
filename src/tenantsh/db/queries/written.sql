-- Whether the present transaction has written anything: a transaction has an id from its first change on.
select pg_catalog.pg_current_xact_id_if_assigned() is not null as written
