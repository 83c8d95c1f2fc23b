/** Begins an app: the words of the chosen language, then the page. */
import { type ComponentType, render } from 'preact'
import { config } from './config.ts'
import { pseudo } from './i18n.ts'
import { english, type SharedWords, setSharedWords } from './words.ts'

export interface Catalog<Words> {
  readonly words: Words
  readonly shared: SharedWords
}

export type Catalogs<Words> = Readonly<Record<string, () => Promise<Catalog<Words>>>>

/** `setWords` is called before anything is drawn. */
export async function start<Words>(
  catalogs: Catalogs<Words>,
  inEnglish: Words,
  setWords: (words: Words) => void,
  App: ComponentType,
): Promise<void> {
  const catalog = await load(catalogs, inEnglish)
  setSharedWords(catalog.shared)
  setWords(catalog.words)
  const root = document.getElementById('app')
  if (root !== null) render(<App />, root)
}

async function load<Words>(catalogs: Catalogs<Words>, words: Words): Promise<Catalog<Words>> {
  const base = { words, shared: english }
  if (config.language === 'qps-ploc') return pseudo(base)
  const chosen = catalogs[config.language]
  try {
    return chosen === undefined ? base : await chosen()
  } catch {
    // A page in English is better than none.
    return base
  }
}
