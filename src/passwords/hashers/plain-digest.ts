/**
 * Django's oldest formats: one round of MD5 or SHA-1 over salt and password, and the unsalted forms. They protect
 * nothing; they are read so that their owners can log in once and get a real hash.
 */
import { createHash } from 'node:crypto'
import { equalBytes } from '../../kernel/bytes.ts'
import type { ReadHash } from './stored-hash.ts'

const format = /^(md5|sha1)\$([^$]*)\$([0-9a-f]+)$/
const bareMd5 = /^[0-9a-f]{32}$/
const lengths = { md5: 16, sha1: 20 } as const

export const readPlainDigest: ReadHash = stored => {
  const match = format.exec(bareMd5.test(stored) ? `md5$$${stored}` : stored)
  if (match === null) return undefined
  const [, name = '', salt = '', hex = ''] = match
  const algorithm = name as keyof typeof lengths
  const expected = Buffer.from(hex, 'hex')
  if (expected.length !== lengths[algorithm] || hex.length !== 2 * expected.length) return undefined
  return {
    algorithm: salt === '' ? `unsalted_${algorithm}` : algorithm,
    costs: '',
    work: 0,
    isWellSalted: false,
    matches: async password =>
      equalBytes(
        createHash(algorithm)
          .update(salt + password)
          .digest(),
        expected,
      ),
  }
}
