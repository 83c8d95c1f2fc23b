/** Tokens as a Django service signs them with the shared key: valid, but without a session here. */
import type { System } from '../system.ts'
import { accessToken } from '../tokens/access.ts'
import { refreshToken } from '../tokens/refresh.ts'
import { mintNow } from './mint-now.ts'
import type { Pair } from './test-client.ts'

export function mintForeignPair(system: System, userId: number | string): Pair {
  const mint = (kind: typeof accessToken | typeof refreshToken) => mintNow(system, kind, { userId }).text
  return { access: mint(accessToken), refresh: mint(refreshToken) }
}
