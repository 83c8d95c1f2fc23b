/**
 * Verifies tokens by one library, one token after the other, so many seconds of a processor. Alone in its process: the
 * compiler may make of a function what only this library's calls need. Reads what to do on standard input, and prints
 * how many tokens it verified in a second of a processor, those of other threads included.
 */
import {
  createPublicKey,
  createSecretKey,
  type KeyObject,
  type VerifyKeyObjectInput,
  verify as verifySignature,
} from 'node:crypto'
import { text } from 'node:stream/consumers'
import { createVerifier as createFastJwtVerifier } from 'fast-jwt'
import { jwtVerify } from 'jose'
import { createVerifier } from 'latchkey/verify'

export interface Verifying {
  readonly library: Library
  readonly algorithm: 'HS256' | 'RS256' | 'ES256' | 'EdDSA'
  readonly key: string
  readonly issuer: string
  readonly audience: string
  readonly tokens: readonly string[]
  readonly seconds: number
}

export type Library = 'latchkey' | 'latchkey-cached' | 'fast-jwt' | 'jose' | 'raw-p1363' | 'raw-der'

const { library, seconds, tokens, ...options }: Verifying = JSON.parse(await text(process.stdin))
const verify = prepare()
await verifyFor(seconds / 2)
process.stdout.write(JSON.stringify({ rate: await verifyFor(seconds) }))

/** A call verifies the token with this index. */
function prepare(): (index: number) => unknown {
  const { algorithm, key, issuer, audience } = options
  const keyObject = algorithm === 'HS256' ? createSecretKey(Buffer.from(key)) : createPublicKey(key)
  const textOf = (index: number) => tokens[index] ?? ''
  const withToken = (verify: (token: string) => unknown) => (index: number) => verify(textOf(index))
  const ours = { keys: [{ algorithm, key }], issuer, audience, tokenType: 'access', leeway: 0 }
  /** The primitive alone: its bytes are ready. */
  const raw = (key: VerifyKeyObjectInput | KeyObject, encode: (signature: Buffer) => Buffer) => {
    const parts = tokens.map(token => {
      const end = token.lastIndexOf('.')
      return [Buffer.from(token.slice(0, end)), encode(Buffer.from(token.slice(end + 1), 'base64url'))] as const
    })
    const nothing = Buffer.alloc(0)
    return (index: number) => {
      const [signed, signature] = parts[index] ?? [nothing, nothing]
      if (!verifySignature('sha256', signed, key, signature)) throw new Error('wrong')
    }
  }
  const makers: Readonly<Record<Library, () => (index: number) => unknown>> = {
    latchkey: () => withToken(createVerifier({ ...ours, cacheEntries: 0 })),
    'latchkey-cached': () => withToken(createVerifier({ ...ours, cacheEntries: 10_000 })),
    'fast-jwt': () =>
      withToken(createFastJwtVerifier({ key, algorithms: [algorithm], allowedIss: issuer, allowedAud: audience })),
    jose: () => withToken(token => jwtVerify(token, keyObject, { algorithms: [algorithm], issuer, audience })),
    'raw-p1363': () => raw({ key: keyObject, dsaEncoding: 'ieee-p1363' }, signature => signature),
    // The key alone: in an object, even with the same encoding, a call takes half as long again (88 us for 62).
    'raw-der': () => raw(keyObject, toDer),
  }
  return makers[library]()
}

/** Two integers, each with a zero before a first bit that would be a sign (X.690). */
function toDer(signature: Buffer): Buffer {
  const integers = [signature.subarray(0, 32), signature.subarray(32)].map(half => {
    const digits = half.subarray(half.findIndex(byte => byte !== 0))
    const bytes = (digits[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), digits]) : digits
    return Buffer.concat([Buffer.of(2, bytes.length), bytes])
  })
  const all = Buffer.concat(integers)
  return Buffer.concat([Buffer.of(0x30, all.length), all])
}

/** Tokens a second of a processor. Promises are awaited, one at a time. */
async function verifyFor(duration: number): Promise<number> {
  const began = process.cpuUsage()
  let next = 0
  for (;;) {
    for (let turn = 0; turn < 50; turn += 1) {
      const answer = verify(next++ % tokens.length)
      if (answer instanceof Promise) await answer
    }
    const { user, system } = process.cpuUsage(began)
    if (user + system >= duration * 1e6) return (next * 1e6) / (user + system)
  }
}
