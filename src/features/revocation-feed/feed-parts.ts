/** What the feed is made of. */
import type { Needs } from '../../system.ts'

export type FeedParts = Needs<
  'settings' | 'sessions' | 'revocations' | 'keyring' | 'signingKeys' | 'seal' | 'clock' | 'timer'
>
