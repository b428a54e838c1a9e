"""Messages to chat robots and plain URLs: their form, their signature, their answer.

WeCom, DingTalk, Feishu and Slack each want a body of their own, and answer errors in a
way of their own (often with status 200). A plain URL gets JSON that is signed as
Standard Webhooks (https://www.standardwebhooks.com), for which receivers have libraries.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote_plus

KINDS = ("json", "wecom", "dingtalk", "feishu", "slack")
# How the secret of a plain URL begins, and how many bytes it holds at least and at most
SECRET_PREFIX, SECRET_BYTES = "whsec_", (24, 64)
# Messages are cut, because a robot refuses long ones altogether.
TEXT_BYTES = 1900
# What robots answer, with status 200, to somebody who is too fast.
TOO_FAST = {"45009", "130101", "660026", "9499", "11232", "11247"}
# Statuses after which the same request may succeed later.
LATER = {408, 409, 423, 425, 429}


class Request(NamedTuple):
    url: str
    headers: dict
    body: bytes


class Verdict(NamedTuple):
    """What an answer means: done, try again later, or never; and its code."""

    done: bool
    later: bool
    code: str


def new_secret() -> str:
    """A secret for a plain URL, as Standard Webhooks writes it."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def secret_key(secret: str) -> bytes:
    """The bytes that sign, of a secret in the form of Standard Webhooks.

    :param secret: ``whsec_`` and the base64 of 24 to 64 bytes
    :raises ValueError: it has another form
    """
    if not secret.startswith(SECRET_PREFIX):
        raise ValueError("no Standard Webhooks secret")
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    if not SECRET_BYTES[0] <= len(key) <= SECRET_BYTES[1]:
        raise ValueError("too short or too long")
    return key


def signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """Signature of a plain JSON webhook: HMAC-SHA256 over ``id.timestamp.body``.

    The receiver computes the same and compares; an old timestamp is a replay.

    :return: base64 of the signature, after its version
    """
    message = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(secret_key(secret), message, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def dingtalk_signature(secret: str, timestamp: str) -> str:
    """DingTalk's robot: key is the secret, message ``milliseconds\\nsecret``."""
    message = f"{timestamp}\n{secret}".encode()
    digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def feishu_signature(secret: str, timestamp: str) -> str:
    """Feishu's robot: key is ``seconds\\nsecret``, the message is empty."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def build(
    kind: str,
    url: str,
    secret: str | None,
    title: str,
    lines: Sequence[str],
    link: Mapping[str, str] | None,
    payload: Mapping[str, Any],
    now: float | None = None,
) -> Request:
    """The request for one message.

    :param kind: one of :data:`KINDS`
    :param title: what happened, in a few words
    :param lines: more about it, plain text
    :param link: dict with ``url`` and ``label``, or None
    :param payload: JSON-ready dict for a plain URL; ``id`` stays the same however
        often it is sent, so the receiver can tell a repetition
    :param now: seconds since 1970
    :return: :class:`Request`
    """
    now = time.time() if now is None else now
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if kind == "json":
        body = _dump(payload)
        stamp = str(int(now))
        headers |= {
            "Idempotency-Key": payload["id"],
            "X-CEM-Event": payload["event"],
            "webhook-id": payload["id"],
            "webhook-timestamp": stamp,
        }
        if secret:
            headers["webhook-signature"] = signature(secret, payload["id"], stamp, body)
        return Request(url, headers, body)
    if kind == "slack":
        content: dict[str, Any] = {"text": _slack_text(title, lines, link)}
    elif kind == "feishu":
        content = _feishu_content(title, lines, link)
        if secret:
            stamp = str(int(now))
            content |= {"timestamp": stamp, "sign": feishu_signature(secret, stamp)}
    else:
        # Plain text: nothing that a customer wrote can become a link or a call to all.
        text = _cut("\n".join([title, *lines]), TEXT_BYTES - 300)
        if link:
            text += f"\n{link['label']}: {link['url']}"
        content = {"msgtype": "text", "text": {"content": text}}
        if kind == "dingtalk" and secret:
            stamp = str(int(now * 1000))
            sign = quote_plus(dingtalk_signature(secret, stamp))
            url += f"{'&' if '?' in url else '?'}timestamp={stamp}&sign={sign}"
    return Request(url, headers, _dump(content))


def _dump(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _cut(text: str, most: int) -> str:
    data = text.encode()
    if len(data) <= most:
        return text
    return data[:most].decode("utf-8", "ignore") + "…"


def _slack_text(
    title: str, lines: Sequence[str], link: Mapping[str, str] | None
) -> str:
    def plain(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    text = _cut("\n".join(plain(line) for line in lines), TEXT_BYTES)
    parts = [f"*{plain(title).replace('*', '')}*", text]
    if link:
        parts.append(f"<{link['url']}|{plain(link['label'])}>")
    return "\n".join(part for part in parts if part)


def _feishu_content(
    title: str, lines: Sequence[str], link: Mapping[str, str] | None
) -> dict[str, Any]:
    paragraphs = [
        [{"tag": "text", "text": _cut(line, TEXT_BYTES // 2)}] for line in lines
    ]
    if link:
        paragraphs.append([{"tag": "a", "text": link["label"], "href": link["url"]}])
    # The language is that of the layout; what is written may be any.
    post = {"zh_cn": {"title": title, "content": paragraphs}}
    return {"msg_type": "post", "content": {"post": post}}


def judge(kind: str, status: int, content: bytes) -> Verdict:
    """What the answer to a message means.

    :return: :class:`Verdict`
    """
    if not 200 <= status < 300:
        return Verdict(False, status in LATER or status >= 500, str(status))
    if kind in ("wecom", "dingtalk", "feishu"):
        try:
            answer = json.loads(content)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            # Not the robot: a portal that stands between, say.
            return Verdict(False, True, str(status))
        names = ("code", "StatusCode") if kind == "feishu" else ("errcode",)
        code = next((answer[name] for name in names if name in answer), 0)
        if str(code) != "0":
            return Verdict(False, str(code) in TOO_FAST, f"{status} / {code}")
    return Verdict(True, False, str(status))


def pause(
    tries: int, draw: float, first: float = 60.0, most: float = 6 * 3600.0
) -> float:
    """Seconds until the next try: doubled each time, half of it drawn by lot.

    The lot keeps many that failed together from coming back together.

    :param tries: how many have failed, from 1
    :param draw: number from 0 to 1
    """
    longest = min(first * 2 ** (tries - 1), most)
    return longest / 2 + draw * longest / 2
