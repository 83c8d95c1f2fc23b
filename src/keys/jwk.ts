/**
 * JSON Web Keys (RFC 7517) as keys of Node: strict import, export of the public half, and the thumbprint (RFC 7638). The
 * public form is built from a list of allowed members, never by removing members, so that a private one cannot leak.
 * Symmetric keys have no public form.
 */
import { createHash, createPrivateKey, createPublicKey, createSecretKey } from 'node:crypto'
import { decodeBase64url } from '../kernel/decode.ts'
import type { Algorithm } from './algorithms.ts'
import { refuseKey } from './faults.ts'
import { checkJwk, type Jwk, type KeyUse, publicMembers } from './jwk-members.ts'
import type { KeyObjectLike } from './key-object.ts'
import { toNodeKey } from './node-key.ts'

/** Imports a key that is meant for `algorithm` and allows this use. Throws KeyringError. */
export function importJwk(jwk: Jwk, algorithm: Algorithm, use: KeyUse): KeyObjectLike {
  checkJwk(jwk, algorithm, use)
  if (jwk.kty === 'oct') return createSecretKey(decodeBase64url(jwk.k ?? '') ?? Buffer.alloc(0))
  try {
    const input = { key: { ...jwk }, format: 'jwk' } as const
    return jwk.d === undefined ? createPublicKey(input) : createPrivateKey(input)
  } catch {
    return refuseKey('the JWK is not a key', 'its members are inconsistent; export it again')
  }
}

/** The public half with `kid` (default: its thumbprint), `alg` and `use`; `undefined` for a symmetric key. */
export function exportPublicJwk(key: KeyObjectLike, algorithm: Algorithm, kid?: string): Jwk | undefined {
  if (key.type === 'secret') return undefined
  return { ...requiredMembers(key), kid: kid ?? thumbprint(key), alg: algorithm.name, use: 'sig' } as Jwk
}

/** SHA-256 over the required members in alphabetical order (RFC 7638 section 3), as base64url. Public keys only. */
export function thumbprint(key: KeyObjectLike): string {
  if (key.type === 'secret') throw new TypeError('the thumbprint of a secret would allow guessing it offline')
  return createHash('sha256')
    .update(JSON.stringify(requiredMembers(key)))
    .digest('base64url')
}

function requiredMembers(key: KeyObjectLike): Readonly<Record<string, unknown>> {
  const given = toNodeKey(key)
  const jwk = (given.type === 'private' ? createPublicKey(given) : given).export({ format: 'jwk' })
  const names: readonly (keyof typeof jwk)[] = publicMembers[jwk.kty as keyof typeof publicMembers]
  return Object.fromEntries(names.map(name => [name, jwk[name]]))
}
