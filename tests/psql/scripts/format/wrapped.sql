\pset format wrapped
\pset columns 40
select 'short' as a, 'a text that has to be wrapped because it is long' as b;
select repeat('x', 50) as a, repeat('y', 50) as b, 1 as c;
select 'a b c d e f g h i j k l m n o p q r s t u v w x y z' as alphabet, 'another column that is long' as second;
\pset border 2
select 'short' as a, 'a text that has to be wrapped because it is long' as b;
\pset border 0
select 'short' as a, 'a text that has to be wrapped because it is long' as b;
\pset linestyle old-ascii
\pset border 1
select 'short' as a, 'a text that has to be wrapped because it is long' as b;
\pset linestyle unicode
select 'short' as a, E'a text\nthat has to be wrapped because it is long' as b;
\pset border 2
select 'short' as a, E'a text\nthat has to be wrapped because it is long' as b;
\pset linestyle ascii
\pset columns 5
select 'short' as a, 'wrapped' as b, 'to nothing' as c;
\pset columns 0
select 'wide enough' as a;
\pset columns 30
select 'heading' as "a heading that is longer than the column's width", 1 as b;
select '日本語のテキストは幅が広いです、折り返す' as wide, 'x' as y;
select E'tab\there and\there and a text that is long enough to wrap' as tabs;
