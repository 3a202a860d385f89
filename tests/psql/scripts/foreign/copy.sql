create table c(a int, b text, c text default 'def');
\copy c from stdin
1	one	x
2	\N	
3	ta\tb	back\\slash
\.
\copy c (a, b) from stdin with (format csv, header, delimiter ';')
a;b
4;"quo""ted"
5;"multi
line"
\.
table c;
\copy c to stdout
\copy (select * from c where a < 3) to stdout csv header
\copy c to stdout with delimiter ',' null 'NULL' csv force quote *
\copy c to 'cc.out'
\! cat cc.out
\copy c from 'cc.out'
select count(*) from c;
\copy c from '/nosuch/file'
\copy c to '/nosuch/file'
\copy c from program 'echo "7	seven	z"'
\copy c to program 'cat; exit 3'
\copy c from program 'exit 2'
\copy c from program 'nosuchcommand_xyz'
\copy c to program 'wc -l | tr -d " "'
\copy
\copy c
\copy c frm x
\copy c from
\copy c to stdin
\copy c from stdout
\copy nosuch from stdin
8
\.
\copy c from pstdin
9	nine	n
\.
\copy c to pstdout
\copy public.c (a) to stdout
\copy "c" ("a") to stdout
\copy (select 1; ) to stdout
\copy (select ')' , "a" from c where a = 1) to stdout
\copy (values (1,2), (3,4)) to stdout (delimiter '|')
\copy (insert into c values (100,'x') returning *) to stdout
\copy (select 1
select 1;
\copy c from stdin where a > 5
1	a	b
10	a	b
\.
\copy c from stdin
bad	x	y
\.
\copy c from stdin
1	too	many	columns
\.
\copy c from stdin
1
\.
\set x 'cc.out'
\copy c from :x
\copy c from :'x'
\copy c to ':x'
\copy c to unquoted.out with csv
\! head -2 unquoted.out
\copy binary c to 'bin.out'
\copy binary c from 'bin.out'
\copy c to 'bin.out' (format binary)
\copy c from 'bin.out' with binary
\copy c from 'it''s' 
\copy c from "dq"
\copy c from '/tmp'
copy c to '/nosuch/x';
copy c from '/nosuch/x';
copy c from stdin;
20	a	b
\.
copy c(a) from stdin (format csv);
21
"22"
\.
copy c from stdin with (format csv, quote '''');
23,'a
\.
b',c
\.
copy c from stdin; select 'after';
24	a	b
\.
select 'before'; copy c from stdin;
25	a	b
\.
copy c from stdin;
\.
copy c from stdin;
26	é漢	x\x41\101\u
\.
copy c from stdin \g
27	a	b
\.
copy c to stdout \g cg.out
\! tail -1 cg.out
copy (select 1) to stdout \g | cat -A
copy c from stdin \g nosuch
28	a	b
\.
\o co.out
copy (select 2) to stdout;
\copy (select 3) to stdout
\copy (select 4) to pstdout
\o
\! cat co.out
\set ECHO queries
\copy c from stdin
29	a	b
\.
copy c from stdin;
30	a	b
\.
\set ECHO all
\set QUIET off
\copy c from stdin
31	a	b
\.
copy c from stdin;
32	a	b
\.
\copy (select 1) to stdout
copy (select 1) to stdout;
\copy c to /dev/null
\set QUIET on
\set FETCH_COUNT 1
copy (select generate_series(1,3)) to stdout;
\unset FETCH_COUNT
begin;
copy c from stdin;
x
\.
select 1;
copy c from stdin;
1
\.
rollback;
truncate c;
copy c from stdin;
1	unfinished
