\if true
  \echo yes
  \if no
    \echo never
    select 1; \echo never
    select 1 \gset
    \set x `echo never >&2`
    \copy t from nosuch
    \i nosuch.sql
    \nosuchcommand
    \if nosense
      \echo no
    \elif also nonsense
    \else
    \endif
    \gexec
    \g | cat
    \crosstabview a b c d e f
    \o /nosuch/dir
    \c nosuch
    \q
    \! echo never
    \prompt x
    \ef
    \watch 0.1
    \connect
    \d nosuch
    \bind 1 2 \g
    \sf nosuch
    \lo_import x
    \password
    \encoding nosuch
    \timing
    \x
    \a
    \pset format nosuch
    \t
    \H
    \f
    \T
    \w x
    \r
    \p
    \e
    \s
    \unset x
    \echo :nosuch :'nosuch' :"x" `echo bad >&2`
    \warn foo
    \qecho foo
    \errverbose
    \copyright
    \h
    \?
    \z \l \dt
    copy t from stdin;
1
\.
  \elif yes
    \echo elif
  \elif yes
    \echo notelif
  \else
    \echo notelse
  \endif
\else
  \echo not
\endif
\if 1 \echo same line \endif
\endif
\if 0 \echo same \else \echo other \endif
\if
\endif
\if ''
\endif
\if maybe
\echo no
\else
\echo else
\endif
\if t \echo t \endif
\if tr \echo tr \endif
\if f \echo f \endif
\if on \echo on \endif
\if o \echo o \endif
\if of \echo of \else \echo not of \endif
\if y \echo y \endif
\if n \echo n \endif
\if 2 \echo 2 \else \echo no 2 \endif
\if TRUE \echo TRUE \endif
\if :{?x} \echo x \else \echo nox \endif
\if true extra words
\endif
\elif true
\else
\endif
\if true
\else
\else
\elif
\endif
\if false
\else
\elif true
\echo never
\endif
select 1
\if true
, 2
\else
, 3
\endif
, 4;
select 1
\if false
, 2 ; select 'never'
\else
, 3
\endif
;
select 'a
\if false
b';
\if false
select 'unclosed
\endif
';
\endif
\echo still
\if false
select (1
\endif
;
select 2;
\if false
/* comment
\endif
*/
\endif
\if true
select $$
\else
$$;
\endif
\set v 1
\if :v \echo v \endif
\if :'v' \echo v2 \endif
\if `echo true` \echo bt \endif
\if false
\else
\if true
\if false
\elif true
\echo deep
\endif
\endif
\endif
\if true
\echo open
