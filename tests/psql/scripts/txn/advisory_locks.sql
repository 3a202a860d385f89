select pg_advisory_lock(42);
select pg_try_advisory_lock(42);
select pg_advisory_unlock(42);
select pg_advisory_unlock(42);
select pg_advisory_unlock(42);
select pg_advisory_unlock_all();
begin;
select pg_advisory_xact_lock(1), 'void is empty' as t;
commit;
