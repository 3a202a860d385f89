create view v as select 1 as a, E'x\ny' as b, null as c union all select 20, 'longer', 'z';
\pset linestyle old-ascii
\pset border 0
table v;
\pset border 1
table v;
\pset border 2
table v;
\pset linestyle unicode
\pset border 0
table v;
\pset border 1
table v;
\pset border 2
table v;
\pset linestyle ascii
table v;
\pset linestyle u
table v;
\pset linestyle o
table v;
\pset linestyle nonsense
\pset linestyle
\x
\pset linestyle old-ascii
table v;
\pset linestyle unicode
table v;
\pset border 1
table v;
\pset border 0
table v;
