-- Whether the seal holds this login.
select tenantsh.sealed() as sealed
