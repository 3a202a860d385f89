create function add(a int, b int default 1) returns int language sql immutable strict parallel safe as 'select a + b';
create function tab() returns table (x int, y text) language sql as 'select 1, ''a''';
create function trg() returns trigger language plpgsql as $$ begin return new; end $$;
create procedure proc(inout a int) language sql as 'select a';
create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0');
create function win() returns int language sql as 'select 1';
comment on function add is 'adds';
\df
\df add
\dfn
\dft
\dfp
\dfa
\dfw
\dfx
\da
\da total
\df nonexistent
\df *dd
\df add int
\df add int int
\df tab
create operator === (leftarg = int, rightarg = int, function = int4eq, commutator = ===);
\do ===
\do === int int
comment on operator === (int, int) is 'an operator';
\do ===
create cast (int as bool) with function pg_catalog.bool(int) as assignment;
\dC nonexistent
create collation german (provider = libc, locale = 'C');
\dO
\dd add
