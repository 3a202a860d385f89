\setenv PSQL_EDITOR_LINENUMBER_ARG +
create function f(a int) returns int language sql as $$ select a + 1 -- one $$;
\ef f
\p
;
select f(1);
\ef f(int)
\r
\ef nonsense
\ef f(text)
\ef
\p
\r
\ef f 2
\r
\ef f x
create function f(a text) returns text language sql as 'select a';
\ef f
\ef pg_catalog.abs(int)
\r
create procedure p() language plpgsql as $$ begin raise notice 'one'; end $$;
\ef p
;
call p();
\setenv EDITOR true
\ef p
\r
select 1 as after;
