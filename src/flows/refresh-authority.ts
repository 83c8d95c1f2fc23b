/** What decides whether a refresh token was used before, by the settings. */
import type { RefreshAuthority } from '../sessions/store.ts'
import type { Settings } from '../settings/settings.ts'

/** Tokens without an id cannot be told from their successors, so none of them is ever spent. */
export function refreshAuthorityOf(
  settings: Pick<Settings, 'blacklistAfterRotation' | 'refreshAuthority' | 'jtiClaim'>,
): RefreshAuthority {
  return settings.blacklistAfterRotation && settings.jtiClaim !== null ? settings.refreshAuthority : 'none'
}
