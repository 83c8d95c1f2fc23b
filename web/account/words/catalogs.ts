/** The languages, each a file of its own: a browser loads the one that it shows. */
import type { Catalogs } from '../../shared/words.ts'
import type { AccountWords } from './words.ts'

export const catalogs: Catalogs<AccountWords> = {
  de: async () => (await import('./german.ts')).catalog,
  es: async () => (await import('./spanish.ts')).catalog,
  fr: async () => (await import('./french.ts')).catalog,
}
