/**
 * A process of its own that holds private keys and signs, as a KMS does: `POST /sign/KID` over a Unix socket. A program that
 * may open the socket may have something signed, and never gets the key. In production this is the key service of your cloud, or an HSM.
 */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { basename, join } from 'node:path'

const [folder = 'keys', socket = 'keys.sock'] = process.argv.slice(2)
const files = readdirSync(folder).filter(file => file.endsWith('.pem'))
const keys = new Map(
  files.map(file => [basename(file, '.pem'), createPrivateKey(readFileSync(join(folder, file), 'utf8'))]),
)

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

const server = createServer(async (request, response) => {
  const [, action, kid = ''] = request.url?.split('/') ?? []
  const key = keys.get(kid)
  if (key === undefined) return response.writeHead(404).end('there is no such key')
  if (action === 'public-key') return response.end(createPublicKey(key).export({ format: 'pem', type: 'spki' }))
  // Key services answer with the DER of ECDSA.
  response.end(sign('sha256', await readBytes(request), { key, dsaEncoding: 'der' }))
})
server.listen(socket, () => console.log(`signs with ${[...keys.keys()].join(', ')}`))
