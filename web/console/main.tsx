/** The console: what operators see and do. It is drawn by the words of one language and speaks to the API alone. */
import { start } from '../shared/start.tsx'
import { App } from './app.tsx'
import { catalogs } from './words/catalogs.ts'
import { english } from './words/english.ts'
import { setWords } from './words/words.ts'

void start(catalogs, english, setWords, App)
