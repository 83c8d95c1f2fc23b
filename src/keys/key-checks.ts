/** What makes a key too weak, or not what it is given for: the same on every platform. Each throws KeyringError. */
import type { AlgorithmFacts } from './algorithm-table.ts'
import { refuseKey } from './faults.ts'
import { hasRocaFingerprint } from './roca.ts'

/** Public keys in the formats that say what they are. DER is the platform's to recognize. */
export function namesAsymmetricKey(text: string): boolean {
  return /-{2,}\s*BEGIN|ssh-(rsa|dss|ed25519)|ecdsa-sha2-/i.test(text) || /"kty"\s*:\s*"(RSA|EC|OKP)"/.test(text)
}

/** A verifier that takes a public key as a secret lets anyone sign (CVE-2022-29217). */
export function refuseAsymmetricSecret({ name }: AlgorithmFacts): never {
  return refuseKey(
    `an asymmetric key is given as the secret of ${name}`,
    'anyone with the public half could sign; set the algorithm that the key is made for, or use a random secret',
  )
}

/** Programs that share a secret differ in whether the blanks around it are a part of it. */
export function refuseBlanks(secret: string): void {
  if (secret.trim() === secret) return
  refuseKey(
    'the secret has a line break or blanks around it, which another program may not take for a part of it',
    'remove them; files are read with a line break at their end',
  )
}

/** The length of a secret or of a modulus. */
export function checkBits(bits: number, { name, minimumBits }: AlgorithmFacts): void {
  if (minimumBits === undefined || bits >= minimumBits) return
  refuseKey(`the key has ${bits} bits`, `${name} needs ${minimumBits} or more (RFC 7518 section 3); generate a new key`)
}

/** What a public RSA key is beside its length. */
export function checkRsa({
  exponent,
  modulus,
}: {
  readonly exponent: bigint | undefined
  readonly modulus: bigint
}): void {
  if (exponent === undefined || exponent < 65_537n || exponent % 2n === 0n) {
    refuseKey('the public exponent of the key is unsafe', 'generate a new key with 65537')
  }
  if (hasRocaFingerprint(modulus)) {
    refuseKey('the key comes from a generator whose keys can be factored (ROCA, CVE-2017-15361)', 'generate a new key')
  }
}
