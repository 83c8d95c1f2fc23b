/** The texts of the console. `english.ts` says which there are. */
import type { Text } from '../../shared/i18n.ts'
import type { english } from './english.ts'

/** A text may have other forms in another language, never other values. */
type Translated<Words> = {
  readonly [Name in keyof Words]: Words[Name] extends string
    ? string
    : Words[Name] extends { readonly other: string }
      ? Text
      : Translated<Words[Name]>
}

export type ConsoleWords = Translated<typeof english>

let current: ConsoleWords | undefined

export function setWords(words: ConsoleWords): void {
  current = words
}

export function words(): ConsoleWords {
  if (current === undefined) throw new Error('no language is loaded')
  return current
}
