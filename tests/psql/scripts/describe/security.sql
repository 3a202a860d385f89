create role regress_sec_reader;
create role regress_sec_owner;
create table t (a int, owner text);
alter table t enable row level security;
create policy p1 on t for select to regress_sec_reader using (owner = current_user);
create policy p2 on t as restrictive for all using (a > 0) with check (a < 100);
grant select, insert on t to regress_sec_reader with grant option;
grant update (a) on t to regress_sec_reader;
alter table t owner to regress_sec_owner;
\d t
alter table t force row level security;
\d t
alter table t disable row level security;
\d t
\dp t
\z t
\dp nonexistent
revoke all on t from regress_sec_reader;
\dp t
\dt t
create schema priv authorization regress_sec_owner;
grant usage on schema priv to public;
\dn
\dn+ priv
alter default privileges in schema priv grant select on tables to regress_sec_reader;
\ddp
\du regress_sec_*
\dg regress_sec_reader
alter role regress_sec_reader in database postgres set search_path = 'x';
\drds regress_sec_reader
\drds nonexistent
drop owned by regress_sec_reader, regress_sec_owner cascade;
drop role regress_sec_reader, regress_sec_owner;
\du regress_sec_*
