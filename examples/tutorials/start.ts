/**
 * `npm run tutorial -- 2`: one tutorial's app. It listens on port 8000 (`--port`, PORT) and reads the configuration of its
 * folder, as `latchkey --config` does: secret and accounts are in `.latchkey/` there. `--database :memory:` forgets them.
 */
import { fileURLToPath } from 'node:url'
import { createHttpServer, createLog, loadConfiguration } from 'latchkey/server'
import { emailAccounts } from './1-email-accounts/app.ts'
import { quickstart } from './2-quickstart/app.ts'
import { shopApi } from './3-shop-api/app.ts'
import { cookbook } from './4-cookbook/app.ts'
import { endWith, readCommandLine } from './command-line.ts'
import { startMessage } from './start-message.ts'
import { withStartPage } from './start-page.ts'
import { openWith, type Tutorial } from './tutorial.ts'

interface Chapter {
  readonly folder: string
  readonly tutorial: Tutorial
}

const chapters: Readonly<Record<string, Chapter>> = {
  1: { folder: '1-email-accounts', tutorial: emailAccounts },
  2: { folder: '2-quickstart', tutorial: quickstart },
  3: { folder: '3-shop-api', tutorial: shopApi },
  4: { folder: '4-cookbook', tutorial: cookbook },
}

const { values, positionals, port } = readCommandLine('database')
const [number = ''] = positionals
const chapter = chapters[number]
if (chapter === undefined) {
  console.error('Which tutorial? npm run tutorial -- 1, 2, 3 or 4.')
  process.exit(2)
}

await serve(chapter).catch(endWith)

async function serve({ folder, tutorial }: Chapter): Promise<void> {
  const config = fileURLToPath(new URL(`${folder}/`, import.meta.url))
  const { settings, databaseName } = await loadConfiguration({ env: process.env, cwd: process.cwd(), config })
  const path = typeof values.database === 'string' ? values.database : databaseName
  const { auth } = await openWith(
    withStartPage(tutorial, { number, folder }),
    path,
    settings,
    createLog(settings.debug),
  )
  const app = createHttpServer(auth)
  const endRoutes = tutorial.routes?.(app, auth)
  const address = await app.listen({ host: settings.host, port: port ?? settings.port })
  console.log(startMessage({ number, folder, address, path, settings }))
  const end = async () => {
    endRoutes?.()
    await app.close()
    await auth.close()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
}
