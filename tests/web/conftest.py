"""What the tests of the front door share."""

from __future__ import annotations

import pytest

from tests.web.doors import TOKEN, empty_database, open_door, seeded_database
from tests.web.plain_forms import Visitor


@pytest.fixture(scope="session")
def database_file(tmp_path_factory):
    return empty_database(tmp_path_factory.mktemp("database"))


@pytest.fixture
async def door(database_file, tmp_path):
    async with open_door(database_file, tmp_path) as opened:
        yield opened


@pytest.fixture
def bearer():
    return {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
async def client(door, aiohttp_client):
    return await aiohttp_client(door.app)


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory):
    return seeded_database(tmp_path_factory.mktemp("seeded"))


@pytest.fixture
async def seeded_door(seeded_file, tmp_path):
    """A front door that knows the partnerships."""
    async with open_door(seeded_file, tmp_path) as opened:
        yield opened


@pytest.fixture
async def visitor(seeded_door, aiohttp_client):
    """Somebody without JavaScript."""
    return Visitor(await aiohttp_client(seeded_door.app))
