/**
 * What an exchange of a refresh token said, as processes leave it for each other in the database: sealed under a key that is made of
 * `secretKey` and of the token that was exchanged. So a copy of the database opens nothing for who has but one of the two.
 */
import { createHash } from 'node:crypto'
import { openAtRest, type SealParts, sealAtRest } from '../keys/seal-at-rest.ts'

export interface RefreshAnswer {
  /** `false`: it was refused. */
  readonly isFresh: boolean
  /** What the browser has to be told. */
  readonly cookies: readonly string[]
}

/** A limit of requests. `retryAfter`: in seconds, or empty. */
export interface Throttled {
  readonly retryAfter: string
}

/** Names the lease. Says nothing of the key below. */
export function digestOf({ token, place }: { readonly token: string; readonly place: string }): string {
  return digest('lease', `${place}\0${token}`)
}

export function sealAnswer(
  { settings, random }: SealParts,
  token: string,
  owner: string,
  answer: RefreshAnswer | Throttled,
): string {
  return sealAtRest({ settings, random }, { purpose: purposeOf(token), owner }, Buffer.from(JSON.stringify(answer)))
}

/** `undefined`: sealed under another key, for another token, or by a version that wrote it differently. */
export function openAnswer(
  settings: SealParts['settings'],
  token: string,
  owner: string,
  sealed: string,
): RefreshAnswer | Throttled | undefined {
  const opened = openAtRest(settings, { purpose: purposeOf(token), owner }, sealed)
  if (opened === undefined) return undefined
  const answer: Readonly<Record<string, unknown>> = JSON.parse(Buffer.from(opened.bytes).toString('utf8'))
  const { isFresh, cookies, retryAfter } = answer
  if (typeof retryAfter === 'string') return { retryAfter }
  return typeof isFresh === 'boolean' && isTexts(cookies) ? { isFresh, cookies } : undefined
}

/** A signature is as hard to guess as a key, so its digest may be a part of one (HKDF's `info`, RFC 5869). */
function purposeOf(token: string): string {
  return `latchkey refresh answer ${digest('answer', token)}`
}

function digest(what: 'lease' | 'answer', text: string): string {
  return createHash('sha256').update(`latchkey refresh ${what}\0${text}`).digest('base64url')
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(each => typeof each === 'string')
}
