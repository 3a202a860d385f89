-- What the database writes by itself, as platform_keeper: merged metadata, the audit trail, the end of old sessions.
--
-- The keeper owns no table and bypasses nothing: it has the column privileges and policies of this file and of
-- 10_row_security.sql, and nobody may become it but the owner. Row security is forced on the owner too, so a
-- SECURITY DEFINER function of the owner's would see nothing.

SET LOCAL ROLE platform_owner;
SET LOCAL search_path TO public;

-- Merged metadata -----------------------------------------------------------------------------------------------

GRANT SELECT (resource_id), UPDATE (metadata) ON resources TO platform_keeper;
GRANT SELECT (metadata_id, resource_id, data) ON resource_metadata TO platform_keeper;

CREATE FUNCTION platform.merge_metadata() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        touched := ARRAY(SELECT resource_id FROM new_rows);
    ELSIF TG_OP = 'DELETE' THEN
        touched := ARRAY(SELECT resource_id FROM old_rows);
    ELSE
        touched := ARRAY(SELECT resource_id FROM new_rows UNION SELECT resource_id FROM old_rows);
    END IF;
    -- two statements on purpose: after the lock, the second one's snapshot sees what a concurrent writer committed
    PERFORM FROM public.resources r
     WHERE r.resource_id = ANY (touched) ORDER BY r.resource_id FOR NO KEY UPDATE;
    UPDATE public.resources r
       SET metadata = coalesce((SELECT jsonb_object_agg(pair.key, pair.value ORDER BY m.metadata_id)
                                FROM public.resource_metadata m, jsonb_each(m.data) AS pair (key, value)
                                WHERE m.resource_id = r.resource_id), '{}')
     WHERE r.resource_id = ANY (touched);
    RETURN NULL;
END
$$;

CREATE TRIGGER merge_metadata_on_insert AFTER INSERT ON resource_metadata REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION platform.merge_metadata();
CREATE TRIGGER merge_metadata_on_update AFTER UPDATE ON resource_metadata
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION platform.merge_metadata();
CREATE TRIGGER merge_metadata_on_delete AFTER DELETE ON resource_metadata REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION platform.merge_metadata();

-- The audit trail -----------------------------------------------------------------------------------------------

GRANT INSERT (org_id, actor_id, row_id, action, table_name, actor_role, before, after) ON audit_logs
    TO platform_keeper;
GRANT USAGE ON SEQUENCE audit_logs_audit_id_seq TO platform_keeper;

-- The trigger's argument names the column that identifies a row within its organization.
CREATE FUNCTION platform.audit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    was    jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    is_now jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    action public.audit_action := lower(TG_OP);
BEGIN
    IF TG_OP = 'UPDATE' AND was ->> 'deleted_at' IS NULL AND is_now ->> 'deleted_at' IS NOT NULL THEN
        action := 'soft_delete';
    ELSIF TG_OP = 'UPDATE' AND was ->> 'deleted_at' IS NOT NULL AND is_now ->> 'deleted_at' IS NULL THEN
        action := 'recover';
    END IF;
    INSERT INTO public.audit_logs (org_id, actor_id, row_id, action, table_name, actor_role, before, after)
    VALUES ((coalesce(is_now, was) ->> 'org_id')::bigint,
            platform.current_user_id(),
            (coalesce(is_now, was) ->> TG_ARGV[0])::bigint,
            action,
            TG_TABLE_NAME,
            -- current_user is the keeper in here; the setting still names the role that was assumed
            coalesce(nullif(current_setting('role'), 'none'), session_user),
            was,
            is_now);
    RETURN NULL;
END
$$;

CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON resources
    FOR EACH ROW EXECUTE FUNCTION platform.audit('resource_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON org_members
    FOR EACH ROW EXECUTE FUNCTION platform.audit('user_id');

-- Sessions that are over ----------------------------------------------------------------------------------------

GRANT SELECT (user_id, expires_at), DELETE ON sessions TO platform_keeper;

-- Only an active session keeps its person from being deleted, so the others leave first.
CREATE FUNCTION platform.end_old_sessions() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    DELETE FROM public.sessions s WHERE s.user_id = OLD.user_id AND s.expires_at <= clock_timestamp();
    RETURN OLD;
END
$$;

CREATE TRIGGER end_old_sessions BEFORE DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION platform.end_old_sessions();

-- As the keeper from now on -------------------------------------------------------------------------------------

REVOKE ALL ON FUNCTION platform.merge_metadata(), platform.audit(), platform.end_old_sessions() FROM PUBLIC;
GRANT CREATE ON SCHEMA platform TO platform_keeper;  -- ALTER … OWNER asks for it, at this moment only
ALTER FUNCTION platform.merge_metadata() OWNER TO platform_keeper;
ALTER FUNCTION platform.audit() OWNER TO platform_keeper;
ALTER FUNCTION platform.end_old_sessions() OWNER TO platform_keeper;
REVOKE CREATE ON SCHEMA platform FROM platform_keeper;
