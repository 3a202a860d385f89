select 'kept' as a
\if true
, 'one' as b
\else
, 'two' as b
\endif
;
select 'kept' as a
\if false
, 'dead' as b
\elif true
, 'elif' as c
\endif
, 'end' as d;
select
\if false
 'x'; select 'y
\endif
 'z' as z;
select (
\if true
1)
\else
2)
\endif
as parenthesised;
select 'a
\if false
b' as in_quote;
\if true
select 'unfinished in an if'
\endif
as finished_outside;
\if false
) select ( ;
\endif
\p
