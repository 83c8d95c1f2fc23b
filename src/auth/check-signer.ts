/**
 * Whether the service of the setting `signer` signs with the key of `verifyingKey`. Asked once, when a server starts: of a
 * wrong key the first login should not have to tell.
 */
import type { IssuingKey } from '../keys/key.ts'
import { AuthError } from '../problems.ts'
import { ConfigurationError } from '../settings/configuration-error.ts'
import type { Needs } from '../system.ts'

/** No part of a token: a signature of it is worth nothing to anyone. */
const sample = 'latchkey: does this key sign?'

/** Throws ConfigurationError where waiting mends nothing. A service that is away is told, and stops no start. */
export async function checkSigner({ settings, events }: Needs<'settings' | 'events'>, key: IssuingKey): Promise<void> {
  if (settings.signer?.checkAtStart !== true) return
  const failed = await findSignerFault(key)
  if (failed === undefined) return
  const fix = fixes[failed.reason]
  if (fix === undefined) events.emit({ name: 'signer.failed', reason: failed.reason, data: { cause: failed.cause } })
  else throw new ConfigurationError([{ setting: 'signer', source: 'the signer', what: whatOf(failed), fix }])
}

/** `undefined`: it signs, and with the right key. */
export async function findSignerFault(key: IssuingKey): Promise<AuthError | undefined> {
  try {
    await key.sign(sample)
    return undefined
  } catch (error) {
    if (error instanceof AuthError) return error
    throw error
  }
}

/** Of those that no waiting mends. */
const fixes: Readonly<Record<string, string>> = {
  other_key: 'set verifyingKey to the public key of the key that signs, or have the signer use that key',
  no_signature: "return the bytes of the signature; for ECDSA say signatureFormat: 'der' where the service gives DER",
}

export function whatOf({ reason, cause }: AuthError): string {
  if (reason === 'other_key') return 'signs with another key than verifyingKey says, so every token would be refused'
  return cause instanceof Error ? cause.message : 'does not sign'
}
