-- What an answer depends on besides its rows, as this session has it; of the planner's settings those that were made for it.
SELECT w.name,
       CASE
           WHEN w.name OPERATOR(pg_catalog.=) 'lc_collate' THEN d.datcollate::pg_catalog.text
           WHEN w.name OPERATOR(pg_catalog.=) 'lc_ctype' THEN d.datctype::pg_catalog.text
           ELSE pg_catalog.current_setting(w.name, true)
       END AS setting
  FROM pg_catalog.unnest(:names::pg_catalog.text[]) AS w (name)
       JOIN pg_catalog.pg_database AS d ON d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
 UNION ALL
SELECT s.name, pg_catalog.current_setting(s.name)
  FROM pg_catalog.pg_settings AS s
 WHERE s.category OPERATOR(pg_catalog.~~) 'Query Tuning%'
   AND s.source OPERATOR(pg_catalog.=) ANY ('{database,user,"database user",client,session}'::pg_catalog.text[])
   AND s.name OPERATOR(pg_catalog.!~~) 'jit%'
