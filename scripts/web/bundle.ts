/**
 * The files that browsers load: the two apps of `web/`, each with its chunks of words, the stylesheet and the icon. Names hold a
 * digest of the content, so that a browser may keep them for ever.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type OutputChunk, rolldown } from 'rolldown'
import type { WebFile, WebFiles } from '../../src/features/pages/web-files.d.ts'
import { root } from '../files.ts'

const apps = ['account', 'console'] as const

export async function bundleWeb(): Promise<WebFiles> {
  const style = readFile('style.css', 'text/css; charset=utf-8')
  const icon = readFile('icon.svg', 'image/svg+xml')
  const built = await Promise.all(apps.map(bundleApp))
  const entries = Object.fromEntries(built.map(({ app, entry }) => [app, entry]))
  return {
    entries: { ...entries, style: style.name, icon: icon.name },
    files: Object.fromEntries([
      ...built.flatMap(({ files }) => files),
      [style.name, style.file],
      [icon.name, icon.file],
    ]),
  }
}

async function bundleApp(app: (typeof apps)[number]) {
  const bundle = await rolldown({
    input: { [app]: join(root, 'web', app, 'main.tsx') },
    platform: 'browser',
    resolve: { conditionNames: ['latchkey-source', 'browser', 'import', 'default'] },
    transform: { target: 'es2022' },
  })
  const { output } = await bundle.generate({
    format: 'es',
    minify: true,
    entryFileNames: '[name].[hash].js',
    chunkFileNames: `${app}.[name].[hash].js`,
  })
  await bundle.close()
  const chunks = output.filter((each): each is OutputChunk => each.type === 'chunk')
  const files = chunks.map(({ fileName, code }): [string, WebFile] => [
    fileName,
    { type: 'text/javascript; charset=utf-8', text: code },
  ])
  return { app, files, entry: chunks.find(({ isEntry }) => isEntry)?.fileName ?? '' }
}

function readFile(name: string, type: string) {
  const text = readFileSync(join(root, 'web/shared', name), 'utf8')
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8)
  return { name: name.replace('.', `.${digest}.`), file: { type, text } satisfies WebFile }
}
