/**
 * The key of a session: a UUID, of which an index holds a quarter less than of 16 bytes of any other kind. Our ids are as
 * long as one. Of any other text the key is a digest, and the text itself is beside it, in `other_sid`.
 */
import { createHash } from 'node:crypto'
import { sessionIds } from '../rows/packed-id.ts'
import type { Row } from '../rows/row.ts'

export interface SessionKey {
  /** 32 hexadecimal digits, which PostgreSQL reads as a UUID. */
  readonly sid: string
  readonly otherSid: Buffer | null
}

export function sessionKeyOf(sid: string): SessionKey {
  return keyOfPacked(sessionIds.pack(sid))
}

/** `packed`: the id as SQLite has it. */
export function keyOfPacked(packed: Uint8Array): SessionKey {
  const bytes = Buffer.from(packed)
  if (bytes.length === keyLength) return { sid: bytes.toString('hex'), otherSid: null }
  const digest = createHash('sha256').update(bytes).digest()
  return { sid: digest.toString('hex', 0, keyLength), otherSid: bytes }
}

export function toSid({ sid, other_sid: other }: Row): string {
  return sessionIds.unpack(other ?? Buffer.from(String(sid).replaceAll('-', ''), 'hex'))
}

const keyLength = 16
