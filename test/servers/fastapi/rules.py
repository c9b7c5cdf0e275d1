"""Who the users of the tests are, and what they may listen to."""

import base64
import json
import re
from typing import Any, Dict, Optional, Set

USERS = {"ada": {"id": 1, "name": "Ada Lovelace"}, "grace": {"id": 2, "name": "Grace Hopper"}}

revoked: Set[str] = set()


def user_of(token: str) -> Optional[Dict[str, Any]]:
    """A token is a name, or a name, a dot and anything; `as.` is followed by whoever it says, `{id, info}` as JSON in base64url."""
    if token in revoked:
        return None
    name, rest = (token.split(".") + [""])[:2]
    if name != "as":
        return USERS.get(name)
    try:
        said = json.loads(base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4)))
        return {"id": said["id"], "info": said.get("info")}
    except (ValueError, KeyError, TypeError):
        return None


def may_use(user: Optional[Dict[str, Any]], channel: str) -> bool:
    """Who may listen to what, as a `channels.py` would say it."""
    match = re.fullmatch(r"(?:private|presence)-(.+)", channel)
    if not match:
        return True
    name = match.group(1)
    if name.startswith("user."):
        return user is not None and name == f"user.{user['id']}"
    return user is not None and not name.startswith("forbidden.")
