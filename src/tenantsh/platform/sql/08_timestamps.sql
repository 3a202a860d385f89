-- created_at never changes and updated_at moves with every modification, whatever the caller writes.

SET LOCAL ROLE platform_owner;
SET LOCAL search_path TO public;

CREATE FUNCTION platform.keep_timestamps() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    NEW.created_at := OLD.created_at;
    -- now() stands still within a transaction; two modifications in one must still differ
    NEW.updated_at := greatest(clock_timestamp(), OLD.updated_at + interval '1 microsecond');
    RETURN NEW;
END
$$;

CREATE TRIGGER keep_timestamps BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION platform.keep_timestamps();
CREATE TRIGGER keep_timestamps BEFORE UPDATE ON organizations
    FOR EACH ROW EXECUTE FUNCTION platform.keep_timestamps();
CREATE TRIGGER keep_timestamps BEFORE UPDATE ON org_members
    FOR EACH ROW EXECUTE FUNCTION platform.keep_timestamps();
CREATE TRIGGER keep_timestamps BEFORE UPDATE ON sessions
    FOR EACH ROW EXECUTE FUNCTION platform.keep_timestamps();
CREATE TRIGGER keep_timestamps BEFORE UPDATE ON resources
    FOR EACH ROW EXECUTE FUNCTION platform.keep_timestamps();
CREATE TRIGGER keep_timestamps BEFORE UPDATE ON resource_metadata
    FOR EACH ROW EXECUTE FUNCTION platform.keep_timestamps();
CREATE TRIGGER keep_timestamps BEFORE UPDATE ON billing_accounts
    FOR EACH ROW EXECUTE FUNCTION platform.keep_timestamps();
CREATE TRIGGER keep_timestamps BEFORE UPDATE ON events
    FOR EACH ROW EXECUTE FUNCTION platform.keep_timestamps();
CREATE TRIGGER keep_timestamps BEFORE UPDATE ON audit_logs
    FOR EACH ROW EXECUTE FUNCTION platform.keep_timestamps();
CREATE TRIGGER keep_timestamps BEFORE UPDATE ON platform.schema_version
    FOR EACH ROW EXECUTE FUNCTION platform.keep_timestamps();
