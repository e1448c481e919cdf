"""Recomputes a risk signature as a gateway in Python would: from what it read off the wire, and the protocol alone.

Reads one OPEN a line, with the shared secret for v2 as the only argument (none: v1); answers each line with
`<the checksum it carries> <the checksum it should carry>`.
"""
import hashlib
import hmac
import json
import sys

secret = sys.argv[1] if len(sys.argv) > 1 else None
TRADE = ("symbol", "type", "volume", "price", "sl", "tp")

for line in sys.stdin:
    message = json.loads(line)
    _, carried, stamp = message["risk_signature"].split(":")
    fields = {name: message[name] for name in TRADE if message.get(name) is not None}
    if secret is None:
        text = json.dumps(fields, sort_keys=True)
        wanted = hashlib.sha256(text.encode()).hexdigest()[:8]
    else:
        text = json.dumps({**fields, "uuid": message["uuid"], "magic": message["magic"], "timestamp": stamp}, sort_keys=True)
        wanted = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    print(carried, wanted)
