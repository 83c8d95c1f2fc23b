/** Inspects a token for people: header, claims, the key it names, its times in words, and the verdict. */
import { decodeBase64url } from '../kernel/decode.ts'
import { formatDuration } from '../kernel/duration.ts'
import type { VerifyingKeyring } from '../keys/keyring.ts'
import { AuthError } from '../problems.ts'
import { parseJsonObject } from './json-text.ts'
import { readToken } from './read-token.ts'
import type { ReadNeeds } from './token-settings.ts'

type Members = Readonly<Record<string, unknown>>

export interface InspectedToken {
  readonly header: Members
  readonly claims: Members
  readonly kind: string
  /** The key that the header names, and its algorithm. */
  readonly key: string
  /** For each time claim: `15 minutes from now`. */
  readonly times: Readonly<Record<string, string>>
  /** What is wrong, with the message of the API. Revocation and the user are NOT checked. */
  readonly verdict: string
  readonly isAccepted: boolean
}

/** `undefined` when the text is not a compact JWS with a JSON payload. The result does not contain the signature. */
export function inspectToken(needs: ReadNeeds, text: string): InspectedToken | undefined {
  const parts = readParts(text)
  if (parts === undefined) return undefined
  const { header, claims } = parts
  const fault = faultOf(needs, text)
  return {
    header,
    claims,
    kind: kindOf(needs, claims),
    key: keyOf(needs.keyring, header),
    times: timesOf(claims, needs.clock.now() / 1000),
    verdict: fault === undefined ? 'signature and times are valid' : `${fault.message} (${fault.reason})`,
    isAccepted: fault === undefined,
  }
}

/** Header and claims, of which nothing is verified. `undefined`: the text is no compact JWS with a JSON payload. */
export function readParts(text: string): { readonly header: Members; readonly claims: Members } | undefined {
  const [header, claims] = text.split('.').slice(0, 2).map(parsePart)
  if (header === undefined || claims === undefined || text.split('.').length !== 3) return undefined
  return { header, claims }
}

function parsePart(part: string): Members | undefined {
  const bytes = decodeBase64url(part)
  return bytes === undefined ? undefined : parseJsonObject(bytes)
}

function faultOf(needs: ReadNeeds, text: string): AuthError | undefined {
  try {
    readToken(needs, text)
    return undefined
  } catch (error) {
    if (error instanceof AuthError) return error
    throw error
  }
}

/** What the token says that it is. */
export function kindOf({ settings }: Pick<ReadNeeds, 'settings'>, claims: Members): string {
  const type = settings.tokenTypeClaim === null ? undefined : claims[settings.tokenTypeClaim]
  return typeof type === 'string' ? type : 'untyped'
}

function keyOf(keyring: VerifyingKeyring, header: Members): string {
  const kid = typeof header.kid === 'string' ? header.kid : undefined
  const key = keyring.find(kid)
  if (key === undefined) return `no key of this installation has kid ${JSON.stringify(kid ?? null)}`
  return `${key.algorithm.name}, ${key.kid === undefined ? 'the only key of this installation' : `kid ${key.kid}`}`
}

function timesOf(claims: Members, now: number): Record<string, string> {
  const times: Record<string, string> = {}
  for (const [name, value] of Object.entries(claims)) {
    const isTime = ['exp', 'iat', 'nbf', 'auth_time'].includes(name) || name.endsWith('_exp')
    if (isTime && typeof value === 'number' && Number.isFinite(value)) times[name] = inWords(value, now)
  }
  return times
}

function inWords(time: number, now: number): string {
  const distance = formatDuration(time - now)
  return time > now ? `${distance} from now` : `${distance} ago`
}
