\unknown
\unknown with arguments
\echos x
\dd7
\dxyz
\
\ x
\1
\é
\select 1;
select 1 \nonsense
;
select 2 as a \nonsense \g
\p
\r
\D
\Q
\ECHO x
\gg
\sett a b
\iff true
\e1
\copyy
\??
\!!
\zz
\=
\@ x
\-- x
\_
\set\unset
