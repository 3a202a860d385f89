"""One question, asked of many organizations: each on a connection and in a verified scope of its own.

with ask_each(session.opened.place, session.tenant, [Wanted("42"), Wanted("43")], Inquiry("select …")) as asked:
    for answer in asked:  # in the order of the organizations, as they come
        answer.tenant, answer.result, answer.error
asked.left, asked.stopped  # those that were not asked, and why
"""

from __future__ import annotations

from tenantsh.db.each.inquiry import Answer, Inquiry, Wanted
from tenantsh.db.each.round import Round as ask_each  # noqa: N813 - called, it reads as what it does

__all__ = ["Answer", "Inquiry", "Wanted", "ask_each"]
