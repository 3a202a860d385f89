-- Operators that somebody has planted for the types of the catalogs: better than PostgreSQL's own where those only fit
-- by a cast, and in `evil` exactly like its own. Nobody may use any of them, so that a question that would is told so.
CREATE SCHEMA evil;
GRANT USAGE ON SCHEMA evil TO public;
SET search_path = pg_catalog;
DO $planting$
DECLARE
    types CONSTANT text[] := '{oid,smallint,integer,bigint,text,name,"\"char\"",oid[],text[],name[],"\"char\"[]",
        aclitem[],smallint[],int2vector,oidvector,regclass,regtype,regproc,regnamespace}';
    l text;
    r text;
    o text;
    meets text;
    makes text;
    exact boolean;
BEGIN
    FOREACH l IN ARRAY types LOOP
        FOREACH r IN ARRAY types LOOP
            meets := format('evil.%I', l || ' meets ' || r);
            makes := format('evil.%I', l || ' makes ' || r);
            EXECUTE format('CREATE FUNCTION %3$s(%1$s, %2$s) RETURNS boolean LANGUAGE internal AS ''booleq'';'
                'CREATE FUNCTION %4$s(%1$s, %2$s) RETURNS %1$s LANGUAGE internal AS ''booleq'';'
                'REVOKE ALL ON FUNCTION %3$s, %4$s FROM public', l, r, meets, makes);
            FOREACH o IN ARRAY '{=,<>,<,>,~,~~,&&,||,+,-,&}'::text[] LOOP
                exact := EXISTS (SELECT FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace
                    AND (oprname, oprleft, oprright) = (o, l::regtype, r::regtype));
                EXECUTE format('CREATE OPERATOR %s.%s (FUNCTION = %s, LEFTARG = %s, RIGHTARG = %s)',
                    CASE WHEN exact THEN 'evil' ELSE 'public' END, o,
                    CASE WHEN o IN ('||', '+', '-', '&') THEN makes ELSE meets END, l, r);
            END LOOP;
        END LOOP;
    END LOOP;
END
$planting$;
