/**
 * The signature algorithms, one row each, and the key that each requires (RFC 7518 section 3, RFC 8037). `none` is not in
 * the table and no setting can add it. How they are computed is with the platform: algorithms.ts has Node's way.
 */

/** A signature algorithm of JWS (RFC 7518, RFC 8037). */
export type AlgorithmName =
  | 'HS256'
  | 'HS384'
  | 'HS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'

/** Node's name for the type of key. */
export type KeyType = 'secret' | 'rsa' | 'ec' | 'ed25519'

export type Hash = 'sha256' | 'sha384' | 'sha512'

export interface AlgorithmFacts {
  readonly name: AlgorithmName
  readonly scheme: 'hmac' | 'pkcs1' | 'pss' | 'ecdsa' | 'ed25519'
  readonly hash: Hash
  readonly keyType: KeyType
  /** `kty` in a JWK. */
  readonly kty: 'oct' | 'RSA' | 'EC' | 'OKP'
  /** `crv` in a JWK. */
  readonly crv?: string
  /** Node's name for that curve. */
  readonly curve?: string
  /** ECDSA: the bytes of each of the two integers of a signature. 0 for the others. */
  readonly width: number
  /** HMAC: at least as long as the digest (RFC 7518 section 3.2). RSA: 2048 (sections 3.3 and 3.5). */
  readonly minimumBits?: number
}

export const algorithmTable: readonly AlgorithmFacts[] = Object.freeze(
  [
    hmac('HS256', 'sha256', 256),
    hmac('HS384', 'sha384', 384),
    hmac('HS512', 'sha512', 512),
    rsa('RS256', 'pkcs1', 'sha256'),
    rsa('RS384', 'pkcs1', 'sha384'),
    rsa('RS512', 'pkcs1', 'sha512'),
    rsa('PS256', 'pss', 'sha256'),
    rsa('PS384', 'pss', 'sha384'),
    rsa('PS512', 'pss', 'sha512'),
    ecdsa('ES256', 'sha256', 'P-256', 'prime256v1', 32),
    ecdsa('ES384', 'sha384', 'P-384', 'secp384r1', 48),
    ecdsa('ES512', 'sha512', 'P-521', 'secp521r1', 66),
    // The digest is a part of the scheme.
    row({ name: 'EdDSA', scheme: 'ed25519', hash: 'sha512', keyType: 'ed25519', kty: 'OKP', crv: 'Ed25519', width: 0 }),
  ].map(each => Object.freeze(each)),
)

export const algorithmNames: readonly AlgorithmName[] = algorithmTable.map(({ name }) => name)

/** The row with this name. Case-sensitive, and of this list alone: `constructor` and `__proto__` name no algorithm. */
export function findAlgorithmFacts(name: string): AlgorithmFacts | undefined {
  return algorithmTable.find(each => each.name === name)
}

function row(facts: AlgorithmFacts): AlgorithmFacts {
  return facts
}

function hmac(name: AlgorithmName, hash: Hash, minimumBits: number): AlgorithmFacts {
  return { name, scheme: 'hmac', hash, keyType: 'secret', kty: 'oct', width: 0, minimumBits }
}

function rsa(name: AlgorithmName, scheme: 'pkcs1' | 'pss', hash: Hash): AlgorithmFacts {
  return { name, scheme, hash, keyType: 'rsa', kty: 'RSA', width: 0, minimumBits: 2048 }
}

function ecdsa(name: AlgorithmName, hash: Hash, crv: string, curve: string, width: number): AlgorithmFacts {
  return { name, scheme: 'ecdsa', hash, keyType: 'ec', kty: 'EC', crv, curve, width }
}
