/**
 * A subject: the settings of one topic and the rules between them. The core has rows in `subjects/` and rules in `rules/`, a feature
 * brings one; `src/settings.ts` lists them all.
 */
import type { SettingRow } from './row.ts'
import type { SettingRule } from './rule.ts'

export interface SettingSubject {
  /** The heading on the reference page. */
  readonly title: string
  readonly rows: Readonly<Record<string, SettingRow>>
  readonly rules: readonly SettingRule[]
}
