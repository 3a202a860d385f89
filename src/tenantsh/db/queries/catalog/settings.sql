-- Configuration parameters, and whether the role may SET each in a session.
SELECT s.name,
       s.vartype AS kind,
       COALESCE(s.enumvals, '{}') AS "values",
       s.short_desc AS detail,
       s.context = 'user'
       OR s.context = 'superuser'
          AND (pg_catalog.current_setting('is_superuser') = 'on'
               OR pg_catalog.has_parameter_privilege(s.name, 'set') -- @15+
              ) AS settable
  FROM pg_catalog.pg_settings AS s
