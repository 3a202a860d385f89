-- The ways past the seal that a login has: what it reaches that no seal holds, and what stands above row security.
-- None for whoever asks about herself and is not sealed: she is to wait for nothing.
with recursive
me as materialized (
    select r.oid
    from pg_catalog.pg_roles as r
    where r.rolname = :login::pg_catalog.name and (r.rolname <> session_user or tenantsh.sealed())
),
become as materialized (
    select r.*
    from pg_catalog.pg_roles as r
    join me on pg_catalog.pg_has_role(me.oid, r.oid, 'member')
),
schemas as materialized (
    select
        n.oid,
        n.nspname,
        exists (
            select from become as b where pg_catalog.has_schema_privilege(b.oid, n.oid, 'usage')
        ) as open
    from pg_catalog.pg_namespace as n
    where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'tenantsh') and n.nspname !~ '^pg_temp_'
),
shared as materialized (
    select s.relation::pg_catalog.oid as oid from tenantsh.shared as s
),
-- as the server writes an expression when no schema is in the path, without blanks and parentheses
written as materialized (
    select
        p.polrelid,
        pg_catalog.translate(pg_catalog.pg_get_expr(p.polqual, p.polrelid), E'() \t\n\r', '') as condition
    from pg_catalog.pg_policy as p
    join pg_catalog.pg_class as c on c.oid = p.polrelid
    where exists (select from me)
        and c.relrowsecurity
        and not p.polpermissive
        and p.polcmd = '*'
        and p.polroles operator(pg_catalog.=) '{0}'::pg_catalog.oid[]
        and p.polwithcheck is null
),
-- the server compares varchar as text, and a domain as its base type
tenant as materialized (
    select pg_catalog.regexp_replace(
        pg_catalog.regexp_replace(pg_catalog.quote_ident(:tenant_column::pg_catalog.text), '[\s()]', '', 'g'),
        '([^a-zA-Z0-9_])', '\\\1', 'g'
    ) || '(::(text|uuid|numeric|bigint|integer|smallint|bpchar))?'
        || '=ANYARRAY\[SELECTtenantsh\.org(::[a-z0-9_.]+)*ASorg\](::(text|uuid|bpchar)\[\])*$' as condition
),
seals as materialized (
    select distinct w.polrelid as oid
    from written as w, tenant as t
    where w.condition ~ ('^SELECTNOTtenantsh\.sealedOR' || t.condition)
        or w.condition ~ (
            '^SELECTNOTtenantsh\.sealedOR[^=]+=ANYARRAYSELECT([^=]+)\.[^=]+FROM[^=]+WHERE\1\.' || t.condition
        )
),
relations as materialized (
    select
        c.oid,
        c.relkind,
        c.relowner,
        c.relforcerowsecurity as forced,
        c.relhasrules as ruled,
        pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as name,
        n.open,
        c.oid in (select s.oid from seals as s) as sealed,
        c.oid in (select s.oid from shared as s) as shared,
        coalesce((
            select o.option_value::pg_catalog.bool
            from pg_catalog.pg_options_to_table(c.reloptions) as o
            where o.option_name = 'security_invoker'
        ), false) as invoker
    from pg_catalog.pg_class as c
    join schemas as n on n.oid = c.relnamespace
    where exists (select from me) and c.relkind in ('r', 'p', 'v', 'm', 'f')
),
reached as materialized (
    select r.*
    from relations as r
    where r.open
        and exists (
            select
            from become as b
            where pg_catalog.has_table_privilege(b.oid, r.oid, 'select, insert, update, delete, truncate, trigger')
                or pg_catalog.has_any_column_privilege(b.oid, r.oid, 'select, insert, update')
        )
),
-- a view reads as its owner, unless it says otherwise; one within it then reads as that owner, too; so does what a
-- table's rules do
views as (
    select r.oid as root, r.name, r.relkind = 'v' as is_view, r.oid as view, r.relowner as acting
    from reached as r
    where (r.relkind = 'v' and not r.invoker or r.relkind in ('r', 'p') and r.ruled) and not r.shared
    union
    select v.root, v.name, v.is_view, w.oid, case when w.invoker then v.acting else w.relowner end
    from views as v
    join pg_catalog.pg_rewrite as rule on rule.ev_class = v.view
    join pg_catalog.pg_depend as d
        on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
        and d.objid = rule.oid
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
    join relations as w on w.oid = d.refobjid and w.relkind = 'v' and w.oid <> v.view
),
read as materialized (
    select distinct v.name as view, v.is_view, v.acting, r.*
    from views as v
    join pg_catalog.pg_rewrite as rule on rule.ev_class = v.view
    join pg_catalog.pg_depend as d
        on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
        and d.objid = rule.oid
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
    join relations as r on r.oid = d.refobjid and r.relkind <> 'v' and r.oid <> v.root
),
functions as materialized (
    select p.oid, p.proowner, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname) || '('
        || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' as name
    from pg_catalog.pg_proc as p
    join schemas as n on n.oid = p.pronamespace
    where p.prosecdef
        and (
            n.open
            and p.prorettype not in (
                'pg_catalog.trigger'::pg_catalog.regtype::pg_catalog.oid,
                'pg_catalog.event_trigger'::pg_catalog.regtype::pg_catalog.oid
            )
            and exists (
                select from become as b where pg_catalog.has_function_privilege(b.oid, p.oid, 'execute')
            )
            -- a trigger runs its function, whoever may call that
            or exists (
                select
                from pg_catalog.pg_trigger as t
                join reached as r on r.oid = t.tgrelid
                where t.tgfoid = p.oid and not t.tgisinternal
            )
        )
),
owners as materialized (
    select o.oid, o.rolname, case
        when o.rolsuper or o.rolbypassrls then 'is above row security'
        else (
            select 'reaches ' || r.name
            from relations as r
            where r.relkind <> 'v'
                and not r.shared
                and (not r.sealed or (not r.forced and pg_catalog.pg_has_role(o.oid, r.relowner, 'usage')))
                and (
                    pg_catalog.has_table_privilege(o.oid, r.oid, 'select, insert, update, delete, truncate')
                    or pg_catalog.has_any_column_privilege(o.oid, r.oid, 'select, insert, update')
                )
            order by r.name
            limit 1
        )
    end as past
    from pg_catalog.pg_roles as o
    where o.oid in (select f.proowner from functions as f)
)
select 'no-seal' as "check", r.name as object, r.relkind::pg_catalog.text as about
from reached as r
where r.relkind in ('r', 'p') and not r.sealed and not r.shared
union all
select 'beside-the-table', r.name, r.relkind::pg_catalog.text
from reached as r
where r.relkind in ('m', 'f') and not r.shared
union all
select distinct case when r.is_view then 'view' else 'rule' end, r.view, r.name
from read as r
join pg_catalog.pg_roles as a on a.oid = r.acting
where not r.shared
    and (
        not r.sealed
        or a.rolsuper
        or a.rolbypassrls
        or (not r.forced and pg_catalog.pg_has_role(a.oid, r.relowner, 'usage'))
    )
union all
select 'function', f.name, o.rolname::pg_catalog.text || ' ' || o.past
from functions as f
join owners as o on o.oid = f.proowner
where o.past is not null
union all
select p.what, r.name, ''
from reached as r
cross join (values ('truncate'), ('trigger')) as p (what)
where r.sealed
    and exists (select from become as b where pg_catalog.has_table_privilege(b.oid, r.oid, p.what))
union all
select 'code', pg_catalog.quote_ident(n.nspname), 'create objects in the schema'
from schemas as n
where exists (select from become as b where pg_catalog.has_schema_privilege(b.oid, n.oid, 'create'))
union all
select 'code', pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname), 'replace the function'
from pg_catalog.pg_proc as p
join schemas as n on n.oid = p.pronamespace
join become as b on b.oid = p.proowner
union all
select 'files', p.oid::pg_catalog.regprocedure::pg_catalog.text, ''
from pg_catalog.pg_proc as p
where p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace::pg_catalog.oid
    and p.proname in ('pg_read_file', 'pg_read_binary_file', 'lo_import', 'lo_export')
    and exists (select from become as b where pg_catalog.has_function_privilege(b.oid, p.oid, 'execute'))
union all
select 'owner', r.name, b.rolname::pg_catalog.text
from relations as r
join become as b on b.oid = r.relowner
where r.sealed
union all
select 'role', pg_catalog.quote_ident(b.rolname), a.what
from become as b
cross join lateral (
    values
        (b.rolsuper, 'superuser'),
        (b.rolbypassrls, 'BYPASSRLS'),
        (b.rolreplication, 'REPLICATION'),
        (b.rolcreaterole, 'CREATEROLE'), -- @-15
        (b.rolname in ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program'), 'server files')
) as a (has, what)
where a.has
union all
select 'owner', 'tenantsh.' || pg_catalog.quote_ident(c.relname), ''
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace and n.nspname = 'tenantsh'
where c.relkind = 'r'
    and exists (
        select
        from become as b
        where b.oid in (c.relowner, n.nspowner)
            or pg_catalog.has_any_column_privilege(b.oid, c.oid, 'insert, update')
            or pg_catalog.has_table_privilege(b.oid, c.oid, 'insert, update, delete, truncate, trigger')
            or (c.relname <> 'shared' and pg_catalog.has_any_column_privilege(b.oid, c.oid, 'select'))
    )
union all
select 'broken', p.oid::pg_catalog.regprocedure::pg_catalog.text, ''
from pg_catalog.pg_proc as p
join pg_catalog.pg_namespace as n on n.oid = p.pronamespace and n.nspname = 'tenantsh'
where p.proowner <> n.nspowner
    or (p.proname not in ('sealed') and not coalesce(
        p.proconfig operator(pg_catalog.=) '{"search_path=pg_catalog, pg_temp"}'::pg_catalog.text[], false
    ))
    or (p.proname in ('org', 'open', 'backend', 'token', 'open_standby') and not p.prosecdef)
    or (p.proname in ('signed', 'opened', 'note') and exists (
        select from become as b where pg_catalog.has_function_privilege(b.oid, p.oid, 'execute')
    ))
order by 1, 2, 3
limit 200
