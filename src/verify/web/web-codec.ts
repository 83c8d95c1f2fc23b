/** Verifies compact tokens by WebCrypto. The signature is verified before the payload is parsed. */
import type { KeyLookup } from '../../keys/key-lookup.ts'
import { type CodecOptions, type Header, parseClaims, refuseSignature, takeApart } from '../../tokens/compact.ts'
import type { OpenedToken } from '../../tokens/verified-store.ts'
import type { WebKey } from './web-key.ts'

/** The header and claims of a token, and the key that signed it. Does NOT validate the claims. */
export async function openWebCompact(
  text: string,
  keyring: KeyLookup<WebKey>,
  options?: CodecOptions,
): Promise<OpenedToken<WebKey>> {
  const { header, payload, key } = await verifyWebCompact(text, keyring, options)
  return { header, claims: parseClaims(payload), key }
}

/** The layer below: the header and the payload as raw bytes. */
export async function verifyWebCompact(
  text: string,
  keyring: KeyLookup<WebKey>,
  options?: CodecOptions,
): Promise<{ readonly header: Header; readonly payload: Uint8Array; readonly key: WebKey }> {
  const { header, payload, key, input, signature } = takeApart(text, keyring, options)
  if (!(await key.verify(input, signature))) refuseSignature(signature)
  return { header, payload, key }
}
