/** The languages, each a file of its own: a browser loads the one that it shows. */
import type { Catalogs } from '../../shared/start.tsx'
import type { AccountWords } from './words.ts'

export const catalogs: Catalogs<AccountWords> = {}
