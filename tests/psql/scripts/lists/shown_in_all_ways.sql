-- since: 14
create schema kinds;
set search_path = kinds;
create domain word as varchar(20) collate "C" not null default 'a''b' check (value <> '');
create function add(a int, b int default 1) returns int language sql as 'select a + b';
create function "Odd Function"(text default 'it''s
two lines') returns text language sql as 'select $1';
create aggregate total(int) (sfunc = int4pl, stype = int);
comment on aggregate total(int) is 'all of
them';
create operator === (leftarg = int, rightarg = int, function = int4eq);
create text search configuration found (copy = pg_catalog.simple);
create table plain (id int, secret text);
grant select on plain to public;
grant update (secret) on plain to public;
create policy everyone on plain;
create policy "Odd Policy" on plain as restrictive for update using (id > 0) with check (id < 10);
\pset footer off
\da
\dF+ found
\du regress_nobody
\dAo hash bool_ops
\drds regress_nobody
\pset footer on
\pset title 'My title'
\da
\dF+ found
\dFp+
\dFp+ nope
\du regress_nobody
select 1;
\pset title
\pset border 2
\da
\dAp hash bool_ops
\du regress_nobody
\dF+ found
\pset linestyle unicode
\dp
\df
\da
\pset expanded auto
\pset columns 60
\df
\da
\dp
\dF+ found
\pset expanded off
\pset format wrapped
\df
\dp
\pset format aligned
\pset columns 0
\t on
\dAo hash bool_ops
\dF+ found
\dFp+
\da
\t off
\pset null NULL!
\dD
\df
\do
\dp
\ddp
\dd
\pset fieldsep ,
\pset format unaligned
\dp
\dF+ found
\pset recordsep ;
\dD
\dFp+
\pset recordsep '\n'
\pset format csv
\df
\dp
\dF+ found
\pset format html
\df
\dp
\dF+ found
\du regress_nobody
\pset format asciidoc
\dp
\dFp+
\pset format latex
\da
\pset format latex-longtable
\da
\pset format troff-ms
\dp
\pset format aligned
\x
\da
\dp
\df
\dF+ found
\dFp+
\do nope
\du regress_nobody
\x
\o lists.txt
\da
\dD
\da nope.nope.nope.nope
\drds regress_nobody
\o
\! cat lists.txt
\da total \\ \dA btree \dD
\df add int;
\if false
\df (
\da a.b.c.d
\endif
\set p kinds.*
\da :p
\da :"p"
\da :'p'
