/** What a verifier refuses beside a token that is not valid: one whose key was retired, and one that was revoked. */
import { createAttached } from '../../kernel/attached.ts'
import { type AuthError, problem } from '../../problems.ts'
import { notesOf } from '../../tokens/notes.ts'
import type { Claims } from '../../tokens/token.ts'
import { tokenFault } from '../../tokens/token-fault.ts'
import { namedKey } from '../../tokens/token-reader.ts'
import type { TokenParts } from '../token-rules.ts'
import type { RevocationFeed } from './revocation-feed.ts'
import { createTokenMarks, type TokenMarks } from './token-marks.ts'

export interface CheckedToken {
  readonly text: string
  readonly claims: Claims
  readonly parts: TokenParts
}

export interface RevocationCheck {
  /** Throws `token_not_valid`, and `revocations_unavailable` where the issuer would have to be asked. */
  refuse(token: CheckedToken): void
  /** Asks where that is needed. Throws the same. */
  refuseLater(token: CheckedToken): Promise<void>
}

interface Known {
  readonly kid: string | undefined
  readonly marks: TokenMarks
}

export function createRevocationCheck(
  feed: RevocationFeed,
  tokenType: unknown,
  digest: (text: string) => Uint8Array,
): RevocationCheck {
  const marksOf = createTokenMarks(digest)
  const known = createAttached<Known>('revocation marks')
  /** For as long as the token is remembered, its digests are. */
  const lookUp = ({ text, claims, parts }: CheckedToken): Known => {
    const notes = notesOf(claims)
    const found = notes && known.get(notes)
    if (found !== undefined) return found
    const made = { kid: namedKey(text), marks: marksOf(parts) }
    if (notes !== undefined) known.set(notes, made)
    return made
  }
  const refuseRevoked = (marks: TokenMarks, { iat }: Claims) => {
    if (feed.isRevoked(marks, iat)) throw revoked(tokenType)
  }
  return {
    refuse(token) {
      const { kid, marks } = lookUp(token)
      feed.requireFresh()
      if (!feed.acceptsKey(kid)) throw tokenFault('unknown_kid')
      refuseRevoked(marks, token.claims)
    },
    async refuseLater(token) {
      const { kid, marks } = lookUp(token)
      await feed.ensureFresh()
      await requireKey(feed, kid)
      refuseRevoked(marks, token.claims)
    },
  }
}

/** Refuses a token of a key that the issuer does not name: no published set has to be asked for it. */
export async function requireKey(feed: RevocationFeed, kid: string | undefined): Promise<void> {
  if (feed.acceptsKey(kid)) return
  await feed.ensureFresh()
  // It may be newer than what is known.
  if (!feed.acceptsKey(kid)) await feed.askAgain()
  if (!feed.acceptsKey(kid)) throw tokenFault('unknown_kid')
}

const classes: Readonly<Record<string, string>> = { access: 'AccessToken', sliding: 'SlidingToken' }

/** As the issuer itself answers: SimpleJWT's body. */
function revoked(tokenType: unknown): AuthError {
  const type = typeof tokenType === 'string' ? tokenType : 'access'
  const message = {
    token_class: classes[type] ?? 'AccessToken',
    token_type: type,
    message: 'Token is blacklisted',
  }
  const detail = 'Given token not valid for any token type'
  return problem('token_not_valid', {
    body: { detail, code: 'token_not_valid', messages: [message] },
    reason: 'revoked',
  })
}
