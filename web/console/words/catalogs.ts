/** The languages, each a file of its own: a browser loads the one that it shows. */
import type { Catalogs } from '../../shared/start.tsx'
import type { ConsoleWords } from './words.ts'

export const catalogs: Catalogs<ConsoleWords> = {}
