/** The tutorials' server of one profile in this process, with the transcripts' accounts and rows. */
import { readFixture, seedRows, seedUsers } from '../../examples/tutorials/fixture.ts'
import { findProfile } from '../../examples/tutorials/profiles.ts'
import { openTutorial } from '../../examples/tutorials/tutorial.ts'
import type { Config } from '../../src/settings/settings.ts'
import { type ServedAccounts, serve, transcriptSettings, type Watch } from './serve-accounts.ts'

export async function serveTutorial(profile: string, watch?: Watch, more: Config = {}): Promise<ServedAccounts> {
  const tutorial = findProfile(profile)
  if (tutorial === undefined) throw new Error(`there is no profile ${profile}`)
  const { auth, store } = await openTutorial(tutorial, { ...transcriptSettings, ...more })
  const fixture = await readFixture(new URL('./corpus/fixture.json', import.meta.url))
  await seedUsers(auth, store, fixture)
  if (tutorial.resources !== undefined) await seedRows(store, fixture)
  return await serve(auth, watch)
}
