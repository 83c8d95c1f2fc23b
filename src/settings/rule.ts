/** A rule about settings that are valid alone and wrong together. It stands in `rules/`, apart from the rows, as it is typed by what derives from them. */
import type { SettingName, Settings } from './settings.ts'
import type { ValueFault } from './value-result.ts'

interface Rule {
  /** The setting that the fault is reported at. */
  readonly at: SettingName
  /** The rule is skipped when one of these was refused: that fault is reported already. */
  readonly reads: readonly SettingName[]
}

/** One thing that can be wrong. */
interface PlainRule extends Rule {
  readonly isBroken: (settings: Settings) => boolean
  readonly what: string
  readonly fix: string
}

/** Many of one kind, each with its own words. */
interface FindingRule extends Rule {
  readonly find: (settings: Settings) => readonly ValueFault[]
}

export type SettingRule = PlainRule | FindingRule
