/**
 * `npm run tutorials -- --port 8000 --profile main`: the tutorials' server on an empty in-memory store, filled with the
 * transcripts' accounts and rows. FIXTURE names another file of them. The environment is obeyed before the profile: DEBUG,
 * SECRET_KEY, and every other setting.
 */
import { resolveSettings } from 'latchkey'
import { createHttpServer } from 'latchkey/server'
import { endWith, readCommandLine } from './command-line.ts'
import { readFixture, seedRows, seedUsers } from './fixture.ts'
import { findProfile, profileNames } from './profiles.ts'
import { openWith, type Tutorial } from './tutorial.ts'

/** The key that signs the transcripts' forged tokens. It is public: never serve real accounts with it. */
const transcriptKey = 'reference-oracle-signing-key-0123456789-abcdefghijklmnopqrstuvwxyz'
const ownFixture = new URL('../../test/compat/corpus/fixture.json', import.meta.url)

const { values, port } = readCommandLine('profile')
const profile = String(values.profile ?? 'main')
const tutorial = findProfile(profile)
if (tutorial === undefined) {
  console.error(`There is no profile "${profile}". Choose one of: ${profileNames.join(', ')}.`)
  process.exit(2)
}

await serve(tutorial).catch(endWith)

async function serve(served: Tutorial): Promise<void> {
  const settings = resolveSettings([
    { source: 'environment', spelling: 'environment', isShared: true, values: process.env },
    { source: profile, values: { secretKey: transcriptKey, ...served.config } },
  ])
  const { auth, store } = await openWith(served, ':memory:', settings)
  const fixture = await readFixture(process.env.FIXTURE ?? ownFixture)
  await seedUsers(auth, store, fixture)
  if (served.resources !== undefined) await seedRows(store, fixture)

  const app = createHttpServer(auth)
  const address = await app.listen({ host: settings.host, port: port ?? settings.port })
  console.log(`The profile ${profile} listens on ${address}. Its accounts are in memory; their key is public.`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => app.close().then(() => auth.close()))
}
