/** What operators are told of this process. */
import type { Installation } from '../features/admin/installation.ts'
import type { Settings } from '../settings/settings.ts'
import { showSettings } from './shown-settings.ts'

export function createInstallation(settings: Settings): Installation {
  return { settings: () => showSettings(settings) }
}
