/** What a verifier refuses beside a token that is not valid: one whose key was retired, and one that was revoked. */
import { accountIdClaim } from '../../kernel/account-id-claim.ts'
import { createAttached } from '../../kernel/attached.ts'
import { type AuthError, problem } from '../../problems.ts'
import { notesOf } from '../../tokens/notes.ts'
import type { Claims } from '../../tokens/token.ts'
import { tokenFault } from '../../tokens/token-fault.ts'
import { namedKey } from '../../tokens/token-reader.ts'
import type { TokenParts } from '../token-rules.ts'
import type { RevocationFeed } from './revocation-feed.ts'
import { createTokenMarks, type MarkedToken, readTokenMarks, type TokenMarks } from './token-marks.ts'

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

/** `digest`: SHA-256 of the text as UTF-8. */
export function createRevocationCheck(
  feed: RevocationFeed,
  tokenType: unknown,
  digest: (text: string) => Uint8Array,
): RevocationCheck {
  const marksOf = createTokenMarks(digest)
  const known = createKnown()
  const lookUp = (token: CheckedToken) => known.find(token) ?? known.keep(token, marksOf(markedOf(token)))
  return {
    refuse(token) {
      const { kid, marks } = lookUp(token)
      feed.requireFresh()
      if (!feed.acceptsKey(kid)) throw tokenFault('unknown_kid')
      refuseRevoked(feed, marks, token.claims, tokenType)
    },
    refuseLater: token => refuseLater(feed, lookUp(token), token.claims, tokenType),
  }
}

/** The same, for a runtime whose hash takes its time (WebCrypto). */
export function createWaitingCheck(
  feed: RevocationFeed,
  tokenType: unknown,
  digest: (text: string) => Promise<Uint8Array>,
): Pick<RevocationCheck, 'refuseLater'> {
  const known = createKnown()
  return {
    async refuseLater(token) {
      const found = known.find(token) ?? known.keep(token, await readTokenMarks(digest, markedOf(token)))
      await refuseLater(feed, found, token.claims, tokenType)
    },
  }
}

/** Options in the place of the feed would check nothing. */
export function refuseFeed(maker: string, { isRevoked, ensureFresh }: Partial<RevocationFeed>): void {
  if (typeof isRevoked === 'function' && typeof ensureFresh === 'function') return
  throw new TypeError(`${maker}: revocations is no feed, such as createRevocationFeed({ url, token })`)
}

/** For as long as the token is remembered, its digests are. */
function createKnown() {
  const known = createAttached<Known>('revocation marks')
  return {
    find({ claims }: CheckedToken): Known | undefined {
      const notes = notesOf(claims)
      return notes && known.get(notes)
    },
    keep({ text, claims }: CheckedToken, marks: TokenMarks): Known {
      const made = { kid: namedKey(text), marks }
      const notes = notesOf(claims)
      if (notes !== undefined) known.set(notes, made)
      return made
    },
  }
}

function markedOf({ parts, claims }: CheckedToken): MarkedToken {
  const accountId = claims[accountIdClaim]
  return { ...parts, accountId: typeof accountId === 'string' ? accountId : undefined }
}

async function refuseLater(
  feed: RevocationFeed,
  { kid, marks }: Known,
  claims: Claims,
  tokenType: unknown,
): Promise<void> {
  await feed.ensureFresh()
  await requireKey(feed, kid)
  refuseRevoked(feed, marks, claims, tokenType)
}

function refuseRevoked(feed: RevocationFeed, marks: TokenMarks, { iat }: Claims, tokenType: unknown): void {
  if (feed.isRevoked(marks, iat)) throw revoked(tokenType)
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
