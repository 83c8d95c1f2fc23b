/** The refusals of services that ask about tokens, for the page of error codes: see problem-guide.ts. */
export const ofServices = {
  invalid_client: {
    happened: 'The service was not recognized.',
    cause:
      'Its name or secret is wrong or missing, or the halves of `Authorization: Basic` are not encoded as form values.',
    help: 'Compare them with [`serviceClients`](settings.md#serviceclients): `curl -u orders:SECRET`.',
  },
  invalid_request: {
    happened: 'The question was not understood.',
    cause: 'The member `token` is missing or empty, or the secret came in the header and in the body.',
    help: 'Send `token=...` as a form, and the secret once: see [Services of other languages](../guides/services.md).',
  },
  unsupported_token_type: {
    happened: 'A token was not revoked.',
    cause:
      '[`revokeAccessTokens`](settings.md#revokeaccesstokens) is off, as in SimpleJWT: access tokens live to their end. Or another issuer signed the token, and it has no `jti`.',
    help: 'Revoke the refresh token, or switch the setting on. Without a `jti` only the end of all sessions of its user reaches a token.',
  },
} as const
