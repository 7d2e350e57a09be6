"""Whose is it? The same question for every table that keeps an address."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func

from bot.logic.codes import normalised


def is_address(column: Any, address: str) -> ColumnElement[bool]:
    """The column holds this address, in capitals or not."""
    same: ColumnElement[bool] = func.lower(column) == normalised(address)
    return same
