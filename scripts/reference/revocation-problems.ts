/** The refusals of the revocation feed, for the page of error codes: see problem-guide.ts. */

export const ofRevocations = {
  revocations_unavailable: {
    happened:
      'Only from `latchkey/verify` with `revocations`: it has not heard from the issuer for longer than its allowance, so the token may be revoked or valid.',
    cause: 'The issuer is down, cannot reach its database, or refuses the secret of the service.',
    help: 'Try again after `Retry-After`. The event `revocations.unavailable` says what the issuer did.',
  },
  too_many_verifiers: {
    happened: 'As many services as may wait for revocations at this process do.',
    cause:
      'More services than [`revocationFeedConnections`](settings.md#revocationfeedconnections), or answers that a proxy keeps open for services that are gone.',
    help: 'Raise the setting, or start another process. A verifier tries again by itself.',
  },
} as const
