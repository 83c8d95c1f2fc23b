/** What the app and `latchkey --config examples/tutorials/3-shop-api` share: settings, database and tables. */
import { migrationsOf } from '../tutorial.ts'
import { shopApi } from './app.ts'
import { protectedView, tokenTest } from './views.ts'

export default shopApi.config
export const migrations = migrationsOf(shopApi)
/** For `latchkey policy test`: the rows whose permissions it asks. */
export const endpoints = [protectedView, tokenTest]
export const { resources } = shopApi
