/** How the pages call the application. */
import { publicUrlOf } from '../../mail/link.ts'
import type { Settings } from '../../settings/settings.ts'

/** Unless the settings name one, the host of the application. */
export function brandName(settings: Settings): string {
  return settings.brandName ?? new URL(publicUrlOf(settings)).hostname
}
