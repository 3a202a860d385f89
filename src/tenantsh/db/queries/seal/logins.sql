-- Logins by name: whether the seal can hold each, and which logins may become a role; the role counts where it is given.
select
    r.rolname::pg_catalog.text as name,
    array(
        select above.rolname::pg_catalog.text
        from pg_catalog.pg_roles as above
        where (above.rolsuper or above.rolbypassrls) and pg_catalog.pg_has_role(r.oid, above.oid, 'member')
        order by 1
    ) as above
from pg_catalog.pg_roles as r
where r.rolcanlogin
    and (
        r.rolname = any (:logins::pg_catalog.name[])
        or exists (
            select
            from pg_catalog.pg_roles as role
            where role.rolname = :role::pg_catalog.name
                and pg_catalog.pg_has_role(r.oid, role.oid, 'member')
                and not r.rolsuper
                and r.oid <> role.oid
        )
    )
order by 1
