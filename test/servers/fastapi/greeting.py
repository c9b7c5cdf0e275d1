"""
The same application with a web socket that greets: it confirms and refuses, knows who is in a channel, acknowledges what it is sent,
keeps events and says what was missed. `PROTOCOL.md`, "A server that greets", is all that it was written from.
"""

import json
import random
from collections import OrderedDict
from typing import Any, Dict, List, Optional

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from rules import may_use, user_of

KEPT = 1000
PAGE = 100
MAX_BYTES = 10_000

router = APIRouter(prefix="/api/v1/broadcasting")


class Stream:
    """The events of one channel, numbered."""

    def __init__(self) -> None:
        self.epoch = "%x" % random.getrandbits(64)
        self.head = 0
        self.events: List[Dict[str, Any]] = []

    def append(self, event: str, data: Any, sender: Optional[str]) -> str:
        self.head += 1
        self.events.append({"seq": self.head, "event": event, "data": data, "sender": sender})
        del self.events[:-KEPT]
        return f"{self.epoch}:{self.head}"

    def page(self, epoch: Optional[str], after: Optional[int], sockets: List[str]) -> Dict[str, Any]:
        oldest = self.events[0]["seq"] if self.events else self.head + 1
        after = self.head if epoch is None else after if epoch == self.epoch else 0
        missed = [one for one in self.events if one["seq"] > after]
        events = [
            {"seq": one["seq"], "skip": True}
            if one["sender"] in sockets
            else {"seq": one["seq"], "event": one["event"], "data": one["data"]}
            for one in missed[:PAGE]
        ]
        more = len(missed) > PAGE
        return {"epoch": self.epoch, "head": self.head, "oldest": oldest, "more": more, "events": events}


class Connection:
    def __init__(self, socket: WebSocket, token: str) -> None:
        self.socket = socket
        self.user = user_of(token) or {}
        self.id = "%d.%d" % (random.getrandbits(30), random.getrandbits(30))
        self.channels: List[str] = []

    async def say(self, event: str, **fields: Any) -> None:
        try:
            await self.socket.send_text(json.dumps({"event": event, **fields}))
        except RuntimeError:
            # It went away meanwhile.
            pass


connections: List[Connection] = []
streams: Dict[str, Stream] = {}
done: "OrderedDict[str, None]" = OrderedDict()


def on(channel: str) -> List[Connection]:
    return [one for one in connections if channel in one.channels]


def member(connection: Connection) -> Dict[str, Any]:
    user = connection.user
    return {"id": str(user["id"]), "info": user["info"] if "info" in user else user}


async def publish(channels: List[str], event: str, data: Any, sender: Optional[str]) -> None:
    for channel in channels:
        cursor = streams.setdefault(channel, Stream()).append(event, data, sender)
        for connection in on(channel):
            if connection.id == sender:
                await connection.say("skip", channel=channel, cursor=cursor)
            else:
                await connection.say(event, channel=channel, data=data, cursor=cursor)


async def subscribe(connection: Connection, frame: Dict[str, Any]) -> None:
    channel = str(frame["channel"])
    if not may_use(connection.user, channel):
        return await connection.say("error", channel=channel, code=403, message="Not allowed.")
    answer: Dict[str, Any] = {}
    if channel.startswith("presence-"):
        me = member(connection)
        if me["id"] not in {member(one)["id"] for one in on(channel)}:
            for other in on(channel):
                await other.say("joined", channel=channel, **me)
        there = {one["id"]: one for one in [member(other) for other in on(channel)] + [me]}
        answer = {"members": list(there.values()), "me": me["id"]}
    epoch, _, after = str(frame.get("since", "")).rpartition(":")
    page = streams.setdefault(channel, Stream()).page(epoch or None, int(after or 0), [])
    if channel not in connection.channels:
        connection.channels.append(channel)
    await connection.say("subscribed", channel=channel, history=page, **answer)


async def leave(connection: Connection, channel: str) -> None:
    if channel not in connection.channels:
        return
    connection.channels.remove(channel)
    if channel.startswith("presence-"):
        me = member(connection)["id"]
        if me not in {member(one)["id"] for one in on(channel)}:
            for other in on(channel):
                await other.say("left", channel=channel, id=me)


async def whisper(connection: Connection, frame: Dict[str, Any]) -> None:
    id, channel = frame.get("id"), frame["channel"]
    if channel not in connection.channels:
        return await connection.say("error", id=id, code=4009, message="Not on that channel.")
    if id is None or id not in done:
        vouched = {"userId": str(connection.user["id"])} if channel.startswith("presence-") else {}
        for other in on(channel):
            if other is not connection:
                await other.say(frame["event"], channel=channel, data=frame.get("data"), **vouched)
    if id is not None:
        done[id] = None
        if len(done) > 10_000:
            done.popitem(last=False)
        await connection.say("ack", id=id)


async def history(connection: Connection, frame: Dict[str, Any]) -> None:
    answers: Dict[str, Any] = {}
    for one in frame["channels"]:
        name = one["name"]
        allowed = may_use(connection.user, name)
        stream = streams.setdefault(name, Stream())
        answers[name] = (
            stream.page(one.get("epoch"), one.get("after", 0), frame.get("sockets", []))
            if allowed
            else {"error": {"status": 403, "message": "Not allowed."}}
        )
    await connection.say("history", id=frame["id"], channels=answers)


async def receive(connection: Connection, text: str) -> None:
    try:
        frame = json.loads(text)
        event = frame["event"]
        if event == "ping":
            await connection.say("pong")
        elif event == "subscribe":
            await subscribe(connection, frame)
        elif event == "unsubscribe":
            await leave(connection, frame["channel"])
        elif event == "history":
            await history(connection, frame)
        elif event.startswith("client-"):
            await whisper(connection, frame)
    except (ValueError, KeyError, TypeError, AttributeError):
        await connection.say("error", code=4200, message="Invalid message format")


@router.websocket("/greeting")
async def web_socket(socket: WebSocket, token: str = "") -> None:
    if user_of(token) is None:
        return await socket.close()
    await socket.accept()
    connection = Connection(socket, token)
    connections.append(connection)
    welcome = {"socketId": connection.id, "activityTimeoutMs": 30_000, "maxFrameBytes": MAX_BYTES}
    await connection.say("welcome", protocol=1, acks=True, history=True, **welcome)
    try:
        while True:
            await receive(connection, await socket.receive_text())
    except WebSocketDisconnect:
        pass
    finally:
        connections.remove(connection)
        for channel in list(connection.channels):
            await leave(connection, channel)


@router.post("/bye")
async def bye(retry_after_ms: int, final: bool = False, refresh: bool = False) -> Dict[str, int]:
    """Says goodbye to everybody, for tests."""
    for connection in list(connections):
        await connection.say("bye", message="restarting", retryAfterMs=retry_after_ms, final=final, refresh=refresh)
    return {"told": len(connections)}
