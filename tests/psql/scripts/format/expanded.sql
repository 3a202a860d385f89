\x
select 1 as a, 'two' as bbbb, null as c;
select 1 as a from generate_series(1, 3);
select 1 where false;
select;
\x off
select 1 as a;
\x on
select 1 as a;
\x auto
select 1 as a;
\pset columns 20
select 'a long value indeed' as first, 'another long value' as second;
select 1 as a;
\x nonsense
\x
\x
\pset expanded
\pset expanded on
\pset expanded auto
\pset expanded off
\pset expanded 1
\pset expanded x
\pset x on
\pset x
\pset vertical
