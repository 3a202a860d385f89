-- What this role may use by name and what could change the context then, or runs a text: by what is written there.
with recursive
written as materialized (
    select
        p.oid,
        p.proname::pg_catalog.text collate pg_catalog."default" as proname,
        case
            when exists (
                select from pg_catalog.unnest(p.proconfig) as c (said)
                where pg_catalog.lower(pg_catalog.split_part(c.said, '=', 1)) = any (:kept::pg_catalog.text[])
            ) then 'set_config in its SET clause '
            else ''
        end
            || pg_catalog.regexp_replace(
                pg_catalog.lower(
                    p.prosrc
                    || coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), '') -- @14+
                ),
                :harmless::pg_catalog.text, '', 'g'
            ) as body
    from pg_catalog.pg_proc as p
    inner join pg_catalog.pg_language as l on p.prolang = l.oid
    inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
    where l.lanname <> 'c' and n.nspname not in ('pg_catalog', 'information_schema')
),
reaching as (
    select
        w.oid,
        w.proname,
        w.body ~ :switching::pg_catalog.text as switches,
        case when w.body ~ :switching::pg_catalog.text then 'it may set what tells whose rows are seen'
            else 'it runs SQL that is put together as it runs' end as how
    from written as w
    where w.body ~ :switching::pg_catalog.text or w.body ~ :running::pg_catalog.text
    union
    select w.oid, w.proname, r.switches, 'it calls ' || r.proname || '()' as how
    from reaching as r
    inner join written as w
        on w.oid <> r.oid
        and pg_catalog.strpos(w.body, pg_catalog.lower(r.proname::pg_catalog.text)) > 0
        and w.body ~ (
            '\m' || pg_catalog.regexp_replace(pg_catalog.lower(r.proname::pg_catalog.text), '(\W)', '\\\1', 'g')
            || '"?\s*\('
        )
),
calling as (
    select r.oid, pg_catalog.bool_or(r.switches) as switches, pg_catalog.min(r.how) as how
    from reaching as r
    group by r.oid
),
aggregates as (
    select a.aggfnoid::pg_catalog.oid as oid, c.switches, c.how
    from pg_catalog.pg_aggregate as a
    inner join calling as c on c.oid in (
        a.aggtransfn::pg_catalog.oid, a.aggfinalfn::pg_catalog.oid, a.aggcombinefn::pg_catalog.oid,
        a.aggmtransfn::pg_catalog.oid, a.aggmfinalfn::pg_catalog.oid
    )
),
used as (
    select * from calling
    union all
    select * from aggregates
),
views as (
    select w.ev_class as oid, u.switches, u.how
    from used as u
    inner join pg_catalog.pg_depend as d
        on d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid and u.oid = d.refobjid
        and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
    inner join pg_catalog.pg_rewrite as w on d.objid = w.oid
    union
    select w.ev_class, v.switches, v.how
    from views as v
    inner join pg_catalog.pg_depend as d
        on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid and v.oid = d.refobjid
        and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
    inner join pg_catalog.pg_rewrite as w on d.objid = w.oid and w.ev_class <> v.oid
),
-- by themselves: else the server reads all functions that there are, and asks for the privileges of each
found as materialized (
    select p.oid, p.proname, p.pronamespace, p.pronargs, p.proargtypes, u.switches, u.how
    from used as u
    inner join pg_catalog.pg_proc as p on u.oid = p.oid
    where p.oid = any (array(select w.oid from used as w))
        and p.prorettype not in (
            'pg_catalog.trigger'::pg_catalog.regtype::pg_catalog.oid,
            'pg_catalog.event_trigger'::pg_catalog.regtype::pg_catalog.oid
        )
)
select
    'function'::pg_catalog.text as kind,
    p.proname::pg_catalog.text as name,
    p.pronargs = 1 and exists (
        select from pg_catalog.pg_type as t where t.oid = p.proargtypes[0] and t.typtype in ('c', 'd')
    ) as attribute,
    p.switches,
    p.how
from found as p
where pg_catalog.has_function_privilege(p.oid, 'execute')
    and pg_catalog.has_schema_privilege(p.pronamespace, 'usage')
union all
select 'operator', o.oprname::pg_catalog.text, false, u.switches, u.how
from used as u
inner join pg_catalog.pg_operator as o on u.oid = o.oprcode::pg_catalog.oid
union all
select 'relation', c.relname::pg_catalog.text, false, v.switches, v.how
from views as v
inner join pg_catalog.pg_class as c on v.oid = c.oid
where c.relkind = 'v'
order by 1, 2
