/** One server node of the proof, a process of its own: prints its port, and ends with its parent. */
import { createAuth } from '../../../src/auth.ts'
import { createHttpServer } from '../../../src/server/http-server.ts'
import { proofSettings } from './settings.ts'

const [databaseUrl = '', every = ''] = process.argv.slice(2)
const auth = await createAuth({ ...proofSettings(every), databaseUrl })
const app = createHttpServer(auth)
console.log(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
process.stdin.resume().on('end', () => process.exit(0))
