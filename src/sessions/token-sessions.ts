/**
 * The session that a verified token belongs to. `sid` is a claim like any other: another issuer writes session ids of its
 * own (OpenID Connect does), and any service with the same key can copy one of ours. So it counts only if our store knows it,
 * and callers compare whose session it is. Under `jwkUrl` no token is ours, and no `sid` counts.
 */
import type { UserId } from '../kernel/user-id.ts'
import type { Claims } from '../tokens/token.ts'
import type { SessionStore } from './store.ts'

export interface TokenSession {
  readonly sid: string
  readonly userId: UserId
  /** As of the first look. Later ends are in the revocation log. */
  readonly hasEnded: boolean
}

export interface TokenSessions {
  /** Reads the store for claims that it has not seen: those from the cache of verified tokens are remembered with it. */
  find(claims: Claims): Promise<TokenSession | undefined>
  /** The `sid` of the claims, where such a claim counts. Whether there is such a session, the store knows. */
  sidOf(claims: Claims): string | undefined
}

/** Remembers nothing longer than the cache of verified tokens remembers the claims. */
export function createTokenSessions(store: Pick<SessionStore, 'find'>): TokenSessions {
  const found = new WeakMap<Claims, TokenSession | 'unknown'>()
  return {
    sidOf,
    async find(claims) {
      const sid = sidOf(claims)
      if (sid === undefined) return undefined
      const session = found.get(claims) ?? (await look(sid))
      found.set(claims, session)
      return session === 'unknown' ? undefined : session
    },
  }

  async function look(sid: string): Promise<TokenSession | 'unknown'> {
    const session = await store.find(sid)
    if (session === undefined) return 'unknown'
    return { sid, userId: session.userId, hasEnded: session.endedAt !== null }
  }
}

function sidOf({ sid }: Claims): string | undefined {
  return typeof sid === 'string' ? sid : undefined
}

export const noTokenSessions: TokenSessions = { find: async () => undefined, sidOf: () => undefined }
