\if false
  select 'never' as a;
  select 'quote '' and "double" and $$ dollar
  $$;
  \echo never
  \nonsense command
  \set x 5
  \! echo never
  \i nonexistent.sql
  \copy nonexistent from nowhere
  \echo `echo never >&2`
  \prompt never
  \q
  \gset \gexec \g
  \c nonexistent
  /* comment
  \else
  */
  -- \else
  'text
  \else
  in a quote';
  "id
  \endif
  ";
  \watch x
  \set AUTOCOMMIT nonsense
  \echo :'undefined :"x
  \unset
  \d
  copy t from stdin;
  1
  \.
\else
  \echo alive :{?x}
\endif
\p
