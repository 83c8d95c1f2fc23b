/** The marks by which the revocations of a token would be found. Its hash is given: runtimes have different ones. */
import { markedText, toMark } from '../../sessions/feed-wire.ts'
import { everyUser } from '../../sessions/revocation.ts'

export interface MarkedToken {
  readonly jti: string
  readonly sid: string | undefined
  readonly userId: string
}

export interface TokenMarks {
  readonly jti: string
  readonly sid: string | undefined
  readonly user: string
  /** Of a revocation that names no user, and means every token that was issued up to then. */
  readonly everyUser: string
}

/** `digest`: SHA-256 of the text as UTF-8. */
export function createTokenMarks(digest: (text: string) => Uint8Array): (token: MarkedToken) => TokenMarks {
  const everyone = toMark(digest(markedText('user-before', everyUser)))
  return ({ jti, sid, userId }) => ({
    jti: toMark(digest(markedText('jti', jti))),
    sid: sid === undefined ? undefined : toMark(digest(markedText('sid', sid))),
    user: toMark(digest(markedText('user-before', userId))),
    everyUser: everyone,
  })
}

/** The same, for a runtime whose hash takes its time (WebCrypto). */
export async function readTokenMarks(
  digest: (text: string) => Promise<Uint8Array>,
  { jti, sid, userId }: MarkedToken,
): Promise<TokenMarks> {
  const mark = async (kind: 'jti' | 'sid' | 'user-before', subject: string) =>
    toMark(await digest(markedText(kind, subject)))
  const [ofId, ofSession, ofUser, ofEveryUser] = await Promise.all([
    mark('jti', jti),
    sid === undefined ? undefined : mark('sid', sid),
    mark('user-before', userId),
    mark('user-before', everyUser),
  ])
  return { jti: ofId, sid: ofSession, user: ofUser, everyUser: ofEveryUser }
}
