BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL client_min_messages = warning;
SET LOCAL search_path = pg_catalog, pg_temp;
@before@DROP POLICY IF EXISTS tenantsh_seal ON @table@;
CREATE POLICY tenantsh_seal ON @table@ AS RESTRICTIVE
    USING ((SELECT NOT tenantsh.sealed()) OR @column@ = ANY (@rows@));
COMMIT;
