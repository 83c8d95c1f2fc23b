/** An identity provider that publishes its keys, as `jwkUrl` names it. Tests may withdraw keys, and sign with them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { AlgorithmName } from '../keys/algorithm-table.ts'
import { generateKeyPair } from '../keys/generate.ts'
import type { Jwk } from '../keys/jwk-members.ts'
import { createKeyring } from '../keys/keyring.ts'
import { systemRandom } from '../ports/defaults/random.ts'
import type { System } from '../system.ts'
import type { TokenKind } from '../tokens/define-token.ts'
import type { MintOptions } from '../tokens/mint.ts'
import { mintNow } from './mint-now.ts'

export interface PublishedKeys {
  readonly url: string
  /** What is published now. */
  keys: readonly Jwk[]
  /** A new key, published at once. */
  publish(algorithm?: AlgorithmName): PublishedKey
}

export interface PublishedKey {
  readonly jwk: Jwk
  sign(system: System, kind: TokenKind, options: MintOptions): string
}

export async function servePublishedKeys(t: Pick<TestContext, 'after'>): Promise<PublishedKeys> {
  const server = createServer((_, response) => response.end(JSON.stringify({ keys: published.keys })))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const published: PublishedKeys = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    keys: [],
    publish(algorithm = 'ES256') {
      const key = generateKeyPair(algorithm)
      published.keys = [...published.keys, key.publicJwk]
      const keyring = createKeyring({ algorithm, signingKey: key.privatePem, kid: key.kid })
      const sign: PublishedKey['sign'] = (system, kind, options) =>
        mintNow({ ...system, keyring, random: systemRandom }, kind, options).text
      return { jwk: key.publicJwk, sign }
    },
  }
  return published
}
