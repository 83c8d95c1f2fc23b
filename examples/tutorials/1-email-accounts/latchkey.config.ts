/** What the app and `latchkey --config examples/tutorials/1-email-accounts` share: settings, database and tables. */
import { migrationsOf } from '../tutorial.ts'
import { emailAccounts } from './app.ts'

export default emailAccounts.config
export const migrations = migrationsOf(emailAccounts)
