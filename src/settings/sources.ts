/**
 * Where the values of resolved settings came from. Settings are passed on as one object, so this is kept beside them: a
 * member would be taken for a setting.
 */
import type { SettingName, Settings } from './settings.ts'

/** Where a setting is set, and how it is spelled there. */
export interface SettingSource {
  /** `environment`, `.env`, the path of a file. */
  readonly source: string
  /** Its name there. */
  readonly spelling: string
}

/** Of each setting that a source sets; the others have their defaults. */
export type SettingSources = ReadonlyMap<SettingName, SettingSource>

const kept = new WeakMap<Settings, SettingSources>()

export function keepSources(settings: Settings, sources: SettingSources): Settings {
  kept.set(settings, sources)
  return settings
}

/** `undefined`: they are a copy, of which nothing is known. */
export function sourcesOf(settings: Settings): SettingSources | undefined {
  return kept.get(settings)
}

/** The same settings but for some values, with the sources of all of them. */
export function withValues(settings: Settings, values: Partial<Settings>): Settings {
  const sources = kept.get(settings)
  const changed = Object.freeze({ ...settings, ...values })
  return sources === undefined ? changed : keepSources(changed, sources)
}
