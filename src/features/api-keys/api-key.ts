/**
 * The text of an API key: `lk_`, a public id that finds it and names it, and 256 random bits. Only a digest is stored.
 * One round of SHA-256 is enough: 256 random bits cannot be guessed, so a slow hash would protect nothing more.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { UserId } from '../../kernel/user-id.ts'
import type { Random } from '../../ports/random.ts'

/** A key as its owner sees it after its creation. */
export interface ApiKey {
  readonly id: string
  readonly userId: UserId
  readonly name: string
  /** What the key may be used for, in the application's own words. */
  readonly scopes: readonly string[]
  /** Milliseconds since 1970, as all times here. */
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
}

export interface StoredApiKey extends ApiKey {
  readonly digest: string
}

export interface ApiKeyText {
  readonly id: string
  /** Shown once, to the user who created it. */
  readonly text: string
  readonly digest: string
}

const keyText = /^lk_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/

export function createApiKeyText(random: Random): ApiKeyText {
  const id = Buffer.from(random.bytes(8)).toString('hex')
  const text = `lk_${id}_${Buffer.from(random.bytes(32)).toString('base64url')}`
  return { id, text, digest: digestOf(text) }
}

/** The id in a text that has the form of a key. Does NOT verify it: `isKeyText` does. */
export function readKeyId(text: string): string | undefined {
  return keyText.exec(text)?.[1]
}

/** Compares in constant time, although a digest reveals nothing to an attacker. */
export function isKeyText({ digest }: Pick<StoredApiKey, 'digest'>, text: string): boolean {
  return timingSafeEqual(Buffer.from(digest, 'hex'), Buffer.from(digestOf(text), 'hex'))
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
