/** The refusals of a server that cannot do now what was asked, for the page of error codes: see problem-guide.ts. */
export const ofServers = {
  internal_error: {
    happened: 'The server failed in a way that the code does not foresee.',
    cause: 'A bug, or an exception in code of your application.',
    help: 'Search the log for the `Latchkey-Trace` id: it has the error with its stack.',
  },
  overloaded: {
    happened: 'Too many passwords were waiting to be hashed.',
    cause: 'A burst of logins, or an attack on them.',
    help: 'Try again after `Retry-After`; see [`passwordConcurrency`](settings.md#passwordconcurrency) and [`passwordQueue`](settings.md#passwordqueue).',
  },
  store_unavailable: {
    happened: 'The database did not answer, so nothing was done.',
    cause: 'A full disk, a locked or damaged file, or a schema that is not up to date.',
    help: 'Run `latchkey doctor`.',
  },
  django_unavailable: {
    happened:
      'An account could not be opened, or it is not known whether a token is good. Nothing was lost, and the session goes on.',
    cause:
      'The accounts or tokens are shared with a Django project ([`djangoDatabaseUrl`](settings.md#djangodatabaseurl)), and its database does not answer.',
    help: 'Try again after `Retry-After`. The event `django.away` says what went wrong.',
  },
  keys_unavailable: {
    happened: 'Tokens are verified with published keys, and the publisher did not answer: the token may be valid.',
    cause:
      'The server at [`jwkUrl`](settings.md#jwkurl) is down, hangs, redirects, or answers with something else than a JWK set.',
    help: 'Try again after `Retry-After`. The event `keys.unavailable` says what the publisher did.',
  },
  signer_unavailable: {
    happened:
      'The tokens of the answer could not be signed. No session began, and a refresh token that was sent is still good.',
    cause:
      'The service of the setting [`signer`](settings.md#signer) is down, slow, or signs with another key than [`verifyingKey`](settings.md#verifyingkey) says.',
    help: 'Try again after `Retry-After`. The log has the cause with the request, and `latchkey doctor` asks the service.',
  },
} as const
