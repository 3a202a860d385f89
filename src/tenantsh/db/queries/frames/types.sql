-- Types by their oids, with all that they are made of, as far as reading their values depends on it.
with recursive reached(oid) as (
    select pg_catalog.unnest(:oids::pg_catalog.oid[])
    union
    select inner_type.oid
      from reached as r
      join pg_catalog.pg_type as t on t.oid OPERATOR(pg_catalog.=) r.oid
      left join pg_catalog.pg_range as g
        on t.oid OPERATOR(pg_catalog.=) g.rngtypid
        or t.oid OPERATOR(pg_catalog.=) g.rngmultitypid -- @14+
     cross join lateral (
        select t.typelem as oid where t.typtype OPERATOR(pg_catalog.=) 'b'
        union all select t.typbasetype
        union all select g.rngsubtype
        union all
        select a.atttypid
          from pg_catalog.pg_attribute as a
         where t.typtype OPERATOR(pg_catalog.=) 'c' and a.attrelid OPERATOR(pg_catalog.=) t.typrelid
           and a.attnum OPERATOR(pg_catalog.>) 0::pg_catalog.int2 and not a.attisdropped
     ) as inner_type
     where inner_type.oid OPERATOR(pg_catalog.<>) 0::pg_catalog.oid
)
select
    t.oid,
    t.typtype::pg_catalog.text as kind,
    pg_catalog.format_type(t.oid, null) as name,
    t.typdelim::pg_catalog.text as delimiter,
    exists (
        select from pg_catalog.pg_type as e
         where e.oid OPERATOR(pg_catalog.=) t.typelem and e.typarray OPERATOR(pg_catalog.=) t.oid
    ) as is_array,
    t.typelem as element,
    t.typbasetype as base,
    t.typtypmod as base_modifier,
    (
        select g.rngsubtype from pg_catalog.pg_range as g
         where g.rngtypid OPERATOR(pg_catalog.=) t.oid
            or g.rngmultitypid OPERATOR(pg_catalog.=) t.oid -- @14+
    ) as bound,
    array(
        select l.enumlabel::pg_catalog.text from pg_catalog.pg_enum as l
         where l.enumtypid OPERATOR(pg_catalog.=) t.oid
         order by l.enumsortorder using OPERATOR(pg_catalog.<)
    ) as labels,
    array(
        select a.attname::pg_catalog.text from pg_catalog.pg_attribute as a
         where t.typtype OPERATOR(pg_catalog.=) 'c' and a.attrelid OPERATOR(pg_catalog.=) t.typrelid
           and a.attnum OPERATOR(pg_catalog.>) 0::pg_catalog.int2 and not a.attisdropped
         order by a.attnum using OPERATOR(pg_catalog.<)
    ) as field_names,
    array(
        select a.atttypid from pg_catalog.pg_attribute as a
         where t.typtype OPERATOR(pg_catalog.=) 'c' and a.attrelid OPERATOR(pg_catalog.=) t.typrelid
           and a.attnum OPERATOR(pg_catalog.>) 0::pg_catalog.int2 and not a.attisdropped
         order by a.attnum using OPERATOR(pg_catalog.<)
    ) as field_types,
    array(
        select a.atttypmod from pg_catalog.pg_attribute as a
         where t.typtype OPERATOR(pg_catalog.=) 'c' and a.attrelid OPERATOR(pg_catalog.=) t.typrelid
           and a.attnum OPERATOR(pg_catalog.>) 0::pg_catalog.int2 and not a.attisdropped
         order by a.attnum using OPERATOR(pg_catalog.<)
    ) as field_modifiers
from pg_catalog.pg_type as t
where t.oid OPERATOR(pg_catalog.=) any (select r.oid from reached as r)
