-- cells and headings of several lines
select E'a\nb' as x, 'c' as y;
select E'a\nb\n\nc' as x, E'1\n2' as y, 3 as z;
select E'\n' as x, E'a\n' as y, E'\nb' as z;
select E'tab\there' as t, E'cr\rhere' as r, E'bell\x07' as bell, E'esc\x1b[0m' as esc;
select 1 as "two
lines", 2 as b;
select 1 as "two
lines", 'x
y' as "and
three
here";
\pset border 0
select E'a\nb' as x, E'c\nd\ne' as y;
\pset border 2
select E'a\nb' as x, E'c\nd\ne' as y;
\x
select E'a\nb' as x, E'c\nd\ne' as y;
select 1 as "two
lines", E'a\nb' as b;
\pset border 0
select E'a\nb' as x, E'c\nd\ne' as y;
\pset border 1
select E'a\nb' as x, E'c\nd\ne' as y, E'\ttab' as z;
