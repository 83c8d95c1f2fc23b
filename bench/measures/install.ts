import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import type { Measure } from '../harness/measure.ts'
import { openInstalled } from '../targets/installed.ts'

export const install: Measure = {
  name: 'install',
  how: `What \`npm install --omit=optional\` of the packed package brings into an empty project: packages with Latchkey itself, and
    the sum of the lengths of their files, which on a disk of blocks take more. The client is \`createClient\` of \`latchkey/client\` as
    a bundler would give it to a browser: minified, all that it loads included, and compressed by gzip at its default; then the same with
    all of \`latchkey/react\`, without React itself.`,
  once: true,
  rows: [
    { says: 'packages of an install', ours: 'installed.packages', unit: 'packages', bar: { most: 30 } },
    { says: 'size of an install', ours: 'installed.size', unit: 'MB', bar: { most: 15 } },
    { says: '  of which Latchkey', ours: 'installed.own', unit: 'MB' },
    { says: 'client bundle, compressed', ours: 'installed.client', unit: 'kB', bar: { most: 5 } },
    {
      says: 'client bundle with the hooks for React, compressed',
      ours: 'installed.hooks',
      unit: 'kB',
      bar: { most: 5 },
    },
  ],
  async prepare(bench) {
    const modules = join(await openInstalled(bench, 'required'), 'node_modules')
    const run = async () => ({
      packages: countPackages(modules),
      size: sizeOf(modules) / 1e6,
      own: sizeOf(join(modules, 'latchkey')) / 1e6,
      client: gzipSync(await bundleClient(join(modules, 'latchkey/dist/client'))).length / 1e3,
      hooks: gzipSync(await bundleClient(join(modules, 'latchkey/dist/client'), 'react.js')).length / 1e3,
    })
    return [{ name: 'installed', run }]
  },
}

/** A package is a folder with a `package.json` directly in a `node_modules`, or below a scope there. */
function countPackages(modules: string): number {
  return readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter(path =>
    /(?:^|\/node_modules\/)(?:@[^/]+\/)?[^@/]+\/package\.json$/.test(path),
  ).length
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
}

/** `createClient`, and all of another file. */
async function bundleClient(folder: string, all?: string): Promise<string> {
  const from = (name: string) => JSON.stringify(join(folder, name))
  const text = `export { createClient } from ${from('index.js')}; ${all === undefined ? '' : `export * from ${from(all)}`}`
  const bundle = await rolldown({
    input: 'page',
    // A page that shows no passkeys and stores no tokens does not load what is for these.
    plugins: [
      {
        name: 'page',
        resolveId: id => (id === 'page' ? id : null),
        load: id => (id === 'page' ? text : null),
      },
    ],
    external: 'react',
    platform: 'browser',
  })
  const { output } = await bundle.generate({ format: 'es', minify: true })
  await bundle.close()
  return output.map(each => (each.type === 'chunk' ? each.code : '')).join('')
}
