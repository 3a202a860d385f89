-- Gives settings the values that they had, where they have others, until the transaction ends.
SELECT pg_catalog.set_config(w.name, w.value, true) AS value
  FROM ROWS FROM (
           pg_catalog.unnest(:names::pg_catalog.text[]), pg_catalog.unnest(:values::pg_catalog.text[])
       ) AS w (name, value)
 WHERE (pg_catalog.current_setting(w.name, true) OPERATOR(pg_catalog.=) w.value) IS NOT TRUE
