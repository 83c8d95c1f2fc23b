/** What the app and `latchkey --config examples/tutorials/2-quickstart` share: settings, database and tables. */
import { migrationsOf } from '../tutorial.ts'
import { quickstart } from './app.ts'

export default quickstart.config
export const migrations = migrationsOf(quickstart)
