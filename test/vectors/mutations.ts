/** Ways of bending a token, for tests that compare two verifiers: drawn by fast-check, so that a seed repeats them. */
import fc from 'fast-check'
import { type AlgorithmName, algorithmNames } from '../../src/keys/algorithm-table.ts'
import type { LocalKeyring } from '../../src/keys/keyring.ts'
import { encodeCompact } from '../../src/tokens/codec.ts'
import type { Claims } from '../../src/tokens/token.ts'

/** Those of an access token that is valid for a long time. */
const claims: Claims = { token_type: 'access', exp: 4_000_000_000, jti: 'a', user_id: '1', name: 'ü' }

export type Mutation = (ring: LocalKeyring, algorithm: AlgorithmName) => Promise<string>

/** Flipped bits, other letters, blanks and padding, swapped parts, and odd headers with a valid signature. */
export function mutations(): fc.Arbitrary<Mutation> {
  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  return fc.oneof(
    fc
      .tuple(place, fc.nat(63))
      .map(([at, letter]) => onText(text => replaceAt(text, at, base64urlLetters.charAt(letter)))),
    fc
      .tuple(place, fc.constantFrom(' ', '\n', '\t', '=', '.', '+', '/', '\0', 'é'))
      .map(([at, extra]) => onText(text => insertAt(text, at, extra))),
    fc.constantFrom('=', '==', ' ', '\n', '.', 'A').map(extra => onText(text => text + extra)),
    place.map(at => onText(text => replaceAt(text, at, ''))),
    fc.nat(63).map(letter => onText(text => text.slice(0, -1) + base64urlLetters.charAt(letter))),
    fc
      .shuffledSubarray([0, 1, 2], { minLength: 2 })
      .map(order => onText(text => order.map(part => text.split('.')[part]).join('.'))),
    fc.constant<Mutation>(swapParts),
    fc.constant<Mutation>(async (ring, alg) => signRaw({ alg, typ: 'JWT' }, ring, 'x'.repeat(20_000))),
    fc
      .constantFrom(...oddHeaders)
      .map<Mutation>(odd => async (ring, alg) => signRaw({ alg, typ: 'JWT', ...odd }, ring)),
  )
}

const base64urlLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const oddHeaders: readonly Readonly<Record<string, unknown>>[] = [
  { typ: undefined },
  { typ: 'jwt' },
  { typ: 'at+jwt' },
  { typ: 7 },
  { alg: 'none' },
  { alg: 'None' },
  { alg: undefined },
  { alg: 'hs256' },
  { alg: ['HS256'] },
  ...algorithmNames.map(alg => ({ alg })),
  { crit: [] },
  { crit: ['exp'], exp: 1 },
  { crit: ['b64'], b64: true },
  { crit: ['b64'], b64: false },
  { b64: true },
  { b64: false },
  { zip: 'DEF' },
  { enc: 'A128GCM' },
  { kid: 'any' },
  { kid: 7 },
  { kid: null },
  { jwk: { kty: 'oct', k: 'AAAA' } },
  { jku: 'https://attacker.example/jwks.json' },
  { x5c: ['AAAA'] },
  { __proto__: null, constructor: 1 },
]

function onText(change: (text: string) => string): Mutation {
  return async ring => change(encodeCompact(claims, ring.signing))
}

async function swapParts(ring: LocalKeyring): Promise<string> {
  const [header, payload] = encodeCompact(claims, ring.signing).split('.')
  const signature = encodeCompact({ ...claims, user_id: '2' }, ring.signing).split('.')[2]
  return `${header}.${payload}.${signature}`
}

function replaceAt(text: string, at: number, by: string): string {
  const index = Math.floor(at * text.length)
  return text.slice(0, index) + by + text.slice(index + 1)
}

function insertAt(text: string, at: number, extra: string): string {
  const index = Math.floor(at * text.length)
  return text.slice(0, index) + extra + text.slice(index)
}

/** Signs any header, including those that jose refuses to sign. */
export function signRaw(
  header: Readonly<Record<string, unknown>>,
  { signing }: LocalKeyring,
  payload: unknown = claims,
): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${signing.sign(input)}`
}
