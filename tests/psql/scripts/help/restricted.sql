-- since: 14
-- a dump's restricted mode: no command but one
\restrict
\restrict ;
\restrict a b
\echo not shown
\nothing like it \\ select 'not run';
select 'statements run';
select 'and are kept' as buffered \g
;
\if false
\unrestrict b
\unrestrict
\unrestrict a b
\unrestrict a \echo not shown
\unrestrict "a"
\unrestrict a ; ;
\echo shown again
\unrestrict a
\endif
\restrict 'c d' \\ select 'on the same line';
\unrestrict c d
\if false
\restrict e
\endif
\set key f
\restrict :key
\unrestrict :key
\unrestrict f
\restrict ""
\unrestrict
\unrestrict ""
\echo done
