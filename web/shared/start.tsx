/** Begins an app: the words of the chosen language, then the page. */
import { type ComponentType, render } from 'preact'
import { refusals } from '../../src/features/pages/words/refusals/en.ts'
import { config } from './config.ts'
import { setFieldMessages } from './field-messages.ts'
import { pseudo } from './i18n.ts'
import { setRefusals } from './refusals.ts'
import { type Catalog, type Catalogs, english, setSharedWords } from './words.ts'

/** `setWords` is called before anything is drawn. */
export async function start<Words>(
  catalogs: Catalogs<Words>,
  inEnglish: Words,
  setWords: (words: Words) => void,
  App: ComponentType,
): Promise<void> {
  const catalog = await load(catalogs, inEnglish)
  setSharedWords(catalog.shared)
  setFieldMessages(catalog.fieldMessages)
  setRefusals(catalog.refusals)
  setWords(catalog.words)
  const root = document.getElementById('app')
  if (root !== null) render(<App />, root)
}

async function load<Words>(catalogs: Catalogs<Words>, words: Words): Promise<Catalog<Words>> {
  const base = { words, shared: english, refusals }
  if (config.language === 'qps-ploc') return pseudo(base)
  const chosen = catalogs[config.language]
  try {
    return chosen === undefined ? base : await chosen()
  } catch {
    // A page in English is better than none.
    return base
  }
}
