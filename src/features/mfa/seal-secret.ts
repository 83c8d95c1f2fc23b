/**
 * Encrypts the secrets that authenticator apps share with us: AES-256-GCM with a key derived from `secretKey`, bound to
 * the account, so that a copy of the database opens nothing and no secret can be moved to another account. What was sealed
 * under a key that `previousKeys` still has can be opened, and is sealed anew when it is next used.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import { encodeBase64url } from '../../kernel/bytes.ts'
import { decodeBase64url } from '../../kernel/decode.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Random } from '../../ports/random.ts'
import type { Settings } from '../../settings/settings.ts'

type KeySettings = Pick<Settings, 'secretKey' | 'previousKeys'>

export interface OpenedSecret {
  readonly secret: Uint8Array
  /** Whether it was sealed under an earlier key. */
  readonly isOld: boolean
}

const ivLength = 12
const tagLength = 16

/** `keyId.base64url`: the id says under which key, and nothing about it. */
export function sealSecret({ settings, random }: SealParts, userId: UserId, secret: Uint8Array): string {
  const { id, key } = sealingKey(settings.secretKey.reveal())
  const iv = random.bytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(String(userId)))
  const body = Buffer.concat([cipher.update(secret), cipher.final()])
  return `${id}.${encodeBase64url(Buffer.concat([iv, body, cipher.getAuthTag()]))}`
}

interface SealParts {
  readonly settings: KeySettings
  readonly random: Random
}

/** `undefined`: sealed under a key that the settings do not have any more, or changed in the database. */
export function openSecret(settings: KeySettings, userId: UserId, sealed: string): OpenedSecret | undefined {
  const [id = '', text = ''] = sealed.split('.')
  const key = keysOf(settings).find(each => each.id === id)
  const bytes = decodeBase64url(text)
  if (key === undefined || bytes === undefined || bytes.length < ivLength + tagLength) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.key, bytes.subarray(0, ivLength), { authTagLength: tagLength })
    decipher.setAAD(Buffer.from(String(userId))).setAuthTag(bytes.subarray(-tagLength))
    const secret = Buffer.concat([decipher.update(bytes.subarray(ivLength, -tagLength)), decipher.final()])
    return { secret, isOld: id !== sealingKey(settings.secretKey.reveal()).id }
  } catch {
    return undefined
  }
}

/** Whether a key of the settings opens it, by its id alone. */
export function canOpen(settings: KeySettings, sealed: string): boolean {
  return keysOf(settings).some(({ id }) => sealed.startsWith(`${id}.`))
}

function keysOf({ secretKey, previousKeys = [] }: KeySettings) {
  return [secretKey.reveal(), ...previousKeys.map(({ key }) => key)].map(sealingKey)
}

function sealingKey(secret: string): { readonly id: string; readonly key: Buffer } {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'latchkey second factors', 32))
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key }
}
