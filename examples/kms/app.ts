/**
 * An app in Fastify whose tokens are signed by another process (key-service.ts): the private key never is in this one.
 * Start that one first, with a key in its folder: `npx latchkey keys generate --algorithm ES256` prints a pair.
 */
import { request } from 'node:http'
import { fastify } from 'fastify'
import { type Config, createAuth, isAuthenticated, type Signer } from 'latchkey'
import { guarded, latchkey, principalOf } from 'latchkey/fastify'

/** The body of the answer. `signal` ends what takes too long. */
function ask(socketPath: string, path: string, body?: Uint8Array, signal?: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const asking = request(
      { socketPath, path, method: body ? 'POST' : 'GET', ...(signal && { signal }) },
      async answer => {
        try {
          const pieces = await Array.fromAsync(answer)
          if (answer.statusCode !== 200) throw new Error(`the key service answered ${answer.statusCode}`)
          resolve(Buffer.concat(pieces))
        } catch (error) {
          reject(error)
        }
      },
    )
    asking.on('error', reject).end(body)
  })
}

/** Signs with the key that the settings call `keyId`. */
export function signerAt(socketPath: string): Signer {
  return {
    sign: (input, { kid, signal }) => ask(socketPath, `/sign/${kid}`, input, signal),
    signatureFormat: 'der',
    timeout: '2s',
  }
}

export async function readPublicKey(socketPath: string, kid: string): Promise<string> {
  return (await ask(socketPath, `/public-key/${kid}`)).toString()
}

/** Not listening yet. `config` needs `secretKey`, `database`, `verifyingKey` and `keyId`. */
export async function openApp(socketPath: string, config: Config) {
  const auth = await createAuth({ algorithm: 'ES256', signer: signerAt(socketPath), ...config })
  const app = fastify()
  app.addHook('onClose', () => auth.close())
  await app.register(latchkey(auth))
  app.get('/me', { preHandler: guarded(auth, { permissions: [isAuthenticated] }) }, async request => {
    const { email } = await principalOf(request).user()
    return { email }
  })
  return app
}

if (import.meta.main) {
  const [socket = 'keys.sock', keyId = '2026-11'] = process.argv.slice(2)
  const verifyingKey = await readPublicKey(socket, keyId)
  const { SECRET_KEY: secretKey } = process.env
  const app = await openApp(socket, { secretKey, database: 'sqlite:app.sqlite3', verifyingKey, keyId })
  console.log(await app.listen({ port: 8000 }))
}
