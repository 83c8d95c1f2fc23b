/** The tutorials' server of one profile in this process, with the transcripts' accounts and rows. */
import { readFixture, seedRows, seedUsers } from '../../examples/tutorials/fixture.ts'
import { findProfile } from '../../examples/tutorials/profiles.ts'
import { openTutorial } from '../../examples/tutorials/tutorial.ts'
import { createHttpServer } from '../../src/server/http-server.ts'
import type { Config } from '../../src/settings.ts'
import { type ServedAccounts, transcriptKey, type Watch, watched } from './serve-accounts.ts'

/** Passwords are hashed at the least cost: what is compared is the wire. */
export async function serveTutorial(profile: string, watch?: Watch, more: Config = {}): Promise<ServedAccounts> {
  const tutorial = findProfile(profile)
  if (tutorial === undefined) throw new Error(`there is no profile ${profile}`)
  const cheap = { passwordMemory: 64, passwordIterations: 1, passwordParallelism: 1 }
  const { auth, store } = await openTutorial(tutorial, { secretKey: transcriptKey, ...cheap, ...more })
  const fixture = await readFixture(new URL('./corpus/fixture.json', import.meta.url))
  await seedUsers(auth, store, fixture)
  if (tutorial.resources !== undefined) await seedRows(store, fixture)
  const app = createHttpServer({ ...auth, dispatch: watched(auth.dispatch, watch) })
  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    baseUrl,
    async close() {
      await app.close()
      await auth.close()
    },
  }
}
