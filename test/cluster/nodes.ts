/** Several servers on one database, each a process of its own, asked over sockets. */
import type { TestContext } from 'node:test'
import { createTestDatabase, createTestSchema } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { type Api, createApi } from '../faults/api.ts'
import { type Environment, secretKey } from '../faults/command-line.ts'
import { startServer } from '../faults/server-process.ts'

export type Dialect = 'sqlite' | 'postgres' | 'postgres without LISTEN'

/** So many servers with one secret on one database, which is empty and goes after the test. */
export async function startNodes(
  t: Pick<TestContext, 'after'>,
  dialect: Dialect,
  count: number,
  env: Environment = {},
): Promise<readonly Api[]> {
  const folder = temporaryFolder(t)
  const DATABASE_URL = await addressOf(t, dialect)
  const whole = { SECRET_KEY: secretKey, DATABASE_URL, ...env }
  const started = await Promise.all(Array.from({ length: count }, () => startServer(t, folder, whole)))
  return started.map(({ url }) => createApi(url))
}

/** Behind a pooler no node can listen: the poll is all. There the search path is not ours to set. */
async function addressOf(t: Pick<TestContext, 'after'>, dialect: Dialect): Promise<string> {
  if (dialect === 'sqlite') return 'sqlite:///shared.sqlite3'
  return dialect === 'postgres' ? await createTestSchema(t) : `${await createTestDatabase(t)}?pgbouncer=true`
}

/** A user who is logged in, and whom every node has let in. */
export async function logIn(nodes: readonly Api[], email: string) {
  const [first] = nodes
  if (first === undefined) throw new TypeError('no node')
  const { json } = await first.login(email, password)
  for (const node of nodes) {
    const { status } = await node.profile(json.access)
    if (status !== 200) throw new Error(`a node answered ${status} to a token that was just given`)
  }
  return json as { readonly access: string; readonly refresh: string }
}

export const password = 'SecurePass123!'

/** Milliseconds until the node refuses the token, asked again and again. */
export async function untilRefused(node: Api, access: string): Promise<number> {
  const started = performance.now()
  while ((await node.profile(access)).status !== 401) {
    if (performance.now() - started > 10_000) throw new Error('still accepted after ten seconds')
  }
  return performance.now() - started
}
