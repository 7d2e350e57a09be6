"""Which engine has a conversation: always the same one while it is up."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Collection, Sequence

from bot.web.engine import EngineAnswer, EngineClient, EngineFailed


class Engines:
    """Several engines that look like one.

    Each conversation ranks the engines by a hash of both names (rendezvous hashing) and belongs to the first
    one. Where nobody listens there, nothing was sent, and the next one takes the message: the database tells
    it where the talk stands, and tells the first one later that it went on elsewhere.
    """

    def __init__(self, urls: Sequence[str], secret: str) -> None:
        self.clients = {url: EngineClient(url, secret) for url in urls}

    async def ask(self, conversation_id: str, text: str, channel: str, source: str) -> EngineAnswer:
        """The answer of the engine that has this conversation; raises `EngineFailed`."""
        *others, last = self.ranking(conversation_id)
        for url in others:
            try:
                return await self.clients[url].ask(conversation_id, text, channel, source)
            except EngineFailed as failed:
                if failed.was_sent:
                    raise
        return await self.clients[last].ask(conversation_id, text, channel, source)

    def ranking(self, conversation_id: str) -> list[str]:
        """The addresses of the engines, the one that has this conversation first."""

        def weight(url: str) -> bytes:
            return hashlib.sha256(f"{url} {conversation_id}".encode(errors="surrogatepass")).digest()

        return sorted(self.clients, key=weight)

    async def forget(self, conversations: Collection[str]) -> None:
        """Whichever had one of these lets go of it; raises `EngineFailed`."""
        for client in self.clients.values():
            await client.forget(conversations)

    async def is_ready(self) -> bool:
        """Are all of them ready?"""
        return all(await asyncio.gather(*(client.is_ready() for client in self.clients.values())))

    async def close(self) -> None:
        """Let go of the connections."""
        for client in self.clients.values():
            await client.close()
