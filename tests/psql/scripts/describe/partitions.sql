create table p (a int, b text, c date) partition by range (c);
create table p1 partition of p for values from ('2020-01-01') to ('2021-01-01');
create table p2 partition of p for values from ('2021-01-01') to (maxvalue) partition by list (b);
create table p2x partition of p2 for values in ('x', null);
create table pd partition of p default;
create index on p (a);
create table h (a int) partition by hash (a);
create table h0 partition of h for values with (modulus 2, remainder 0);
create table parent (x int);
create table kid () inherits (parent);
create table kid2 (y int) inherits (parent);
\d p
\d+ p
\d p1
\d+ p1
\d p2
\d+ p2
\d p2x
\d+ h
\d parent
\d+ parent
\d kid2
\dP
\dPt
\dPi
\dPn
\dP p*
\di p*
