/** A server in this process, on a free port, with the transcripts' accounts, for the replayer. */
import { readFixture, seedUsers } from '../../examples/tutorials/fixture.ts'
import { type Auth, createAuth } from '../../src/auth.ts'
import type { Dispatch } from '../../src/http/dispatch.ts'
import type { Incoming, Outgoing } from '../../src/http/request/message.ts'
import { createHttpServer } from '../../src/server/http-server.ts'
import type { Config } from '../../src/settings/settings.ts'
import { resolveSettings } from '../../src/settings.ts'
import { openSqliteStore } from '../../src/stores/sqlite/store.ts'

export const transcriptKey = 'reference-oracle-signing-key-0123456789-abcdefghijklmnopqrstuvwxyz'

/** Password hashes have the lowest cost, since only answers are compared. */
export const transcriptSettings = {
  secretKey: transcriptKey,
  passwordMemory: 64,
  passwordIterations: 1,
  passwordParallelism: 1,
}

export interface ServedAccounts {
  readonly baseUrl: string
  close(): Promise<void>
}

/** Called with each request and its answer. */
export type Watch = (incoming: Incoming, outgoing: Outgoing) => void

export async function serveAccounts(config: Config, watch?: Watch): Promise<ServedAccounts> {
  // The transcripts use tutorial 1's example views.
  const values = { ...transcriptSettings, exampleEndpoints: true, ...config }
  const settings = resolveSettings([{ source: 'test', values }])
  const store = openSqliteStore(':memory:', settings)
  const auth = await createAuth({ settings, store })
  await seedUsers(auth, store, await readFixture(new URL('./corpus/fixture.json', import.meta.url)))
  return await serve(auth, watch)
}

/** Serves on a free port; closing the server closes its Auth. */
export async function serve(auth: Auth, watch?: Watch): Promise<ServedAccounts> {
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

/** The same dispatch, with an observer, who sees JSON that is written in pieces as a body. */
export function watched(dispatch: Dispatch, watch: Watch = () => {}): Dispatch {
  return async incoming => {
    const outgoing = await gathered(await dispatch(incoming))
    watch(incoming, outgoing)
    return outgoing
  }
}

async function gathered({ bytes, ...outgoing }: Outgoing): Promise<Outgoing> {
  const isJson = outgoing.headers.some(([name, value]) => name === 'Content-Type' && value === 'application/json')
  if (bytes === undefined || !isJson) return bytes === undefined ? outgoing : { ...outgoing, bytes }
  const pieces = bytes instanceof Uint8Array ? [bytes] : await Array.fromAsync(bytes)
  return { ...outgoing, body: Buffer.concat(pieces).toString() }
}
