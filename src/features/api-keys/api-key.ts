/**
 * What an API key is: `lk_`, a public id by which it is found and spoken of, and 256 random bits. Only a digest of the
 * text is kept. One round of SHA-256 is enough for it: nobody guesses 256 bits, so there is nothing to slow down.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { UserId } from '../../kernel/user-id.ts'
import type { Random } from '../../ports/random.ts'

/** A key as its owner sees it later on. */
export interface ApiKey {
  readonly id: string
  readonly userId: UserId
  readonly name: string
  /** What it may be used for; words of the application's own. */
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
  /** Shown once, to whoever made it. */
  readonly text: string
  readonly digest: string
}

const keyText = /^lk_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/

export function createApiKeyText(random: Random): ApiKeyText {
  const id = Buffer.from(random.bytes(8)).toString('hex')
  const text = `lk_${id}_${Buffer.from(random.bytes(32)).toString('base64url')}`
  return { id, text, digest: digestOf(text) }
}

/** The id in a text that looks like a key; whether it is one, `isKeyText` says. */
export function readKeyId(text: string): string | undefined {
  return keyText.exec(text)?.[1]
}

/** Compared in constant time, although a digest tells a stranger nothing. */
export function isKeyText({ digest }: Pick<StoredApiKey, 'digest'>, text: string): boolean {
  return timingSafeEqual(Buffer.from(digest, 'hex'), Buffer.from(digestOf(text), 'hex'))
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
