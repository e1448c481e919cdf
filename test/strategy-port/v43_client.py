"""A strategy's client of a v4.3 gateway: plain REQ, written from protocol.md alone. It does not know of Holdfast.

    python3 v43_client.py tcp://127.0.0.1:5560

Greets, reads the account, opens a position, finds it, closes it and finds it gone. Any answer that a gateway would not
have given ends it with exit code 1 and the reason. In the end it prints one JSON object with what it was told.
"""
import hashlib
import json
import math
import sys
import uuid
from datetime import datetime, timezone

import zmq

SYMBOL, VOLUME, MAGIC = "EURUSD", 0.1, 202401


def now():
    return datetime.now(timezone.utc).isoformat()


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def text(value):
    return isinstance(value, str)


def time(value):
    datetime.fromisoformat(value)
    return True


def ticket(value):
    return isinstance(value, int) and value > 0


def check(reply, fields, what):
    for name, holds in fields.items():
        if name not in reply:
            sys.exit(f"{what}: no {name} in {reply}")
        try:
            fine = holds(reply[name]) if callable(holds) else reply[name] == holds
        except (ValueError, TypeError):
            fine = False
        if not fine:
            sys.exit(f"{what}: {name} is {reply[name]!r} in {reply}")
    return reply


class Client:
    def __init__(self, endpoint):
        self.socket = zmq.Context.instance().socket(zmq.REQ)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.RCVTIMEO, 10_000)
        self.socket.connect(endpoint)

    def say(self, message):
        self.socket.send_string(message)
        return self.socket.recv_string()

    def ask(self, action, expected, **fields):
        request = {"action": action, "uuid": str(uuid.uuid4()), "timestamp": now(), **fields}
        reply = json.loads(self.say(json.dumps(request)))
        return check(reply, expected if action == "SYNC_ALL" else {"uuid": request["uuid"], **expected}, action)


def signature(order):
    fields = {name: order[name] for name in ("symbol", "type", "volume", "price", "sl", "tp") if order[name] is not None}
    checksum = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:8]
    return f"RISK_PASS:{checksum}:{datetime.now(timezone.utc).strftime('%Y%m%dT%H%M%SZ')}"


ACCOUNT = dict(balance=number, equity=number, margin=number, free_margin=number, margin_level=number, currency=text)
SYNCED = dict(balance=number, equity=number, margin_free=number, margin_used=number, margin_level=number, leverage=number)
SYNCED_ROW = dict(symbol=text, ticket=ticket, volume=number, profit=number, price_current=number, price_open=number, time_open=number)
LISTED_ROW = dict(symbol=text, ticket=ticket, volume=number, profit=number, open_price=number, current_price=number)


def side(row):
    return check(row, dict(type=lambda value: value in ("BUY", "SELL")), "position")


def open_tickets(client):
    listed = client.ask("GET_POSITIONS", dict(status="ok", timestamp=time))["positions"]
    return [side(check(row, LISTED_ROW, "GET_POSITIONS"))["ticket"] for row in listed]


def main():
    client = Client(sys.argv[1])
    greeting = client.say("Hello")
    if greeting != "OK_FROM_MT5" and "INVALID_JSON" not in greeting:
        sys.exit(f"Hello was answered with {greeting}")
    client.ask("PING", dict(status="ok", server_time=time, latency_ms=number))

    truth = client.ask("SYNC_ALL", dict(status="OK", message=text), magic_number=MAGIC)
    check(truth["account"], SYNCED, "SYNC_ALL account")
    for row in truth["positions"]:
        side(check(row, SYNCED_ROW, "SYNC_ALL position"))
    account = client.ask("GET_ACCOUNT", dict(status="ok", timestamp=time, **ACCOUNT))

    order = dict(symbol=SYMBOL, type="BUY", volume=VOLUME, price=0.0, sl=0.0, tp=0.0)
    filled = client.ask(
        "OPEN",
        dict(status="FILLED", ticket=ticket, symbol=SYMBOL, volume=VOLUME, price=number, execution_time=time, latency_ms=number),
        **order, comment="plain client", magic=MAGIC, risk_signature=signature(order))
    opened = filled["ticket"]
    if opened not in open_tickets(client):
        sys.exit(f"position {opened} was FILLED and is not listed")

    closing = dict(status="FILLED", ticket=ticket, close_price=number, execution_time=time, latency_ms=number)
    client.ask("CLOSE", closing, ticket=opened, symbol=SYMBOL, volume=VOLUME)
    if opened in open_tickets(client):
        sys.exit(f"position {opened} was closed and is still listed")

    rejected = dict(status="REJECTED", error_code="INVALID_VOLUME", error_msg=text, timestamp=time)
    client.ask("OPEN", rejected, **{**order, "volume": 0}, comment="", magic=MAGIC, risk_signature=signature(order))
    client.ask("DANCE", dict(status="error", error_code="UNKNOWN_ACTION", error_msg=text, timestamp=time))
    print(json.dumps({"ticket": opened, "price": filled["price"], "balance": account["balance"], "positions": len(truth["positions"])}))


main()
