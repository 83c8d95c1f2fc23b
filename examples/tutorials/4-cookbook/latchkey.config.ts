/** What the app and `latchkey --config examples/tutorials/4-cookbook` share: settings, database and tables. */
import { migrationsOf } from '../tutorial.ts'
import { cookbook } from './app.ts'

export default cookbook.config
export const migrations = migrationsOf(cookbook)
