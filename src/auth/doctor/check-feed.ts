/** Whether services that follow the revocation feed hear what its operator expects of it. */
import type { Settings } from '../../settings/settings.ts'
import { type Finding, reporter } from './finding.ts'

const { advice } = reporter('revocation feed')

export function checkFeed(settings: Settings): readonly Finding[] {
  const { revocationFeedTokens, revokeAccessTokens, userIdField, algorithm, keyId, jwkUrl, keyRotation } = settings
  if (revocationFeedTokens === undefined) return []
  const isUnnamed =
    jwkUrl === undefined && keyRotation === undefined && !algorithm.startsWith('HS') && keyId === undefined
  return [
    ...(revokeAccessTokens
      ? []
      : [
          advice(
            'Services follow the revocations, and there are none: a logout leaves access tokens valid.',
            'Set revokeAccessTokens to true, here and so there.',
          ),
        ]),
    ...(isUnnamed
      ? [
          advice(
            'The published key has no kid, so services cannot fetch it, and the feed cannot name it.',
            'Set keyId.',
          ),
        ]
      : []),
    ...(userIdField === 'id'
      ? []
      : [
          advice(
            `Tokens name users by ${userIdField}: services do not hear of the end of other issuers' tokens without a session.`,
            "Set userIdField to 'id' once no service needs the name.",
          ),
        ]),
  ]
}
