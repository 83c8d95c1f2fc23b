/**
 * The files that browsers load: the two apps of `web/`, each with its chunks of words, the scripts of pages without an app,
 * the stylesheet and the icon. Names hold a digest of the content, so that a browser may keep them for ever.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type OutputChunk, rolldown } from 'rolldown'
import type { WebFile, WebFiles } from '../../src/features/pages/web-files.d.ts'
import { root } from '../files.ts'

/** What pages begin with. */
const entries = {
  account: 'account/main.tsx',
  console: 'console/main.tsx',
  'mail-link': 'pages/mail-link.ts',
  passkey: 'pages/passkey.ts',
} as const

export async function bundleWeb(): Promise<WebFiles> {
  const style = readFile('style.css', 'text/css; charset=utf-8')
  const icon = readFile('icon.svg', 'image/svg+xml')
  const built = await Promise.all(Object.entries(entries).map(bundleEntry))
  const names = Object.fromEntries(built.map(({ name, entry }) => [name, entry]))
  return {
    entries: { ...names, style: style.name, icon: icon.name },
    files: Object.fromEntries([
      ...built.flatMap(({ files }) => files),
      [style.name, style.file],
      [icon.name, icon.file],
    ]),
  }
}

async function bundleEntry([name, path]: readonly [string, string]) {
  const bundle = await rolldown({
    input: { [name]: join(root, 'web', path) },
    platform: 'browser',
    resolve: { conditionNames: ['latchkey-source', 'browser', 'import', 'default'] },
    transform: { target: 'es2022' },
  })
  const { output } = await bundle.generate({
    format: 'es',
    minify: true,
    entryFileNames: '[name].[hash].js',
    chunkFileNames: `${name}.[name].[hash].js`,
  })
  await bundle.close()
  const chunks = output.filter((each): each is OutputChunk => each.type === 'chunk')
  const files = chunks.map(({ fileName, code }): [string, WebFile] => [
    fileName,
    { type: 'text/javascript; charset=utf-8', text: code },
  ])
  return { name, files, entry: chunks.find(({ isEntry }) => isEntry)?.fileName ?? '' }
}

function readFile(name: string, type: string) {
  const text = readFileSync(join(root, 'web/shared', name), 'utf8')
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8)
  return { name: name.replace('.', `.${digest}.`), file: { type, text } satisfies WebFile }
}
