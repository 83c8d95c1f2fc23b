/**
 * What the browser says of a ceremony (WebAuthn Level 3 section 5.8.1): which, for which challenge, on which page. The
 * page cannot forge it, and the authenticator signs its hash. Of two members of one name the last counts, as in browsers.
 */
import { equalBytes } from '../../../kernel/bytes.ts'
import { decodeBase64url, decodeUtf8 } from '../../../kernel/decode.ts'
import { orRefused, type PasskeyRefused, refuse } from './refusal.ts'

export interface ExpectedClientData {
  readonly type: 'webauthn.create' | 'webauthn.get'
  readonly challenge: Uint8Array
  /** Compared exactly: scheme, host and port. No wildcards, no suffixes. */
  readonly origins: readonly string[]
}

type Members = Readonly<Record<string, unknown>>

const largestClientData = 8192
/** Section 13.4.3. An empty expected challenge would be met by an empty one. */
const shortestChallenge = 16

/** Refuses anything but the ceremony that we began, on one of our pages. */
export function checkClientData(bytes: Uint8Array, expected: ExpectedClientData): void {
  const data = readMembers(bytes)
  if (data.type !== expected.type) refuse('wrong_type', 'client data of another ceremony')
  if (!isChallenge(data.challenge, expected.challenge)) refuse('wrong_challenge', 'another challenge than ours')
  if (typeof data.origin !== 'string' || !expected.origins.includes(data.origin)) {
    refuse('wrong_origin', 'a page that is none of ours')
  }
  refuseFrames(data)
  // Section 5.8.1 keeps the name reserved; no browser binds tokens, and we could not check it.
  if (data.tokenBinding !== undefined) refuse('malformed', 'client data with a token binding')
}

/** The challenge that the browser names, for who has to find out whose it was. Nothing is checked yet. */
export function findChallenge(
  bytes: Uint8Array,
): { readonly outcome: 'read'; readonly challenge: Uint8Array } | PasskeyRefused {
  return orRefused(() => {
    const { challenge } = readMembers(bytes)
    const given = typeof challenge === 'string' ? decodeBase64url(challenge) : undefined
    return { outcome: 'read', challenge: given ?? refuse('malformed', 'client data without a challenge') }
  })
}

/** In a frame of another site people cannot see whom they sign in to (clickjacking): section 13.4.2. */
function refuseFrames({ crossOrigin, topOrigin }: Members): void {
  if (crossOrigin !== undefined && crossOrigin !== false) refuse('cross_origin', 'a page in a frame of another site')
  if (topOrigin !== undefined) refuse('cross_origin', 'a page with another site around it')
}

function isChallenge(given: unknown, expected: Uint8Array): boolean {
  const bytes = typeof given === 'string' ? decodeBase64url(given) : undefined
  return bytes !== undefined && expected.length >= shortestChallenge && equalBytes(bytes, expected)
}

function readMembers(bytes: Uint8Array): Members {
  const text = bytes.length > largestClientData ? undefined : decodeUtf8(bytes)
  const value = text === undefined ? undefined : parseJson(text)
  if (typeof value !== 'object' || value === null) return refuse('malformed', 'client data that is no JSON object')
  return value as Members
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
