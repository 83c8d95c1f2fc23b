/** `scrypt$N$SALT$R$P$BASE64`, in Django's order of fields (RFC 7914). */
import { type ScryptOptions, scrypt } from 'node:crypto'
import { equalBytes } from '../../kernel/bytes.ts'
import { isLongSalt, type MakeHash, type ReadHash } from './stored-hash.ts'

export interface ScryptParameters {
  /** N: a power of two. */
  readonly cost: number
  readonly blockSize: number
  readonly parallelism: number
}

const length = 64
const format = /^scrypt\$([1-9]\d{0,7})\$([^$]+)\$([1-9]\d{0,3})\$([1-9]\d{0,3})\$([A-Za-z0-9+/]+={0,2})$/

export const readScrypt: ReadHash = stored => {
  const match = format.exec(stored)
  if (match === null) return undefined
  const [, cost, salt = '', blockSize, parallelism, digest = ''] = match
  const parameters = { cost: Number(cost), blockSize: Number(blockSize), parallelism: Number(parallelism) }
  const expected = Buffer.from(digest, 'base64')
  if (!isAffordable(parameters) || expected.length !== length) return undefined
  return {
    algorithm: 'scrypt',
    costs: Object.values(parameters).join(),
    work: 2 * sizeOf(parameters),
    isWellSalted: isLongSalt(salt),
    matches: async password => equalBytes(await derive(password, salt, parameters), expected),
  }
}

/** At most twelve times Django's cost, and 1 GiB of memory: a planted row must not exhaust the server. */
function isAffordable(parameters: ScryptParameters): boolean {
  const { cost } = parameters
  return cost >= 2 && Number.isInteger(Math.log2(cost)) && sizeOf(parameters) <= 8_388_608
}

function sizeOf({ cost, blockSize, parallelism }: ScryptParameters): number {
  return cost * blockSize * parallelism
}

export function scryptMaker(parameters: ScryptParameters): MakeHash {
  const { cost, blockSize, parallelism } = parameters
  return async (password, salt) => {
    const key = await derive(password, salt, parameters)
    return `scrypt$${cost}$${salt}$${blockSize}$${parallelism}$${key.toString('base64')}`
  }
}

function derive(password: string, salt: string, parameters: ScryptParameters): Promise<Buffer> {
  const { cost, blockSize, parallelism } = parameters
  const maxmem = 128 * blockSize * (cost + parallelism + 2)
  const options: ScryptOptions = { N: cost, r: blockSize, p: parallelism, maxmem }
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
