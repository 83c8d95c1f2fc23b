/**
 * The session that a verified token belongs to. `sid` is a claim like any other: another issuer writes session ids of its
 * own (OpenID Connect does), and any service with the same key can copy one of ours. So it counts only if our store knows it,
 * and callers compare whose session it is. Under `jwkUrl` no token is ours, and no `sid` counts.
 */
import type { Claims } from '../tokens/token.ts'
import type { SessionOwner, SessionStore } from './store.ts'

/** As of the first look. Later ends are in the revocation log. */
export interface TokenSession extends SessionOwner {
  readonly sid: string
}

export interface TokenSessions {
  /** Reads the store for new claims: those that the cache of verified tokens remembers are remembered with it. */
  find(claims: Claims): Promise<TokenSession | undefined>
  /** The `sid` of the claims, where such a claim counts. Whether there is such a session, the store knows. */
  sidOf(claims: Claims): string | undefined
}

/** Remembers nothing longer than the cache of verified tokens remembers the claims. */
export function createTokenSessions(store: Pick<SessionStore, 'ownerOf'>): TokenSessions {
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
    const owner = await store.ownerOf(sid)
    return owner === undefined ? 'unknown' : { sid, ...owner }
  }
}

function sidOf({ sid }: Claims): string | undefined {
  return typeof sid === 'string' ? sid : undefined
}

export const noTokenSessions: TokenSessions = { find: async () => undefined, sidOf: () => undefined }
