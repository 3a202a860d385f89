create schema "Odd ""Schema";
create role regress_foreign_a;
create role regress_foreign_b nologin createdb connection limit 3 valid until '2030-01-01';
comment on role regress_foreign_a is 'the role';
create table p(id int primary key generated always as identity, name text collate "C" not null default 'x', v varchar(10) check (length(v) > 1), arr int[] , n numeric(10,2) default 0.0, g int generated always as (1+1) stored, constraint uq unique (name, v));
create table "Odd ""Schema"."Ta ble"("Col ""1" int, "ü" text);
create table ch() inherits (p);
create table fk(i int references p on delete cascade on update set null deferrable initially deferred, foreign key (i) references p match full);
create index on p (lower(name) desc nulls last) where id > 0;
create unique index pi on p (id) include (name) with (fillfactor=50);
create view vw as select id, name from p where id > 1;
create view vw2 with (security_barrier) as select * from vw with check option;
create materialized view mv as select count(*) from p;
create sequence sq start 5 increment 2 maxvalue 100 cycle cache 3;
create sequence sq2 owned by fk.i;
create type en as enum ('a', 'b''c');
create type co as (a int, b text);
create type ra as range (subtype = float8);
create domain dom as int not null default 3 check (value > 0) constraint c2 check (value < 100);
create function fn(a int, b text default 'x', variadic c int[] default '{}') returns table(x int, y text) language sql stable security definer set search_path = public as 'select 1, ''a''';
create procedure pr(inout a int) language plpgsql as $$ begin a := 1; end $$;
create aggregate ag(int) (sfunc = int4pl, stype = int, initcond = 0);
create function tf() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert or update of name on p for each row when (new.id > 0) execute function tf('arg', 'b''c');
create trigger tr2 after delete on p referencing old table as o for each statement execute function tf();
alter table p disable trigger tr2;
create rule ru as on insert to vw do instead nothing;
alter table p enable row level security;
create policy po on p for select to regress_foreign_a using (id > 0);
create policy po2 on p as restrictive with check (name <> '');
create statistics st (dependencies, ndistinct) on id, name from p;
create publication pub for table p;
create foreign data wrapper fdw;
create server srv foreign data wrapper fdw options (a 'b');
create user mapping for public server srv options (u 'x');
create foreign table ft(a int options (col 'x'), b text) server srv options (t 'y');
create table pt(a int, b text) partition by range (a);
create table pt1 partition of pt for values from (1) to (10);
create table pt2 partition of pt default partition by list (b);
create table pt21 partition of pt2 for values in ('x', null);
create index on pt (a);
create event trigger et on ddl_command_start execute function pg_event_trigger_table_rewrite_oid();
create collation coll (locale = 'C');
create operator === (leftarg = int, rightarg = int, function = int4eq);
create cast (en as int) without function;
create text search configuration tsc (copy = simple);
create unlogged table ul(i int) with (autovacuum_enabled = off);
create temp table tt(i int) on commit drop;
grant select, insert on p to regress_foreign_a with grant option;
grant all on schema public to regress_foreign_b;
grant execute on function fn to regress_foreign_a;
alter default privileges grant select on tables to regress_foreign_a;
comment on table p is 'table p';
comment on column p.id is 'the id';
comment on function fn is 'fn comment';
comment on schema public is null;
insert into p(name, v) values ('n', 'vv');
\d
\d+
\d p
\d+ p
\d ch
\d fk
\d "Odd ""Schema"."Ta ble"
\d "Odd ""Schema".*
\d vw
\d+ vw
\d+ vw2
\d mv
\d+ mv
\d sq
\d sq2
\d+ sq
\d co
\d en
\d pi
\d+ pi
\d p_pkey
\d pt
\d+ pt
\d pt1
\d+ pt2
\d pt21
\d ft
\d+ ft
\d ul
\d+ ul
\d nosuch
\d p*
\d *.p
\d public.?
\d postgres.public.p
\d nodb.public.p
\d a.b.c.d
\dt
\dt+ p
\dti
\dtv p*
\dtS pg_cl*
\di
\di+
\ds
\ds+
\dv
\dm
\dE
\df
\df+ fn
\df fn int
\df fn int text
\dfa
\dfn
\dfp
\dft
\dfw pg_catalog.rank
\da
\da ag
\dT
\dT+
\dD
\dD+
\do
\do ===
\do === int int
\dC en
\dO
\dO+
\dp
\dp p
\z p
\ddp
\du regress_foreign*
\du+ regress_foreign*
\dg regress_foreign_a
\drg regress_foreign*
\dn
\dn+
\dx
\dx+
\dL
\dL+
\dRp
\dRp+
\dRs
\dew
\dew+
\des
\des+
\deu
\deu+
\det
\det+
\dy
\dX
\dX st
\dP
\dP+
\dPi
\dPn
\dPtn
\dFd simple
\dF tsc
\dF+ tsc
\dFp
\dFt simple
\dA
\dA+ heap
\dAc btree int4
\dAf btree int4
\dAo btree int4_ops
\dAp btree integer_ops
\db
\dc
\dconfig search_path
\dd
\dd p
\dl
\l nosuch
\sf fn
\sf+ fn
\sf pr(int)
\sf ag
\sf fn(int
\sv vw
\sv+ vw2
\sv p
\drds
alter role regress_foreign_a set work_mem = '1MB';
\drds regress*
drop event trigger et;
drop owned by regress_foreign_a, regress_foreign_b;
drop role regress_foreign_a, regress_foreign_b;
