-- since: 14
\da a.b.c
\dA a.b
\dAc btree a.b.c
\dAo a.b btree
\db a.b
\dc a.b.c
\dC a.b.c.d
\dd a.b.c
\dD a.b.c
\ddp a.b.c
\ddp a.b.c.d
\dp a.b.c
\z a.b.c
\df a.b.c
\do a.b.c
\dF a.b.c
\dF+ a.b.c
\dF+ nope
\dFd a.b.c
\dFp+ nope
\dFt a.b.c
\du a.b
\drds a.b
\drds * a.b
\drds regress_nobody
\drds regress_nobody nope
\da (
\dA (
\dAc (
\dAc * (
\dAf * (
\dAo * (
\dAp * (
\db (
\dc (
\dC (
\dd (
\dD (
\ddp (
\dp (
\df (
\df [
\df a{
\df +
\do (
\dF (
\dF+ (
\dFd (
\dFp+ (
\dFt (
\du (
\drds (
\drds * (
\dfq
\dfaq
\dAb
\dFq
\drd
\drq
\dr
\zz
\z+
\daz nope
\dbz nope
\dcz nope
\dCz nope
\ddz nope
\ddpz nope
\dDz nope
\dpz nope
\doz nope
\dFdz nope
\dgz regress_nobody
\duz regress_nobody
\drdsz regress_nobody
\dA nope extra
\da nope extra more
\db nope extra
\dp nope extra
\du regress_nobody extra
\drds regress_nobody nope extra
\dF nope extra
\dF+ nope extra
\da nope;
\da nope ; extra
\df nope;
\df "
\df "nope
\df 'nope
\set ON_ERROR_STOP on
\drds regress_nobody
\dfaq
\dF+ nope
\echo not reached
