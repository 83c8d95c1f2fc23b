/** A check of settings that are right alone and wrong together. */
import type { SettingName, Settings } from './settings.ts'

export interface Combination {
  /** The setting that the fault is reported at. */
  readonly at: SettingName
  /** Not judged when one of these was refused: the person has heard of it already. */
  readonly reads: readonly SettingName[]
  readonly isWrong: (settings: Settings) => boolean
  readonly what: string
  readonly fix: string
}
