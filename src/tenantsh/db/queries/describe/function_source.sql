-- The source of the function that a name means, alone or with its argument types; null for an oid that is none's.
SELECT pg_catalog.pg_get_functiondef(
           CASE WHEN :with_types::pg_catalog.bool
                THEN :function::pg_catalog.text::pg_catalog.regprocedure::pg_catalog.oid
                ELSE :function::pg_catalog.text::pg_catalog.regproc::pg_catalog.oid END) AS text
