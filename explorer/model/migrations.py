"""Older session files, step by step made into today's: schema number → what makes the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from explorer.model.document import SCHEMA
from explorer.model.errors import SessionError

__all__ = ["MIGRATIONS", "Migration", "migrated"]

Migration: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]


def _with_studies(fields: dict[str, Any]) -> dict[str, Any]:
    """Schema 2 adds the panels' settings and three layers, all of which have defaults."""
    return fields


def _with_learning(fields: dict[str, Any]) -> dict[str, Any]:
    """Schema 3 adds data, model and network, all of which have defaults."""
    return fields


# A later schema adds, for each older one, the function from its fields to the next one's.
MIGRATIONS: dict[int, Migration] = {1: _with_studies, 2: _with_learning}


def migrated(
    fields: dict[str, Any],
    schema: int,
    migrations: Mapping[int, Migration] = MIGRATIONS,
    current: int = SCHEMA,
) -> dict[str, Any]:
    """The document's plain fields as schema ``current`` spells them; ``fields`` is left as it is.

    Raises:
        SessionError: the schema is newer than this program, or too old for it.
    """
    if schema > current:
        raise SessionError(
            f"it was saved by a newer Gradient Explorer (schema {schema}, this one reads up to {current});"
            " update the program"
        )
    for number in range(max(schema, -1), current):
        if number not in migrations:
            raise SessionError(f"it was saved in schema {schema}, which this version can no longer read")
        fields = migrations[number](dict(fields))
    return fields
