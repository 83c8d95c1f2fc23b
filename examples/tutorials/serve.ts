/**
 * `npm run tutorials -- --port 8000 --profile main`: the tutorials' server on a fresh in-memory store with the
 * transcripts' accounts. FIXTURE names another file of accounts, SECRET_KEY another signing key.
 */
import { parseArgs } from 'node:util'
import { createAuth, openSqliteStore, resolveSettings } from 'latchkey'
import { createHttpServer } from 'latchkey/server'
import { readFixture, seedUsers } from './fixture.ts'
import { helloEndpoint } from './hello.ts'
import { findProfile, profileNames } from './profiles.ts'

/** The key that the transcripts' forged tokens are signed with. No secret: never serve real accounts with it. */
const transcriptKey = 'reference-oracle-signing-key-0123456789-abcdefghijklmnopqrstuvwxyz'
const ownFixture = new URL('../../test/compat/corpus/fixture.json', import.meta.url)

const { values } = parseArgs({ options: { port: { type: 'string' }, profile: { type: 'string' } } })
const { profile = 'main', port = '8000' } = values
const config = findProfile(profile, process.env)
if (config === undefined) {
  console.error(`There is no profile "${profile}". Choose one of: ${profileNames.join(', ')}.`)
  process.exit(2)
}

const secretKey = process.env.SECRET_KEY ?? transcriptKey
const settings = resolveSettings([{ source: `profile ${profile}`, values: { ...config, secretKey } }])
const store = openSqliteStore(':memory:', settings)
const auth = await createAuth({ settings, store, endpoints: settings.accounts === 'username' ? [helloEndpoint] : [] })
await seedUsers(auth, store, await readFixture(process.env.FIXTURE ?? ownFixture))

const app = createHttpServer(auth)
await app.listen({ host: '127.0.0.1', port: Number(port) })
process.once('SIGTERM', () => app.close().then(() => auth.close()))
