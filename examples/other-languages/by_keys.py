"""Verifies an access token with the keys that the issuer publishes. Needs PyJWT and cryptography.

by_keys.py ISSUER JWKS_URL AUDIENCE TOKEN
"""
import sys

import jwt

issuer, jwks_url, audience, token = sys.argv[1:]
# Keeps the set, and fetches it again when a token names a key that it does not know. Make it once, not at each request.
keys = jwt.PyJWKClient(jwks_url)

try:
    claims = jwt.decode(
        token,
        keys.get_signing_key_from_jwt(token).key,
        algorithms=["ES256"],
        issuer=issuer,
        audience=audience,
        options={"require": ["exp", "iat", "iss", "aud"]},
    )
except (jwt.PyJWTError, jwt.PyJWKClientError) as error:
    sys.exit(f"refused: {type(error).__name__}")
# Without this a refresh token would be as good.
if claims.get("token_type") != "access":
    sys.exit("refused: not an access token")
print(claims["user_id"])
