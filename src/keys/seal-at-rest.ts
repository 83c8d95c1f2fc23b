/**
 * Encrypts what the database keeps: AES-256-GCM with a key derived from `secretKey`, another for each purpose, bound to
 * what it belongs to, so that a copy of the database opens nothing and nothing can be moved to another row. What was
 * sealed under a key that `previousKeys` still has can be opened.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import { encodeBase64url } from '../kernel/bytes.ts'
import { decodeBase64url } from '../kernel/decode.ts'
import type { Secret } from '../kernel/secret.ts'
import type { Random } from '../ports/random.ts'

/** The settings that seal and open. */
export interface SealingSettings {
  readonly secretKey: Secret
  readonly previousKeys?: readonly { readonly key: string }[] | undefined
}

export interface SealParts {
  readonly settings: SealingSettings
  readonly random: Random
}

/** What for, and to what it belongs: another row opens nothing. */
export interface SealedFor {
  readonly purpose: string
  readonly owner: string
}

export interface Opened {
  readonly bytes: Uint8Array
  /** Whether it was sealed under an earlier key. */
  readonly isOld: boolean
}

const ivLength = 12
const tagLength = 16

/** `keyId.base64url`: the id says under which key, and nothing about it. */
export function sealAtRest({ settings, random }: SealParts, { purpose, owner }: SealedFor, bytes: Uint8Array): string {
  const { id, key } = sealingKey(settings.secretKey.reveal(), purpose)
  const iv = random.bytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(owner))
  const body = Buffer.concat([cipher.update(bytes), cipher.final()])
  return `${id}.${encodeBase64url(Buffer.concat([iv, body, cipher.getAuthTag()]))}`
}

/** `undefined`: sealed under a key that the settings do not have any more, or changed in the database. */
export function openAtRest(
  settings: SealingSettings,
  { purpose, owner }: SealedFor,
  sealed: string,
): Opened | undefined {
  const [id = '', text = ''] = sealed.split('.')
  const key = keysOf(settings, purpose).find(each => each.id === id)
  const bytes = decodeBase64url(text)
  if (key === undefined || bytes === undefined || bytes.length < ivLength + tagLength) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.key, bytes.subarray(0, ivLength), { authTagLength: tagLength })
    decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(-tagLength))
    const opened = Buffer.concat([decipher.update(bytes.subarray(ivLength, -tagLength)), decipher.final()])
    return { bytes: opened, isOld: isSealedUnderOld(settings, purpose, sealed) }
  } catch {
    return undefined
  }
}

/** Whether a key of the settings opens it, by its id alone. */
export function canOpenAtRest(settings: SealingSettings, purpose: string, sealed: string): boolean {
  return keysOf(settings, purpose).some(({ id }) => sealed.startsWith(`${id}.`))
}

/** By its id alone. */
export function isSealedUnderOld({ secretKey }: SealingSettings, purpose: string, sealed: string): boolean {
  return !sealed.startsWith(`${sealingKey(secretKey.reveal(), purpose).id}.`)
}

function keysOf({ secretKey, previousKeys = [] }: SealingSettings, purpose: string) {
  return [secretKey.reveal(), ...previousKeys.map(({ key }) => key)].map(secret => sealingKey(secret, purpose))
}

function sealingKey(secret: string, purpose: string): { readonly id: string; readonly key: Buffer } {
  const key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key }
}
