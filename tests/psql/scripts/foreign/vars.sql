-- gset into many
select 1 as a, 'two' as "B", null as c, 'it''s' as d, E'multi\nline' as e \gset
\echo :a :B :c :d :'d' :"d" :{?c} :{?a} :{?zz} :e :'e'
select 1 as a, 2 as a \gset p_
\echo :p_a
select 1 as "a b" \gset
select 1 as "ä" \gset
\echo :ä
select 1 as "user", 2 as "HOST", 3 as "ON_ERROR_STOP" \gset
select 1 as "AUTOCOMMIT", 'x' as "FETCH_COUNT" \gset
\echo :AUTOCOMMIT :FETCH_COUNT :ON_ERROR_STOP
\set ON_ERROR_STOP off
select 1 where false \gset
select generate_series(1,2) as x \gset
select 1 as x \gset pre fix
select 1 as x \gset 'quo ted'
select 1 as x \gset 1
\echo :1x
select 5 as x \gset \echo :x
select 5 \gset
\echo :?column?
select 1 as one, 2 as two \; select 3 as three \gset
\echo :one :three
create table t(i int);
insert into t values (1) returning i as ret \gset
\echo :ret
update t set i = 2 \gset
select nosuch \gset
\echo :ret
\unset ret
\unset
\unset nosuch
\unset AUTOCOMMIT
\echo :AUTOCOMMIT
\unset a b
\echo :a
\set x
\set x a b c
\echo :x
\set x 'a' "b" `echo c`
\echo :x
\set x :x:x
\echo :x
\set "my var" 3
\set my-var 3
\set 1a 3
\set é 3
\echo :é
\set a$b 3
select :'x', :"x";
select :x;
select ':x', ":x", $$:x$$, /* :x */ 1; -- :x
select 1 as ":x";
select 'a' ':x';
select :{?x}, :{?nosuch};
select :{x};
select :{?x;
select a[1:2] from (select array[1,2,3] a) s;
\set n 2
select a[:n:n] from (select array[1,2,3] a) s;
select a[1::n] from (select array[1,2,3] a) s;
select 1::int, '2'::text;
select :n::int;
select :'n'::text || :'nosuch';
select :"nosuch";
select :nosuch;
\set n ':'
select 1:n:n int;
\set q 'a''b"c\\d'
select :'q', :"q" from (select 1 as "a'b""c\d") s;
\echo :'q' :"q" :q
\set bt `echo "a b"; echo c`
\echo :bt
\set bt `false`
\echo [:bt] :SHELL_ERROR :SHELL_EXIT_CODE
\set bt `exit 3`
\echo [:bt] :SHELL_ERROR :SHELL_EXIT_CODE
\set bt `kill -9 $$`
\echo [:bt] :SHELL_ERROR :SHELL_EXIT_CODE
\! exit 4
\echo :SHELL_ERROR :SHELL_EXIT_CODE
\getenv h NOSUCHENV
\echo :h
\setenv FOO bar
\getenv h FOO
\echo :h
\setenv FOO
\getenv h FOO
\echo :h
\setenv A=B c
\setenv
\getenv
\getenv x
\set
