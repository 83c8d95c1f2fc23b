/** What the app and `latchkey --config examples/tutorials/3-shop-api` share: settings, database and tables. */
import { migrationsOf } from '../tutorial.ts'
import { shopApi } from './app.ts'

export default shopApi.config
export const migrations = migrationsOf(shopApi)
