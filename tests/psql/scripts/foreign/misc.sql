\timing on
\timing off
\set x 1
\echo :x:x :x:'x' ':x':x
\set y :x :x
\echo :y
\set z :'x' :"x"
\echo :z
\set w `echo :x`
\echo :w
\set v `echo :'x' "q"`
\echo :v
select :x+:x, :x::text||:'x', :x :: int;
select ':x' || ':''x''' as lit;
select 1 as ":x", ":y" from (select 2 as ":y") s;
\set t pg_class
select count(*) > 0 from :t;
select count(*) > 0 from :"t";
\set s 'select 1 as one;'
:s
\set s2 'select 1; select 2'
:s2;
\set cmd '\\echo hi'
:cmd
\set part 'lect 3;'
se:part
\set semi ';'
select 4 :semi
\set q 'it''s'
select :'q';
\echo :'q'
\set empty ''
select 1 :empty;
\echo [:empty] [:'empty'] [:"empty"]
\set nl 'a
\set nl `printf 'a\nb'`
select :'nl';
\echo :nl
\set uni 'é漢'
select :'uni' as :"uni";
\echo :{?x} :{?nosuch} :{x} :{?}
select :{?x}::text;
\set b1 true
\if :b1 \echo yes \endif
\if :{?b1} \echo defined \endif
\if :nosuch \echo no \else \echo else \endif
\unset b1
\if :{?b1} \echo defined \else \echo undefined \endif
\prompt 'say: ' said
hello world
\echo :said
\prompt said2

\echo [:said2]
\getenv home HOME
select :'home' <> '';
\setenv FOO 'a b'
\! echo "$FOO"
\getenv foo FOO
\echo :foo
\set `echo name` value
\echo :name
\set 'quoted name' v
\set "dq" v
\echo :dq
\unset 'dq'
\echo :dq
\set a b c 'd e' "f g"
\echo :a
\set pre_ 1
\echo :pre_1 :pre_
\! exit 7
\echo :SHELL_EXIT_CODE :SHELL_ERROR
\! kill -TERM $$
\echo :SHELL_EXIT_CODE :SHELL_ERROR
\!
\! true
\echo :SHELL_EXIT_CODE
\! echo err >&2
\! cat < /dev/null
\! echo multi; echo line
\! echo 'quotes "in" it' :x :'x'
\o out.txt
\! echo to stdout anyway
select 1;
\o
\! cat out.txt
\w buf.sql
select 1
\w buf.sql
\! cat buf.sql
\w | cat -n
\w 'a b.sql'
\! cat 'a b.sql'
\r
\g buf.sql
\p
select 1; \p
\r
\p
