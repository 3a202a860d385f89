"""What a look around without a tenant gives: organizations, people, and relations that are open to all."""

from __future__ import annotations

from dataclasses import dataclass

from tenantsh.db.query import Query, Told


@dataclass(frozen=True, slots=True)
class Organization(Told):
    """An organization as the login may look it up."""

    org: str
    name: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class Membership(Told):
    """A person in an organization, with the database role that she has there."""

    user_id: str
    email: str
    role: str
    org: str
    org_name: str


@dataclass(frozen=True, slots=True)
class OpenRelation:
    """A relation with the tenant's column that this role may read without row security."""

    relation: str


@dataclass(frozen=True, slots=True)
class Unread:
    """Whether nothing in this database reads what the context says of the organization."""

    unread: bool


UNREAD = Query("unread", Unread)
OPEN_RELATIONS = Query("open_relations", OpenRelation)
