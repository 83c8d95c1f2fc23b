/**
 * A key whose private half is in another process. What that process returns is verified here before a token leaves: with
 * another key, or in another form, it would make tokens that every service refuses, and all users would be logged out.
 * It trusts nothing that the process says beside that.
 */
import { encodeBase64url } from '../kernel/bytes.ts'
import { parseDuration } from '../kernel/duration.ts'
import type { Signer } from '../ports/signer.ts'
import type { Timer } from '../ports/timer.ts'
import { type AuthError, problem } from '../problems.ts'
import { readForeignDer } from './ecdsa.ts'
import type { ExternalKey, VerifyingKey } from './key.ts'

export interface ExternalParts {
  readonly signer: Signer
  readonly timer: Timer
}

/** Why there is no signature: `other_key` and `no_signature` mend themselves by no waiting. */
export type SignerReason = 'signer_failed' | 'signer_timeout' | 'no_signature' | 'other_key'

export function createExternalKey(key: VerifyingKey, parts: ExternalParts): ExternalKey {
  const sign = async (input: string): Promise<string> => {
    const given = await ask(key, parts, input)
    const signature = readSignature(key, parts.signer, given)
    if (signature === undefined) throw unavailable('no_signature', new TypeError(describe(key, parts.signer, given)))
    const text = encodeBase64url(signature)
    if (!key.verify(input, text))
      throw unavailable('other_key', new Error('verifyingKey does not verify the signature'))
    return text
  }
  return Object.freeze({ ...key, sign })
}

const usualTimeout = '3s'

function ask({ algorithm, kid }: VerifyingKey, { signer, timer }: ExternalParts, input: string): Promise<unknown> {
  const controller = new AbortController()
  const timeoutMs = (parseDuration(signer.timeout ?? usualTimeout) ?? 0) * 1000
  const request = { algorithm: algorithm.name, kid, signal: controller.signal }
  return new Promise((resolve, reject) => {
    const callOff = timer.after(timeoutMs, () => {
      const cause = new Error(`the signer did not answer within ${timeoutMs} ms`)
      reject(unavailable('signer_timeout', cause))
      controller.abort(cause)
    })
    const refuse = (cause: unknown) => reject(unavailable('signer_failed', cause))
    startedNow(() => signer.sign(Buffer.from(input, 'latin1'), request))
      .then(resolve, refuse)
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

function unavailable(reason: SignerReason, cause: unknown): AuthError {
  return problem('signer_unavailable', { reason, cause, headers: { 'Retry-After': '1' } })
}
