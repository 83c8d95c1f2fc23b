/**
 * A key whose private half is in another process. What that process returns is verified here before a token leaves: with
 * another key, or in another form, it would make tokens that every service refuses, and all users would be logged out.
 * It trusts nothing that the process says beside that.
 */
import { encodeBase64url } from '../kernel/bytes.ts'
import { parseDuration } from '../kernel/duration.ts'
import type { Signer } from '../ports/signer.ts'
import type { Timer } from '../ports/timer.ts'
import { problem } from '../problems.ts'
import { readForeignDer } from './ecdsa.ts'
import type { ExternalKey, SignerReason, SigningObserver, VerifyingKey } from './key.ts'

export interface ExternalParts {
  readonly signer: Signer
  readonly timer: Timer
}

export function createExternalKey(key: VerifyingKey, parts: ExternalParts): ExternalKey {
  const observers: SigningObserver[] = []
  const sign = async (input: string): Promise<string> => {
    const ends = observers.map(begin => begin())
    const signed = await trySign(key, parts, input)
    const outcome = typeof signed === 'string' ? 'signed' : signed.reason
    for (const end of ends) end(outcome)
    if (typeof signed === 'string') return signed
    throw problem('signer_unavailable', { ...signed, headers: { 'Retry-After': '1' } })
  }
  return Object.freeze({ ...key, sign, observe: (observer: SigningObserver) => void observers.push(observer) })
}

/** The cause is for the log. */
interface Unsigned {
  readonly reason: SignerReason
  readonly cause: unknown
}

async function trySign(key: VerifyingKey, parts: ExternalParts, input: string): Promise<string | Unsigned> {
  const answer = await ask(key, parts, input)
  if ('reason' in answer) return answer
  const { given } = answer
  const signature = readSignature(key, parts.signer, given)
  if (signature === undefined)
    return { reason: 'no_signature', cause: new TypeError(describe(key, parts.signer, given)) }
  const text = encodeBase64url(signature)
  if (key.verify(input, text)) return text
  return { reason: 'other_key', cause: new Error('verifyingKey does not verify the signature') }
}

const usualTimeout = '3s'

type Answer = { readonly given: unknown } | Unsigned

function ask({ algorithm, kid }: VerifyingKey, { signer, timer }: ExternalParts, input: string): Promise<Answer> {
  const controller = new AbortController()
  const timeoutMs = (parseDuration(signer.timeout ?? usualTimeout) ?? 0) * 1000
  const request = { algorithm: algorithm.name, kid, signal: controller.signal }
  return new Promise(resolve => {
    const callOff = timer.after(timeoutMs, () => {
      const cause = new Error(`the signer did not answer within ${timeoutMs} ms`)
      resolve({ reason: 'signer_timeout', cause })
      controller.abort(cause)
    })
    startedNow(() => signer.sign(Buffer.from(input, 'latin1'), request))
      .then(
        given => resolve({ given }),
        cause => resolve({ reason: 'signer_failed', cause }),
      )
      .finally(callOff)
  })
}

/** What throws at once rejects. */
async function startedNow<T>(start: () => T | Promise<T>): Promise<T> {
  return await start()
}

/** The bytes as JWS has them; `undefined`: they are no signature at all. */
function readSignature({ algorithm }: VerifyingKey, { signatureFormat }: Signer, given: unknown) {
  if (!(given instanceof Uint8Array)) return undefined
  if (algorithm.scheme !== 'ecdsa') return given
  if (signatureFormat === 'der') return readForeignDer(given, algorithm.width)
  return given.length === 2 * algorithm.width ? given : undefined
}

/** For the log, and for the start. Never the bytes. */
function describe({ algorithm }: VerifyingKey, { signatureFormat = 'raw' }: Signer, given: unknown): string {
  if (!(given instanceof Uint8Array)) return `the signer returned ${typeof given} in place of a Uint8Array`
  const { name, width } = algorithm
  const isOther = signatureFormat === 'raw' ? readForeignDer(given, width) !== undefined : given.length === 2 * width
  const hint = isOther ? `; set signatureFormat: '${signatureFormat === 'raw' ? 'der' : 'raw'}'` : ''
  return `the signer returned ${given.length} bytes, which are no ${signatureFormat} signature of ${name}${hint}`
}
