-- Whether the seal holds this login, and which backend this is.
select tenantsh.sealed() as sealed, b.backend, b.started
from tenantsh.backend() as b
