/** Whom tokens are accepted from, and whom they name: what works, and should be a decision. */
import type { Settings } from '../../settings/settings.ts'
import { type Finding, reporter } from './finding.ts'

const { advice } = reporter('tokens')

export function checkTokens({ jwkUrl, issuer, audience, userIdField }: Settings): readonly Finding[] {
  const isPublished = jwkUrl !== undefined
  return [
    ...(isPublished && issuer === undefined
      ? [advice('Tokens of every issuer that signs with the keys of jwkUrl are accepted.', 'Set issuer to its `iss`.')]
      : []),
    ...(isPublished && audience === undefined
      ? [advice('Tokens that jwkUrl signs for other applications open this one.', 'Set audience to your `aud`.')]
      : []),
    ...(userIdField === 'id'
      ? []
      : [
          advice(
            `Tokens of other issuers name users by ${userIdField}, which can change hands.`,
            "Set userIdField to 'id' once no service needs the name.",
          ),
        ]),
  ]
}
