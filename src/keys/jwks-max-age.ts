/** For how long caches keep the published keys, and when a key is safe to sign with because of it. */

const usualMaxAge = 300
/** A verifier of ours keeps a set for at least a minute, and may be told to wait half a minute after a fetch that failed. */
const longestUnheeded = 60
const patience = 30

interface PublishSettings {
  /** In seconds. */
  readonly keyPublishAhead: number
}

/** In seconds: five minutes, and at most half the time for which a key is published before it signs. */
export function jwksMaxAgeOf({ keyPublishAhead }: PublishSettings): number {
  return Math.min(usualMaxAge, Math.floor(keyPublishAhead / 2))
}

/** In ms: after so long every verifier that goes by the headers has a key which was published. */
export function knownEverywhereAfterMs(settings: PublishSettings): number {
  const kept = Math.max(jwksMaxAgeOf(settings), longestUnheeded) + patience
  return 1000 * Math.min(kept, settings.keyPublishAhead)
}
