/** A rule about settings that are valid alone and wrong together. It stands in `rules/`, apart from the rows, as it is typed by what derives from them. */
import type { SettingName, Settings } from './settings.ts'

export interface SettingRule {
  /** The setting that the fault is reported at. */
  readonly at: SettingName
  /** The rule is skipped when one of these was refused: that fault is reported already. */
  readonly reads: readonly SettingName[]
  readonly isBroken: (settings: Settings) => boolean
  readonly what: string
  readonly fix: string
}
