select 1 = 1 as yes, 1 = 2 as no, null::bool as unknown \gset
\if :yes
\echo yes
\endif
\if :no
\echo never
\else
\echo no
\endif
\if :unknown
\echo never
\else
\echo unknown
\endif
\set v true
\if :v
\echo v
\endif
\if :'v'
\echo quoted v
\endif
\set v ' true '
\if :v
\echo blanks
\endif
\set v fals
\if :v
\else
\echo fals
\endif
\if :{?v}
\echo defined
\endif
\if not :{?v}
\echo not is no operator
\endif
\set ON_ERROR_STOP on
\if nonsense
\echo never
\else
\echo does it stop
\endif
\echo end
