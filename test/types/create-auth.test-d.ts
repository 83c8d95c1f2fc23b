/** Both forms of createAuth are typed, and exclude each other. Checked by `tsc`, never run. */
import { type Config, createAuth, type Settings, type SqliteStore, type Store } from 'latchkey'
import { lazyAuth } from 'latchkey/next'

declare const config: Config
declare const settings: Settings
declare const store: Store
declare const secretKey: string | undefined

const opened = await createAuth({ secretKey, database: 'sqlite:app.sqlite3', endpoints: [], resources: [] })
opened.store satisfies SqliteStore
const shared = lazyAuth('app', () => createAuth({ secretKey, database: 'sqlite:app.sqlite3' }))
;(await shared()).store satisfies SqliteStore
await createAuth(config)
await createAuth({ ...config, endpoints: [] })
const given = await createAuth({ secretKey, store })
given.store satisfies Store
// @ts-expect-error a store that was given need not be SQLite's
given.store satisfies SqliteStore
await createAuth({ settings, store })

// @ts-expect-error a misspelt setting
await createAuth({ secretkey: secretKey })
// @ts-expect-error a misspelt part
await createAuth({ secretKey, resource: [] })
// @ts-expect-error no such value
await createAuth({ secretKey, accounts: 'mail' })
// @ts-expect-error the two forms exclude each other
await createAuth({ settings, store, secretKey })
// @ts-expect-error resolved settings need a store
await createAuth({ settings })
// @ts-expect-error settings as they are written are no resolved settings
await createAuth({ settings: { secretKey }, store })
// @ts-expect-error options are needed
await createAuth()
