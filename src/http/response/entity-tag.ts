/** Entity tags (RFC 9110 section 8.8.3): a client that has an answer already is told so, without its body. */
import { createHash } from 'node:crypto'

/** A weak one: the same for every encoding of the answer. */
export function entityTagOf(content: string | Uint8Array): string {
  return `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
}

/** Whether `If-None-Match` names it. */
export function isKnownTag(asked: string | undefined, etag: string): boolean {
  return (asked ?? '').split(',').some(each => each.trim() === etag || each.trim() === '*')
}
