/** Which keys verify now. A key that was retired is in the list no more, whatever a verifier has of the published set. */
import type { FeedLine } from '../../sessions/feed-wire.ts'
import type { Needs } from '../../system.ts'

/** With `jwkUrl` another issuer has the keys, and no session is ours. */
export function keysOf({ settings, keyring }: Needs<'settings' | 'keyring'>): Pick<FeedLine, 'keys' | 'sessions'> {
  if (settings.jwkUrl !== undefined) return { sessions: false }
  const names = keyring.keys.map(({ kid }) => kid ?? null)
  return { keys: [...new Set(keyring.find(undefined) === undefined ? names : [...names, null])] }
}
