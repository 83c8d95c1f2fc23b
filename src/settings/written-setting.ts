/** One entry of a source of settings, as it was written and as it was read. */
import type { SettingName } from './settings.ts'
import { refuse, type ValueResult } from './value-result.ts'

export interface WrittenSetting {
  readonly written: string
  /** Absent where no setting has this name; the result says so. */
  readonly name?: SettingName
  /** Worth a word, and no reason not to start. */
  readonly isRemark?: true
  readonly result: ValueResult
}

/** A name that no setting has is an error: otherwise a typing mistake would silently disable a protection. */
export function writtenUnknown(written: string, nearest: string | undefined): WrittenSetting {
  const hasBlank = written.trim() !== written
  const what = hasBlank ? 'is not a setting: there is a blank around its name' : 'is not a setting'
  return { written, result: refuse(what, nearest === undefined ? 'remove it' : `write ${nearest}`) }
}
