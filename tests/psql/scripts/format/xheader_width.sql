-- since: 16
\x
\pset xheader_width
select repeat('x', 100) as long, 1 as a;
\pset xheader_width column
select repeat('x', 100) as long, 1 as a;
\pset xheader_width page
\pset columns 40
select repeat('x', 100) as long, 1 as a;
\pset xheader_width 30
select repeat('x', 100) as long, 1 as a;
\pset xheader_width full
select repeat('x', 100) as long, 1 as a;
\pset xheader_width 0
\pset xheader_width nonsense
\pset xheader_width
\pset border 2
\pset xheader_width column
select repeat('x', 100) as long, 1 as a;
\pset xheader_width 20
select repeat('x', 100) as long, 1 as a from generate_series(1, 2);
\pset linestyle unicode
select repeat('x', 100) as long, 1 as a;
\pset border 1
select repeat('x', 100) as long, 1 as a;
\pset border 0
select repeat('x', 100) as long, 1 as a;
