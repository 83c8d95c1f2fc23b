/** Requests as a given user: DRF's `force_authenticate`, but with a real token, so the whole pipeline runs. */
import type { Auth } from '../auth.ts'
import type { User } from '../users/user.ts'
import { createUser, type TestUser } from './create-user.ts'
import { createTestClient, type Pair, type Reply } from './test-client.ts'
import { createTokenFactory } from './token-factory.ts'

/** Who a request is made as: a user and their token. */
export interface Actor {
  readonly user: User
  readonly pair: Pair
  /** For requests sent by other means, such as Fastify's `inject`. */
  readonly headers: { readonly authorization: string }
  get(path: string): Promise<Reply>
  post(path: string, json?: unknown): Promise<Reply>
  put(path: string, json?: unknown): Promise<Reply>
  patch(path: string, json?: unknown): Promise<Reply>
  delete(path: string): Promise<Reply>
}

/** `who`: an existing account, or the description of one to create. */
export async function actingAs(auth: Pick<Auth, 'system' | 'dispatch'>, who: User | TestUser): Promise<Actor> {
  const user = 'id' in who ? who : await createUser(auth, who)
  const pair = await createTokenFactory(auth).pair(user)
  const { request } = createTestClient(auth.dispatch)
  const ask = (method: string) => (path: string, json?: unknown) => request(method, path, { json, token: pair.access })
  return {
    user,
    pair,
    headers: { authorization: `${auth.system.settings.authHeaderTypes[0] ?? 'Bearer'} ${pair.access}` },
    get: ask('GET'),
    post: ask('POST'),
    put: ask('PUT'),
    patch: ask('PATCH'),
    delete: ask('DELETE'),
  }
}
