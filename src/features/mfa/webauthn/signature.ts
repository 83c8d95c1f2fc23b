/** Signatures of passkeys (WebAuthn Level 3 section 6.5.5): by the algorithm of the stored key, never by one in the message. */
import { type KeyObject, verify } from 'node:crypto'
import type { CoseAlgorithm } from './cose.ts'

const digests: Readonly<Record<CoseAlgorithm, 'sha256' | null>> = { [-7]: 'sha256', [-8]: null, [-257]: 'sha256' }

/** ECDSA signatures are DER, as section 6.5.5 wants them; RSA is PKCS#1 v1.5. */
export function isSignedBy(
  { algorithm, key }: { readonly algorithm: CoseAlgorithm; readonly key: KeyObject },
  signed: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    return verify(digests[algorithm], signed, key, signature)
  } catch {
    return false
  }
}
