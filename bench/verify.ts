/**
 * Microseconds to verify one access token, signature and claims, compared with `jose` and `fast-jwt` in the same run.
 * The four take turns, so that a busy machine slows all of them; the output is the median of the rounds. Nothing is
 * asserted.
 */
import { createVerifier as createFastJwtVerifier } from 'fast-jwt'
import { jwtVerify } from 'jose'
import type { AlgorithmName } from '../src/keys/algorithms.ts'
import { generateKeyPair, generateSecret } from '../src/keys/generate.ts'
import { createKeyring } from '../src/keys/keyring.ts'
import { toNodeKey } from '../src/keys/node-key.ts'
import { systemClock } from '../src/ports/defaults/clock.ts'
import { systemRandom } from '../src/ports/defaults/random.ts'
import { accessToken } from '../src/tokens/access.ts'
import { mintToken } from '../src/tokens/mint.ts'
import type { TokenSettings } from '../src/tokens/token-settings.ts'
import { createVerifier } from '../src/verify.ts'

const rounds = 25
const roundMilliseconds = 20
const issuer = 'https://auth.example.com'
const audience = 'orders'

const settings: TokenSettings = {
  accessTokenLifetime: 3600,
  refreshTokenLifetime: 86_400,
  slidingTokenLifetime: 3600,
  slidingTokenRefreshLifetime: 86_400,
  issuer,
  audience,
  leeway: 0,
  userIdClaim: 'user_id',
  tokenTypeClaim: 'token_type',
  jtiClaim: 'jti',
  slidingTokenRefreshExpClaim: 'refresh_exp',
}

type Verify = (token: string) => unknown

const names = ['latchkey', 'latchkey, cached', 'fast-jwt', 'jose']

console.log(`node ${process.version}, ${rounds} rounds of ${roundMilliseconds} ms each, microseconds a token\n`)
console.log(row(['', ...names, 'fast-jwt / latchkey', 'jose / latchkey']))
for (const algorithm of ['HS256', 'ES256', 'EdDSA', 'RS256'] as const) {
  const medians = await race(algorithm)
  const [latchkey = 0, , fastJwt = 0, jose = 0] = medians
  const ratios = [fastJwt, jose].map(other => `${(other / latchkey).toFixed(1)} x`)
  console.log(row([algorithm, ...medians.map(median => median.toFixed(1)), ...ratios]))
}

async function race(algorithm: AlgorithmName): Promise<number[]> {
  const { token, contestants } = prepare(algorithm)
  const times: number[][] = contestants.map(() => [])
  for (let round = -3; round < rounds; round += 1) {
    for (const [index, verify] of contestants.entries()) {
      const time = await measure(verify, token)
      // The first rounds warm up the compiler.
      if (round >= 0) times[index]?.push(time)
    }
  }
  return times.map(medianOf)
}

function prepare(algorithm: AlgorithmName): { readonly token: string; readonly contestants: readonly Verify[] } {
  const secret = generateSecret(systemRandom)
  const signingKey = algorithm.startsWith('HS') ? secret : generateKeyPair(algorithm).privatePem
  const keyring = createKeyring({ algorithm, signingKey })
  const needs = { keyring, settings, clock: systemClock, random: systemRandom }
  const key = toNodeKey(keyring.signing.verifyingKey)
  const options = { keys: keyring, issuer, audience, tokenType: 'access', leeway: 0 }
  const joseOptions = { algorithms: [algorithm], issuer, audience }
  const fastJwtKey = key.type === 'secret' ? secret : key.export({ format: 'pem', type: 'spki' })
  return {
    token: mintToken(needs, accessToken, { userId: 7, claims: { role: 'editor' }, sid: 'a'.repeat(22) }).text,
    contestants: [
      createVerifier({ ...options, cacheEntries: 0 }),
      createVerifier(options),
      createFastJwtVerifier({ key: fastJwtKey, algorithms: [algorithm], allowedIss: issuer, allowedAud: audience }),
      token => jwtVerify(token, key, joseOptions),
    ],
  }
}

/** Microseconds for each call. Promises are awaited, one at a time. */
async function measure(verify: Verify, token: string): Promise<number> {
  const start = performance.now()
  let calls = 0
  while (performance.now() - start < roundMilliseconds) {
    for (let turn = 0; turn < 20; turn += 1) {
      const answer = verify(token)
      if (answer instanceof Promise) await answer
    }
    calls += 20
  }
  return ((performance.now() - start) * 1000) / calls
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(6) : cell.padStart(22))).join('')
}
