\set x 1
\unset x
\echo :x :'x' :"x" :{?x}
\set x ''
\echo [:x] [:'x'] [:"x"] :{?x}
\echo :{?} :{x} :{?x :{?x y}
\echo a:{?x}b
select :{?x}, :{?nope};
select :{?};
