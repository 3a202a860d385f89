\lo_list
select lo_create(4711);
\lo_list
\lo_list+
\dl
\lo_import nosuch
\! echo hello > lo.txt
\lo_import lo.txt
select :LASTOID > 0;
\lo_import lo.txt 'my comment'
\lo_export :oid lo2.txt
\! cat lo2.txt
\lo_export 1 x
\lo_export
\lo_export 1
\lo_export abc x
\lo_unlink
\lo_unlink abc
\lo_import
begin;
\lo_import lo.txt
rollback;
\set QUIET off
\lo_unlink 4711
\set QUIET on
\o o1.out
select 1 as a;
\qecho hello qecho
\echo hello echo
\qecho -n no newline
\d nosuch
\dt nosuch
create table oo(i int);
\d oo
insert into oo values (1);
\! echo from shell
\x
select 1 as a;
\x
\pset format csv
select 1 as a, 'b,c' as b;
\pset format html
select 1 as a, 'b,c' as b;
\pset format unaligned
select 1 as a, 'b,c' as b;
\pset format aligned
explain (costs off) select 1;
select 1/0;
\o
\! cat o1.out
\o o2.out
select 1;
\o o3.out
select 2;
\o
\! cat o2.out o3.out
\o | sed 's/^/> /'
select 3;
\o
\o | exit 5
\o
\echo :SHELL_EXIT_CODE :SHELL_ERROR
\o /nosuch/x
\g
select 1 as x \g g1.out
select 2 as x \g (format=csv) g2.out
select 3 as x \g (format=unaligned tuples_only=on)
select 3 as x \g (border=2 title='a b')
select 3 as x \g (nosuch=1)
select 3 as x \g (format=nosuch)
select 3 as x \g (format
select 3 as x;
select 3 as x \g ( format=csv )
select 3 as x \g (format=csv)g3.out
select 3 as x \gx (border=2)
select 3 as x \g | cat -n
select 3 as x \g |cat -n | tail -1
select 3 as x \g /nosuch/file
\! cat g1.out g2.out
select 'a' as "B" \g (expanded=on) | cat
select 1 as x \gx | cat
\g (format=csv)
select 5 as last;
\g
\gx
\g g4.out
\! cat g4.out
\r
\g
