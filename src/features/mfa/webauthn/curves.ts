/**
 * Whether the numbers of a public key are a point that a key can be. OpenSSL looks at some of this, by version; here it
 * is looked at in any case, and with a word of its own for the log.
 */

const p256 = {
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
}

/** y² = x³ − 3x + b (FIPS 186-5, SP 800-186 section 3.2.1.3). Points off the curve leak private keys, and sign nothing. */
export function isOnP256(xBytes: Uint8Array, yBytes: Uint8Array): boolean {
  const { p, b } = p256
  const x = bigEndian(xBytes)
  const y = bigEndian(yBytes)
  return x < p && y < p && (y * y - (x * x * x - 3n * x + b)) % p === 0n
}

const p25519 = 2n ** 255n - 19n
const d25519 = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n
const order8 = 0x5fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n

/** The y of the eight points of small order: signatures for such a key need no private key, where a library takes it. */
const smallOrder: ReadonlySet<bigint> = new Set([0n, 1n, p25519 - 1n, order8, p25519 - order8])

/** RFC 8032 section 5.1.3: y below p, and an x to it: x² = (y² − 1) / (dy² + 1) is a square. */
export function isEd25519Point(bytes: Uint8Array): boolean {
  const y = bigEndian(Uint8Array.from(bytes).reverse()) & (2n ** 255n - 1n)
  if (y >= p25519 || smallOrder.has(y)) return false
  const square = (y * y - 1n) * (d25519 * y * y + 1n)
  return power(square, (p25519 - 1n) / 2n, p25519) === 1n
}

export function bigEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let factor = base % modulus
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * factor) % modulus
    factor = (factor * factor) % modulus
  }
  return result
}
