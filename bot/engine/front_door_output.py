"""What the bot says in one turn, collected for the front door."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel


class FrontDoorOutput(CollectingOutputChannel):
    """Collects what is said, each message with the name of the response it came from.

    A turn may answer two questions: then each answer is a part.
    """

    def __init__(self) -> None:
        super().__init__()
        self._begun = 0

    @classmethod
    def name(cls) -> str:
        return "front_door"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep the message as one piece; stock channels cut texts at blank lines."""
        said: dict[str, Any] = {"text": message.get("text") or ""}
        if message.get("buttons"):
            said["buttons"] = [{"title": b["title"], "payload": b["payload"]} for b in message["buttons"]]
        if message.get("custom"):
            said["custom"] = message["custom"]
        said["metadata"] = {"utter_action": message.get("utter_action")}
        self.messages.append(said)

    def begin_part(self) -> None:
        """The next question of the turn is answered from here on."""
        self._begun = len(self.messages)

    def end_part(self) -> bool:
        """Was anything said? The buttons of the parts before go: a turn ends with those of its last one."""
        for message in self.messages[: self._begun]:
            message.pop("buttons", None)
        return len(self.messages) > self._begun

    def take_back_part(self) -> None:
        """Drop what was said since: half an answer is worse than an apology."""
        del self.messages[self._begun :]
