/** Which keys verify now. A key that was retired is in the list no more, whatever a verifier has of the published set. */
import { tokenKidOf } from '../../keys/settings-key.ts'
import type { FeedLine } from '../../sessions/feed-wire.ts'
import type { Needs } from '../../system.ts'

/**
 * With `jwkUrl` another issuer has the keys, and no session is ours. A secret that this node cannot open is named all the
 * same: which keys are accepted stands in the rows of the database, and a list without it would have services refuse its
 * tokens, whatever the other nodes say.
 */
export function keysOf({
  settings,
  keyring,
  signingKeys,
}: Needs<'settings' | 'keyring' | 'signingKeys'>): Pick<FeedLine, 'keys' | 'sessions'> {
  if (settings.jwkUrl !== undefined) return { sessions: false }
  const names = keyring.keys.map(({ kid }) => kid ?? null)
  const unnamed = keyring.find(undefined) === undefined ? [] : [null]
  const closed = (signingKeys?.ring.closed() ?? []).map(tokenKidOf)
  return { keys: [...new Set([...names, ...unnamed, ...closed])] }
}
