/**
 * What the process knows of a token beside its claims, for as long as the cache of verified tokens remembers it. The claims
 * are frozen and shared: an empty object stands with them, to which others attach what they know (see attached.ts).
 */
import { createAttached } from '../kernel/attached.ts'
import type { Claims } from './token.ts'

/** Nothing by itself. */
export type Notes = object

const notes = createAttached<Notes>('notes')

/** Before the claims are frozen. */
export function beginNotes(claims: Claims): void {
  notes.set(claims, {})
}

/** `undefined`: the token is not remembered, and its claims are of this call alone. */
export function notesOf(claims: Claims): Notes | undefined {
  return notes.get(claims)
}
