/**
 * What an operator does in Django's admin site: `set-profile.ts john --role editor --api-key KEY --unverified`. A profile
 * is a row of this tutorial's own table, which `users change` does not know; it sets user fields (`--set is_premium=yes`).
 * It writes the whole row to the database of this tutorial; a server that runs sees it with the next request.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openSqliteStore } from 'latchkey'
import { loadConfiguration } from 'latchkey/server'
import { digestOf, type ProfileRow } from './profiles.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    role: { type: 'string', default: 'user' },
    'api-key': { type: 'string' },
    unverified: { type: 'boolean', default: false },
  },
})
const config = fileURLToPath(new URL('.', import.meta.url))
const loaded = await loadConfiguration({ env: process.env, cwd: process.cwd(), config })
const store = openSqliteStore(loaded.databaseName, loaded.settings, { migrations: loaded.migrations })

const [username = ''] = positionals
const user = await store.users.findByLogin(username)
if (user === undefined) {
  console.error(`There is no user ${username}.`)
  process.exit(1)
}
const profile = {
  api_key: values['api-key'] === undefined ? null : digestOf(values['api-key']),
  role: values.role,
  email_verified: values.unverified ? 0 : 1,
}
const db = await store.kysely<{ profiles: ProfileRow }>()
await db
  .insertInto('profiles')
  .values({ user: Number(user.id), ...profile })
  .onConflict(conflict => conflict.column('user').doUpdateSet(profile))
  .execute()
await store.close()
console.log(`The profile of ${username} is written.`)
