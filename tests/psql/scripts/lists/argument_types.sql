-- since: 14
create schema kinds;
set search_path = kinds, public;
create type mood as enum ('sad', 'ok');
create function add(a int, b int default 1) returns int language sql as 'select a + b';
create function add(numeric, numeric) returns numeric language sql as 'select $1 + $2';
create function to_int(mood) returns int language sql as 'select 1';
create function nothing() returns void language sql as '';
create procedure proc(inout a int, b text default null) language sql as 'select 1';
create function minus(mood) returns int language sql as 'select 1';
comment on function minus(mood) is 'from the function';
create operator @#@ (rightarg = mood, function = minus);
create operator === (leftarg = int, rightarg = int, function = int4eq);
\df add int
\df add integer
\df add int4 -
\df add int int
\df add int int -
\df add decimal
\df add * numeric
\df nothing -
\df * mood
\df * kinds.mood
\df * kinds.*
\df * hidden.*
\df kinds.* - -
\dfn kinds.* *
\dfp kinds.* int text
\dfS lower text
\dfS array_append anyc*array anyc*
\dfS int8mul bigint int8
\dfaS max int4[]
\dfaS max int[]
\dfaS max "time with*"
\dfaS max timetz
\dfS+ has_database_privilege oid text -
\df add a.b.c
\df add int a.b.c.d
\df add nope (
\df add "int4" "INT4"
\do @#@ mood
\do @#@ - mood
\do === int int
\do+ === int int
\do === int
\doS - int4
\doS - int4 int4
\doS && anyarray *
\doS ~~ bytea text
\do === int a.b.c
\do nope (
\do === int int int int
\dAc btree int4
\dAc btree int
\dAf btree time*
\dC mood
\dC int4[]
