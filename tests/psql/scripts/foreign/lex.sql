-- since: 14
select 1 /* nested /* comment */ still */ as a;
select 1 -- comment ; not end
  as b;
select '/* not comment */' as "-- not comment";
select $$dollar ; $$ as d, $tag$ $$ ; $tag$ as e, $_x$a$_x$ as f;
select $1$ 1;
select e'esc\'aped ; ' as g;
select 'std\' as h;
set standard_conforming_strings = off;
select 'non\'std ; ' as i;
select 'a\\b';
set standard_conforming_strings = on;
select 'con'
'tinued' as j;
select 'not' 'continued' as k;
select U&'d\0061t\+000061' as l, U&'d!0061' uescape '!' as m;
select U&"d\0061t" from (select 1 as "dat") s;
select b'101', x'1F', B'1
01';
select "unterminated
ident" from (select 1 as "unterminated
ident") s;
select 1;;; select 2;
select (1;
select 2);
select ((1) ;
);
select [1;
];
create function fa() returns int language sql begin atomic select 1; select 2; end;
create function fb(a int) returns int language sql begin atomic select case when a > 1 then 2 else 3 end; end;
create or replace function fc() returns int begin atomic; select 1; end;
select fa(), fb(1);
create procedure pa() begin atomic; end;
create function nobegin() returns int language plpgsql as 'begin return 1; end';
begin; select 1; end;
select 1 as begin; select 2 as end;
create table begin_t(i int); select 1 as case;
select case when true then 1 end; select 2;
select 1:: int, 1 ::int, 1: : int;
select a.b:c from d;
select '{1,2}'::int[] @> '{1}';
select 1 <-- comment
2;
select 5 - - 5, 5--5
;
select 2 */**/ 3;
select 2 @-1;
select 1 as "a""b", 'it''s';
select e'\x41\u0042\U00000043\104\e\q';
select N'national';
select 1.5e10, .5, 5., 1e5, 0x1F, 0b101, 0o17, 1_000;
select 1a;
select $1a;
select 'é' as é, 'ü' as "ü", 1 as 漢字;
select 1 as "a
b";
select 1 as x\g
select 2 as x\gx
select 'a'\g
select 3\;select 4;
select 5\\ select 6;
\echo hi \\ select 7;
\echo hi; select 8;
\echo 'a;b' ; 
select 9 \echo mid
;
select 10 \p \g
select 'multi
line ' || 'x
y' as
q
;
do $$
begin
  raise notice 'a;b';
end
$$;
do 'begin raise notice ''x''; end';
do language plpgsql $body$ begin perform 1; end $body$;
create rule r as on insert to begin_t do also (select 1; select 2);
insert into begin_t values (1);
create rule r2 as on update to begin_t do instead (select 1; select (2););
select
	tabbed
	;
  select 'leading spaces';
select 'trailing spaces';   
	
SELECT 1 AS "UPPER"; Select 2 As Mixed;
select 'a' /* comment 'with quote */ , 'b';
select 'a' -- it's
;
select /* ; */ 1 /* -- */;
-- \echo in comment
/* \echo in comment */
select '\echo in string';
select "\echo" from (select 1 as "\echo") s;
select $$\echo$$;
select :;
select : ;
select :1;
select a:=1;
select 'x'::text:1;
select (array[1,2,3])[1:2];
select (array[1,2,3])[:2];
\set i 2
select (array[1,2,3])[:i];
select (array[1,2,3])[1::i];
select 1 \gfoo
select 1 \g\g
/* unterminated
select 1;
