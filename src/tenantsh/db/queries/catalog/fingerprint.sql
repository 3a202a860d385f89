-- A text that changes when something in the catalog is made, altered, granted or dropped; not when rows are.
select pg_catalog.concat_ws(' ',
    (select pg_catalog.concat(pg_catalog.count(*), ':', pg_catalog.sum(c.xmin::pg_catalog.text::pg_catalog.int8))
        from pg_catalog.pg_class as c),
    (select pg_catalog.concat(pg_catalog.count(*), ':', pg_catalog.sum(a.xmin::pg_catalog.text::pg_catalog.int8))
        from pg_catalog.pg_attribute as a),
    (select pg_catalog.concat(pg_catalog.count(*), ':', pg_catalog.sum(p.xmin::pg_catalog.text::pg_catalog.int8))
        from pg_catalog.pg_proc as p),
    (select pg_catalog.concat(pg_catalog.count(*), ':', pg_catalog.sum(t.xmin::pg_catalog.text::pg_catalog.int8))
        from pg_catalog.pg_type as t),
    (select pg_catalog.concat(pg_catalog.count(*), ':', pg_catalog.sum(e.xmin::pg_catalog.text::pg_catalog.int8))
        from pg_catalog.pg_enum as e),
    (select pg_catalog.concat(pg_catalog.count(*), ':', pg_catalog.sum(n.xmin::pg_catalog.text::pg_catalog.int8))
        from pg_catalog.pg_namespace as n),
    (select pg_catalog.concat(pg_catalog.count(*), ':', pg_catalog.sum(k.xmin::pg_catalog.text::pg_catalog.int8))
        from pg_catalog.pg_constraint as k),
    (select pg_catalog.concat(pg_catalog.count(*), ':', pg_catalog.sum(l.xmin::pg_catalog.text::pg_catalog.int8))
        from pg_catalog.pg_policy as l)
) as mark
