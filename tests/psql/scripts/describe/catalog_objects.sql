\dT money
\df abs
\do ~~*
\dC bool
\dd nonexistent
\dc latin1_to_utf8
\dF simple
\dFd simple
\dFp
\dFt simple
\dFp+ default
\dL
\dL plpgsql
\dl
\dx
\dx+ plpgsql
\dn
\dnS pg_catalog
\dtS pg_amop
\dvS pg_tables
\df+ nonexistent
\dO nonexistent
\dy nonexistent
\dX nonexistent
\dconfig work_mem
\dconfig nonexistent
\sf pg_catalog.nothing
