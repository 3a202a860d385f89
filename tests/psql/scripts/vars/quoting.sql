\set a 'back\\slash'
\echo :a
select :'a' as a;
\set b 'new\nline'
select :'b' as b;
select 1 as :"b";
\set c '日本''語'
select :'c' as c, 1 as :"c";
\set d '"'
select 1 as :"d";
\set e '\\'
select :'e' as e;
set standard_conforming_strings = off;
select :'a' as a;
set standard_conforming_strings = on;
\set f E'x'
\echo :f
\echo :'f' :"f"
