"""Column types that several tables share."""

from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Text, Uuid


def tenant() -> Column[Any]:
    """Whose row it is: the first column of every key."""
    return Column("tenant_id", Uuid, primary_key=True)


def moment(name: str) -> Column[Any]:
    """A moment in UTC."""
    return Column(name, DateTime(timezone=True))


def uuid(name: str) -> Column[Any]:
    """A name of a thing."""
    return Column(name, Uuid)


def text(name: str) -> Column[Any]:
    """A text without a limit of its own: the edge limits what it lets in."""
    return Column(name, Text)


def minor_units(name: str) -> Column[Any]:
    """An amount of money."""
    return Column(name, BigInteger)
