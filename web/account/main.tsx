/** The account pages behind the login: what a person does to their own account. */
import { start } from '../shared/start.tsx'
import { App } from './app.tsx'
import { catalogs } from './words/catalogs.ts'
import { english } from './words/english.ts'
import { setWords } from './words/words.ts'

void start(catalogs, english, setWords, App)
