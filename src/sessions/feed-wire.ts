/**
 * What the revocation feed sends: the words that the issuer and its verifiers share. A revocation is sent as a mark, the
 * first 64 bits of a digest, since no one has to be able to read from it whose it was; a false match is as likely as to
 * guess one of them. Nothing of Node is used here: a verifier may run elsewhere.
 */
import type { RevocationKind } from './revocation.ts'

/** Another version of these words, and a verifier that does not know it must not guess. */
export const feedVersion = 1

/** The kinds that are sent. `user-stale` is not: such a token stays valid, and a verifier has no user to read again. */
export type FeedKind = Exclude<RevocationKind, 'user-stale'>

/** Marks one behind the other, by the second after which they can be forgotten. Of users each has its instant behind it. */
export type MarksByEnd = Readonly<Record<string, string>>

/** One answer, or one line of an answer that stays open. */
export interface FeedLine {
  readonly v: typeof feedVersion
  /**
   * Milliseconds after the request arrived at the issuer, up to which its log of revocations was read; negative: before it
   * arrived; absent: that is not known. By this, and not by when a line comes, a verifier knows how old what it knows is: a
   * proxy may hold lines back.
   */
  readonly asOf?: number
  /** The issuer's clock, in seconds. */
  readonly now?: number
  /** Where to go on: all that is known up to here was sent. */
  readonly cursor?: string
  /** The cursor of the request was worth nothing: this is everything from the start, in the place of what was held. */
  readonly reset?: true
  /** There is more: ask at once, with the cursor. */
  readonly more?: true
  /** The `kid` of each key that verifies now; `null` is a token without one. Absent: every key that the verifier has. */
  readonly keys?: readonly (string | null)[]
  /** `false`: no `sid` is the issuer's own, as another issuer signs the tokens. */
  readonly sessions?: false
  readonly jti?: MarksByEnd
  readonly sid?: MarksByEnd
  readonly user?: MarksByEnd
}

export const markLength = 11
const instantLength = 7
/** A mark, and the instant in seconds in base 36 behind it. */
export const userMarkLength = markLength + instantLength

/** In ms: for so much longer than needed is a revocation sent and held, as clocks differ. */
export const feedMarginMs = 300_000

const names = { jti: 'jti', sid: 'sid', 'user-before': 'user' } as const

/** What is hashed (SHA-256) for a mark. */
export function markedText(kind: FeedKind, subject: string): string {
  return `${names[kind]} ${subject}`
}

/**
 * What is hashed in its place where tokens name users by a name: the id of the account, which such tokens hold beside it.
 * It is another text, since a user may be named by digits.
 */
export function markedAccount(id: string): string {
  return `account ${id}`
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The first eight bytes in base64url (RFC 4648 section 5). */
export function toMark(digest: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (let at = 0; at < 8; at += 1) {
    held = ((held << 8) | (digest[at] ?? 0)) & 0x3fff
    bits += 8
    for (; bits >= 6; bits -= 6) text += alphabet[(held >> (bits - 6)) & 63]
  }
  return text + alphabet[(held << (6 - bits)) & 63]
}

export function writeInstant(seconds: number): string {
  return Math.max(0, Math.min(seconds, 36 ** instantLength - 1))
    .toString(36)
    .padStart(instantLength, '0')
}

export function readInstant(digits: string): number {
  return Number.parseInt(digits, 36)
}
