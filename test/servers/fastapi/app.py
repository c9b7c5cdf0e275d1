"""
A FastAPI application that broadcasts over a plain web socket, as the FastAPI guide describes it: `?token=` says who it is,
`{"event": "subscribe", "channel": "users"}` subscribes, events are `{event, channel, data}`. It greets nobody, confirms nothing and keeps nothing.
`greeting.py` is its other web socket, which does all of that.
"""

import json
from typing import Any, Dict, List, Optional, Set
from urllib.parse import parse_qs

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response, WebSocket, WebSocketDisconnect
from pydantic import BaseModel

import greeting
from rules import may_use, revoked, user_of

class Broadcast(BaseModel):
    event: str
    data: Any = None
    channels: List[str] = []
    socketId: Optional[str] = None


class Connection:
    def __init__(self, socket: WebSocket, token: str) -> None:
        self.socket = socket
        self.token = token
        self.channels: Set[str] = set()


connections: List[Connection] = []

async def send(connection: Connection, event: str, channel: Optional[str], data: Any) -> None:
    frame = {"event": event, "data": data}
    if channel is not None:
        frame["channel"] = channel
    try:
        await connection.socket.send_text(json.dumps(frame))
    except RuntimeError:
        # It went away meanwhile.
        pass


async def receive(connection: Connection, text: str) -> None:
    try:
        frame = json.loads(text)
        event, channel = frame["event"], frame.get("channel")
    except (ValueError, KeyError, TypeError, AttributeError):
        return await send(connection, "error", None, {"message": "Not a frame."})
    if event == "ping":
        await send(connection, "pong", None, None)
    elif event == "subscribe":
        user = user_of(connection.token)
        if user is not None and may_use(user, channel):
            connection.channels.add(channel)
        else:
            await send(connection, "error", channel, {"message": "Not allowed."})
    elif event == "unsubscribe":
        connection.channels.discard(channel)
    elif event.startswith("client-") and channel in connection.channels:
        for other in list(connections):
            if other is not connection and channel in other.channels:
                await send(other, event, channel, frame.get("data"))


router = APIRouter(prefix="/api/v1/broadcasting")


@router.websocket("/ws")
async def web_socket(socket: WebSocket, token: str = "") -> None:
    # Not accepted: an HTTP 403, of which a browser tells its page nothing but 1006.
    if user_of(token) is None:
        return await socket.close()
    await socket.accept()
    connection = Connection(socket, token)
    connections.append(connection)
    try:
        while True:
            await receive(connection, await socket.receive_text())
    except WebSocketDisconnect:
        pass
    finally:
        connections.remove(connection)


@router.post("/auth")
async def authorize(request: Request) -> Dict[str, str]:
    body = (await request.body()).decode()
    is_json = "json" in request.headers.get("content-type", "")
    fields = json.loads(body) if is_json else {name: values[0] for name, values in parse_qs(body).items()}
    user = user_of(request.headers.get("authorization", "").replace("Bearer ", "", 1))
    if user is None:
        raise HTTPException(401, "Unauthenticated.")
    if not may_use(user, fields.get("channel_name", "")):
        raise HTTPException(403, "Not allowed.")
    return {"auth": f"user {user['id']}"}


@router.post("/events")
async def broadcast(broadcast: Broadcast) -> Dict[str, bool]:
    """What `broadcast().channel(…).broadcast(…)` does, for tests; without channels it goes to everybody."""
    for channel in broadcast.channels or [None]:
        for connection in list(connections):
            if channel is None or channel in connection.channels:
                await send(connection, broadcast.event, channel, broadcast.data)
    await greeting.publish(broadcast.channels, broadcast.event, broadcast.data, broadcast.socketId)
    return {"sent": True}


@router.get("/channels")
async def channels(token: str) -> List[str]:
    """What somebody is subscribed to, for tests: nothing on the web socket says so."""
    return sorted(channel for one in connections if one.token == token for channel in one.channels)


@router.delete("/tokens/{token}")
async def revoke(token: str, code: Optional[int] = None) -> Response:
    """From now on the token is nobody's; with a code, its connections are closed with that."""
    revoked.add(token)
    if code is not None:
        for connection in [one for one in connections if one.token == token]:
            await connection.socket.close(code)
    return Response(status_code=204)


app = FastAPI(openapi_url=None)
app.include_router(router)
app.include_router(greeting.router)
