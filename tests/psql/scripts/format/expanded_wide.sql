\x
\pset columns 40
select repeat('word ', 20) as words, 1 as n;
\pset format wrapped
select repeat('word ', 20) as words, 1 as n;
\pset border 2
select repeat('word ', 20) as words, 1 as n;
\pset border 0
select repeat('word ', 20) as words, 1 as n;
\pset columns 10
select repeat('word ', 5) as words, 1 as "a name that is longer";
\pset linestyle unicode
\pset columns 30
\pset border 2
select repeat('word ', 20) as words, E'a\nb' as n;
\pset linestyle old-ascii
select repeat('word ', 20) as words, E'a\nb' as n;
