/**
 * The session that a verified token belongs to. `sid` is a claim like any other: another issuer writes session ids of its
 * own (OpenID Connect does), and any service with the same key can copy one of ours. So it counts only if our store knows it,
 * and callers compare whose session it is. Under `jwkUrl` no token is ours, and no `sid` counts.
 */
import { createAttached } from '../kernel/attached.ts'
import { type Notes, notesOf } from '../tokens/notes.ts'
import type { Claims } from '../tokens/token.ts'
import type { SessionOwner, SessionStore } from './store.ts'

/** As of the first look. Later ends are in the revocation log. */
export interface TokenSession extends SessionOwner {
  readonly sid: string
}

export interface TokenSessions {
  /** Reads the store for new claims: those that the cache of verified tokens remembers are remembered with it. */
  find(claims: Claims): Found | Promise<Found>
  /** The `sid` of the claims, where such a claim counts. Whether there is such a session, the store knows. */
  sidOf(claims: Claims): string | undefined
}

type Found = TokenSession | undefined

/** Remembers what it found as long as the cache of verified tokens remembers the claims. */
export function createTokenSessions(store: Pick<SessionStore, 'ownerOf'>): TokenSessions {
  // Not in a WeakMap of claims: an entry for each token that came but once was half of the work of collecting garbage.
  const found = createAttached<TokenSession | 'unknown'>('session')
  return {
    sidOf,
    find(claims) {
      const sid = sidOf(claims)
      if (sid === undefined) return undefined
      const notes = notesOf(claims)
      const session = notes && found.get(notes)
      if (session === undefined) return look(notes, sid)
      return session === 'unknown' ? undefined : session
    },
  }

  async function look(notes: Notes | undefined, sid: string): Promise<Found> {
    const owner = await store.ownerOf(sid)
    const session = owner && { sid, ...owner }
    if (notes !== undefined) found.set(notes, session ?? 'unknown')
    return session
  }
}

function sidOf({ sid }: Claims): string | undefined {
  return typeof sid === 'string' ? sid : undefined
}

export const noTokenSessions: TokenSessions = { find: () => undefined, sidOf: () => undefined }
