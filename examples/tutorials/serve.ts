/**
 * `npm run tutorials -- --port 8000 --profile main`: the tutorials' server on an empty in-memory store, filled with the
 * transcripts' accounts and rows. FIXTURE sets another file of them, SECRET_KEY another signing key.
 */
import { parseArgs } from 'node:util'
import { createHttpServer } from 'latchkey/server'
import { readFixture, seedRows, seedUsers } from './fixture.ts'
import { findProfile, profileNames } from './profiles.ts'
import { openTutorial } from './tutorial.ts'

/** The key that signs the transcripts' forged tokens. It is public: never serve real accounts with it. */
const transcriptKey = 'reference-oracle-signing-key-0123456789-abcdefghijklmnopqrstuvwxyz'
const ownFixture = new URL('../../test/compat/corpus/fixture.json', import.meta.url)

const { values } = parseArgs({ options: { port: { type: 'string' }, profile: { type: 'string' } } })
const { profile = 'main', port = '8000' } = values
const tutorial = findProfile(profile)
if (tutorial === undefined) {
  console.error(`There is no profile "${profile}". Choose one of: ${profileNames.join(', ')}.`)
  process.exit(2)
}

const { auth, store } = await openTutorial(tutorial, { secretKey: process.env.SECRET_KEY ?? transcriptKey })
const fixture = await readFixture(process.env.FIXTURE ?? ownFixture)
await seedUsers(auth, store, fixture)
if (tutorial.resources !== undefined) await seedRows(store, fixture)

const app = createHttpServer(auth)
await app.listen({ host: '127.0.0.1', port: Number(port) })
process.once('SIGTERM', () => app.close().then(() => auth.close()))
