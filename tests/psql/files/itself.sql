\i itself.sql
