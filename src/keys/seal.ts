/**
 * Encrypts state that a client keeps for us: AES-256-GCM with a key derived from `secretKey`, a different one for each
 * purpose. The client can neither read nor change it, nor use it for another purpose. It can send it twice: one-time
 * use is up to the store.
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { encodeBase64url } from '../kernel/bytes.ts'
import { decodeBase64url } from '../kernel/decode.ts'
import type { Secret } from '../kernel/secret.ts'
import type { Random } from '../ports/random.ts'

export interface Seal {
  /** Unpadded base64url. */
  seal(purpose: string, content: object): string
  /** `undefined`: sealed elsewhere or for another purpose, or modified. */
  open(purpose: string, text: string): unknown
}

const ivLength = 12
const tagLength = 16
const longestText = 16_384

export function createSeal(secretKey: Secret, random: Random): Seal {
  // The word is from when sign-ins with providers alone were sealed: another one would end those that are under way.
  const keyOf = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', secretKey.reveal(), '', `latchkey social: ${purpose}`, 32))

  return {
    seal(purpose, content) {
      const iv = random.bytes(ivLength)
      const cipher = createCipheriv('aes-256-gcm', keyOf(purpose), iv)
      const body = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()])
      return encodeBase64url(Buffer.concat([iv, body, cipher.getAuthTag()]))
    },
    open(purpose, text) {
      const bytes = text.length > longestText ? undefined : decodeBase64url(text)
      if (bytes === undefined || bytes.length < ivLength + tagLength) return undefined
      try {
        const iv = bytes.subarray(0, ivLength)
        const decipher = createDecipheriv('aes-256-gcm', keyOf(purpose), iv, { authTagLength: tagLength })
        decipher.setAuthTag(bytes.subarray(-tagLength))
        const body = bytes.subarray(ivLength, -tagLength)
        return JSON.parse(Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8'))
      } catch {
        return undefined
      }
    },
  }
}
