-- A view that reads as the one who asks.
CREATE VIEW mine WITH (security_invoker) AS SELECT i.id, i.n, w.name FROM items i JOIN owners w ON w.id = i.owner WHERE i.n > 2;
GRANT SELECT ON mine TO we_reader, we_admin;
