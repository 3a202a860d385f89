-- since: 14
\nosuch
\nosuch arg
\d\d
\q2
\;
select 1\; select 2;
\ select 1;
\
\\
\echo a \\ \echo b
\echo 'unterminated
\echo "unterminated
\echo `unterminated
\echo 'a' 'b''c' 'd\ne' "f g" 'h\\i' '\x41\101\t|'
\echo a'b'c"d"e`echo f`g
\echo -n no newline
\echo -n
\echo -n -n x
\echo "-n" x
\echo a    b     c
\echo $HOME ~ * ?
\echo \\
\warn to stderr
\warn -n to stderr
\warn
\qecho q
\cd /nosuch
\cd /tmp
\! pwd
\cd
\! pwd | wc -l
\i nosuch.sql
\ir nosuch.sql
\i
\ir
\include nosuch
\i /tmp
\! echo '\\echo included :1' > inc.sql; echo 'select 1/0;' >> inc.sql; echo '\\nosuch' >> inc.sql; echo 'select' >> inc.sql
\i inc.sql
;
\ir inc.sql
\r
\p
select 1
\p
, 2
\p
\w w.sql
\g
\! cat w.sql
\w
\w /nosuch/x
\w | cat
\p
\r
\p
\reset
\print
\write





\encoding
\encoding nosuch
\encoding UTF8
\encoding
\timing on
\timing off
\timing x
\timing
\timing
\c
\c -
\c - - - -
\c nosuchdb
\c postgres nosuchuser
\c - - nosuchhost.invalid
\c "dbname=nosuch"
\c -reuse-previous=on dbname=postgres
\c -reuse-previous=off dbname=postgres
\c -reuse-previous=x
\set
\connect
\setenv X
\setenv X y z
\getenv X Y Z
\unset X
\a b c
\d x y z
\dt x y
\sf
\sv
\sf nosuch
\sv nosuch
\sf 1
\sf pg_class(
\ef nosuch
\ev nosuch
\s
\s /nosuch/x
\e /nosuch/dir/x
\z nosuch
\dp nosuch
\? nosuch
\errverbose
\gdesc
\gexec
\gset
\crosstabview
\watch
\bind
\prompt
\prompt 'a' b c
\prompt x
answer
\echo :x
\prompt 'Enter: ' y
answer2
\echo :y
\if
\elif
\else
\endif
\q extra
