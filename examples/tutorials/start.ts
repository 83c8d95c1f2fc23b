/**
 * `npm run tutorial -- 2`: one tutorial's app. It listens on port 8000 (`--port`), keeps its accounts in memory
 * (`--database FILE` keeps them) and signs with SECRET_KEY, or with a key that is generated for this process.
 */
import { parseArgs } from 'node:util'
import { generateSecret, systemRandom } from 'latchkey'
import { createHttpServer } from 'latchkey/server'
import { emailAccounts } from './1-email-accounts/app.ts'
import { quickstart } from './2-quickstart/app.ts'
import { shopApi } from './3-shop-api/app.ts'
import { cookbook } from './4-cookbook/app.ts'
import { openTutorial, type Tutorial } from './tutorial.ts'

const tutorials: Readonly<Record<string, Tutorial>> = { 1: emailAccounts, 2: quickstart, 3: shopApi, 4: cookbook }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: '8000' }, database: { type: 'string', default: ':memory:' } },
})
const [number = ''] = positionals
const tutorial = tutorials[number]
if (tutorial === undefined) {
  console.error('Which tutorial? npm run tutorial -- 1, 2, 3 or 4.')
  process.exit(2)
}

const secretKey = process.env.SECRET_KEY ?? generateSecret(systemRandom)
const { auth } = await openTutorial(tutorial, { secretKey, path: values.database })
const app = createHttpServer(auth)
const address = await app.listen({ host: '127.0.0.1', port: Number(values.port) })
console.log(`Tutorial ${number} listens on ${address}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => app.close().then(() => auth.close()))
