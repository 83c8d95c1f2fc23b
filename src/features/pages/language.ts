/** In which language a page answers: `?lang=`, or else what the browser accepts, or else English. */
import type { Incoming } from '../../http/request/message.ts'
import { de } from './words/de.ts'
import { en } from './words/en.ts'
import { es } from './words/es.ts'
import { fr } from './words/fr.ts'
import type { Words } from './words/words.ts'

export const catalogs = { en, de, es, fr } as const satisfies Readonly<Record<string, Words>>

export type Language = keyof typeof catalogs

export const languages = Object.keys(catalogs) as readonly Language[]

export interface ChosenLanguage {
  readonly language: Language
  /** Whether the address says it, so that the next page keeps it. */
  readonly isNamed: boolean
}

export function chooseLanguage({ query, header }: Pick<Incoming, 'query' | 'header'>): ChosenLanguage {
  const named = findLanguage(new URLSearchParams(query).get('lang') ?? '')
  if (named !== undefined) return { language: named, isNamed: true }
  return { language: acceptedLanguage(header('accept-language') ?? ''), isNamed: false }
}

/** The first of the highest weight that there is (RFC 9110 section 12.5.4); `*` is English. */
function acceptedLanguage(accepted: string): Language {
  const ranges = accepted.slice(0, 1000).split(',').map(parseRange)
  const wanted = ranges.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight)
  for (const { tag } of wanted) {
    const found = tag === '*' ? 'en' : findLanguage(tag)
    if (found !== undefined) return found
  }
  return 'en'
}

function parseRange(range: string): { readonly tag: string; readonly weight: number } {
  const [tag = '', ...parameters] = range.split(';').map(part => part.trim())
  const weight = parameters.find(parameter => /^q=/i.test(parameter))?.slice(2)
  const number = weight === undefined ? 1 : Number(weight)
  return { tag, weight: Number.isFinite(number) ? number : 0 }
}

/** `de-AT` is German. */
function findLanguage(tag: string): Language | undefined {
  const [primary] = tag.toLowerCase().split('-')
  return languages.find(language => language === primary)
}
