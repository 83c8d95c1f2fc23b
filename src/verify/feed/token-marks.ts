/** The marks by which the revocations of a token would be found. Its hash is given: runtimes have different ones. */
import { markedAccount, markedText, toMark } from '../../sessions/feed-wire.ts'
import { everyUser } from '../../sessions/revocation.ts'

export interface MarkedToken {
  readonly jti: string
  readonly sid: string | undefined
  readonly userId: string
  /** What the issuer's own tokens say beside a user's name (`accountIdClaim`). */
  readonly accountId: string | undefined
}

export interface TokenMarks {
  readonly jti: string
  readonly sid: string | undefined
  readonly user: string
  readonly account: string | undefined
  /** Of a revocation that names no user, and means every token that was issued up to then. */
  readonly everyUser: string
}

/** `digest`: SHA-256 of the text as UTF-8. */
export function createTokenMarks(digest: (text: string) => Uint8Array): (token: MarkedToken) => TokenMarks {
  const mark = (text: string) => toMark(digest(text))
  const everyone = mark(markedText('user-before', everyUser))
  return ({ jti, sid, userId, accountId }) => ({
    jti: mark(markedText('jti', jti)),
    sid: sid === undefined ? undefined : mark(markedText('sid', sid)),
    user: mark(markedText('user-before', userId)),
    account: accountId === undefined ? undefined : mark(markedAccount(accountId)),
    everyUser: everyone,
  })
}

/** The same, for a runtime whose hash takes its time (WebCrypto). */
export async function readTokenMarks(
  digest: (text: string) => Promise<Uint8Array>,
  { jti, sid, userId, accountId }: MarkedToken,
): Promise<TokenMarks> {
  const mark = async (text: string | undefined) => (text === undefined ? undefined : toMark(await digest(text)))
  const markAlways = async (text: string) => toMark(await digest(text))
  const [ofId, ofSession, ofUser, ofAccount, ofEveryUser] = await Promise.all([
    markAlways(markedText('jti', jti)),
    mark(sid === undefined ? undefined : markedText('sid', sid)),
    markAlways(markedText('user-before', userId)),
    mark(accountId === undefined ? undefined : markedAccount(accountId)),
    markAlways(markedText('user-before', everyUser)),
  ])
  return { jti: ofId, sid: ofSession, user: ofUser, account: ofAccount, everyUser: ofEveryUser }
}
