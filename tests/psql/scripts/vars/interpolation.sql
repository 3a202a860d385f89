\set one 1
\set text 'it''s "x"'
\set name My"Name
\set empty
select :one as a, :'text' as b, 'x' as :"name";
select ':one' as a, ":one" from (select 1 as ":one") q;
select $$:one$$ as a, $x$:'text'$x$ as b, E':one' as c;
-- :one
/* :'text' */
select :undefined;
select :'undefined';
select :"undefined";
select :{?one} as a, :{?undefined} as b;
select 1 :one;
select :one:one as a;
select 1::int as a, '1'::text;
select :one::text as a;
select '{1,2,3}'::int[] as arr;
select (array[1,2,3])[1:2] as slice;
select (array[1,2,3])[1 :one] as a;
select (array[1,2,3])[:one:2] as a;
select (array[1,2,3])[: 2] as a;
select \:one;
select 'a' as a \:;
select :empty 1 as a;
select :'empty' as a;
select 1 as :"empty";
\set statement 'select 5 as five'
:statement;
:statement \g
\set semicolon 'select 6 as six; select 7 as seven;'
:semicolon
\set half 'select '
:half 8 as eight;
\set quote ''''
select :quote quoted:quote as q;
\set slash '\\echo x'
:slash
select 1 :slash;
\r
\set rec ':rec'
select :'rec' as r;
select :rec;
\set rec1 ':rec2'
\set rec2 'select 9 as nine'
:rec1;
\set big `printf 'x%.0s' $(seq 1 3000)`
select length(:'big') as n;
select :'one':'text' as a;
select :"one"."x";
\echo :one :'text' :"name" :undefined :'undefined' :"undefined" ::one :: : :1
\echo ':one' ":one" :one.:one :one:one x:one
\echo :'text':one
