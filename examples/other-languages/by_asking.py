"""Asks the issuer what a token is worth now (RFC 7662), with the standard library alone.

by_asking.py ISSUER NAME TOKEN, and the secret in the environment as SERVICE_SECRET
"""
import json
import os
import sys
from base64 import b64encode
from urllib.parse import quote_plus, urlencode
from urllib.request import Request, urlopen

issuer, name, token = sys.argv[1:]
with urlopen(f"{issuer}/.well-known/oauth-authorization-server") as answer:
    metadata = json.load(answer)

credentials = f"{quote_plus(name)}:{quote_plus(os.environ['SERVICE_SECRET'])}"
request = Request(
    metadata["introspection_endpoint"],
    data=urlencode({"token": token}).encode(),
    headers={"Authorization": "Basic " + b64encode(credentials.encode()).decode()},
)
with urlopen(request, timeout=5) as answer:
    told = json.load(answer)
if not told["active"]:
    sys.exit("refused")
print(told["sub"], told["username"])
