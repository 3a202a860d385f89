create schema s;
create table s.t (a int primary key, b text not null default 'x', c numeric(10,2) check (c > 0), d int generated always as (a * 2) stored, e int generated always as identity, f text collate "C");
create index on s.t (b) where b <> '';
create unique index on s.t (lower(b), c desc nulls last) include (d);
create table s.child (x int references s.t on delete cascade, y serial unique);
comment on table s.t is 'a comment';
comment on column s.t.a is 'the key';
\d s.t
\d+ s.t
\d s.child
\d s.*
\d s.child_y_seq
\d s.t_pkey
\dt s.*
\dt+ s.nonexistent
\di s.*
\ds s.*
\dtvs s.*
\d
\dt
\d nonexistent
\d s.nonexistent
\d a.b.c.d
\dt a.b.c
\d "s"."t"
\d s.T
\d s.T*
\d s."T"
\d s.?
\dt s.(t|child)
\dt s.[tc]*
\pset format unaligned
\d s.t
\pset format csv
\d s.t
\t
\d s.t
\pset format html
\d s.child
