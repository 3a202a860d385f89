\dt+x
\dq
\dz
\dFx
\dfz
\dtz
\dPq
\dR
\dRx
\dAx
\dex
\d+nonexistent
\d "
\dS+ nonexistent
\dn nonexistent
\dn a.b.c
\df a.b.c.d
\dT a.b.c.d
\du a.b
\dx a.b
\db a.b
\l a.b
begin;
select 1/0;
\d
\dt nonexistent
\dn
\sf nonexistent
rollback;
