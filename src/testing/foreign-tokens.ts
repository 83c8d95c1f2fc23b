/** Tokens as a Django service signs them with the shared key: valid, but without a session here. */
import type { System } from '../system.ts'
import { accessToken } from '../tokens/access.ts'
import { mintToken } from '../tokens/mint.ts'
import { refreshToken } from '../tokens/refresh.ts'
import type { Pair } from './test-client.ts'

export function mintForeignPair(system: System, userId: number | string): Pair {
  const mint = (kind: typeof accessToken | typeof refreshToken) => mintToken(system, kind, { userId }).text
  return { access: mint(accessToken), refresh: mint(refreshToken) }
}
