create table abc (a int);
create table "ABC" (a int);
create table a_c (a int);
create table "a.c" (a int);
create table "a""c" (a int);
create table "a c" (a int);
create table aéc (a int);
create table "a$c" (a int);
create table "a*c" (a int);
\dt a*
\dt A*
\dt "A*"
\dt "A"*
\dt a?c
\dt a.c
\dt "a.c"
\dt a"."c
\dt "a""c"
\dt "a c"
\dt a c
\dt aéc
\dt a$c
\dt "a*c"
\dt (abc|a_c)
\dt a[b_]c
\dt ab+c
\dt ^abc
\dt abc$
\dt public.a*
\dt *.abc
\dt pub*.abc
\dt *
\dt ""
\dt "unclosed
\dt 'abc'
\dt `echo abc`
\set v abc
\dt :v
\dt :"v"
\dt a(c
\dt {abc}
\dt a\\c
\dt *.*.*.*
\dt nonexistentdb.public.abc
\d ABC
