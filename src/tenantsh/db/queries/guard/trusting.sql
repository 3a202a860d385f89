-- What asks for a setting by its name: policies, views, and functions that are no triggers.
-- Conditions are looked through as they are stored, bytes as numbers: to have them spelled would wait for locks.
select 'the policy ' || p.polname::pg_catalog.text || ' of ' || c.relname::pg_catalog.text as what
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
where pg_catalog.strpos(
    coalesce(p.polqual::pg_catalog.text, '') || coalesce(p.polwithcheck::pg_catalog.text, ''),
    :bytes::pg_catalog.text
) > 0
union all
select 'the view ' || c.relname::pg_catalog.text
from pg_catalog.pg_rewrite as w
inner join pg_catalog.pg_class as c on w.ev_class = c.oid
where pg_catalog.strpos(w.ev_action::pg_catalog.text, :bytes::pg_catalog.text) > 0
union all
select 'the function ' || p.proname::pg_catalog.text || '()'
from pg_catalog.pg_proc as p
inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
where n.nspname not in ('pg_catalog', 'information_schema')
    and p.prorettype not in (
        'pg_catalog.trigger'::pg_catalog.regtype::pg_catalog.oid,
        'pg_catalog.event_trigger'::pg_catalog.regtype::pg_catalog.oid
    )
    and (
        pg_catalog.strpos(pg_catalog.lower(p.prosrc), :name::pg_catalog.text) > 0
        or pg_catalog.strpos(p.prosqlbody::pg_catalog.text, :bytes::pg_catalog.text) > 0 -- @14+
    )
limit 3
