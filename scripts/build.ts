/** `npm run build`: `dist/` from `src/`, by tsc and then joined, and what browsers load from `web/`, as one module. */
import './node-version.ts'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { bundlePackage } from './bundle-package.ts'
import { root, runTool } from './files.ts'
import { bundleWeb } from './web/bundle.ts'

rmSync(join(root, 'dist'), { recursive: true, force: true })
const { isGood, output } = runTool('tsc', ['-p', 'tsconfig.build.json'])
if (output !== '') console.error(output)
if (isGood) await bundlePackage()
await writeWebFiles()
const missing = promisedFiles().filter(path => !existsSync(join(root, path)))
for (const path of missing) console.error(`${path} is missing: package.json offers it to users.`)
if (isGood && missing.length === 0) console.log('dist/ is built.')
else process.exitCode = 1

/**
 * As a module: bundlers and tracers that look for what the package needs find it. Its text is compressed, which is a third of
 * a megabyte of each installation; the first who asks for the pages waits a few milliseconds.
 */
async function writeWebFiles(): Promise<void> {
  const { entries, files } = await bundleWeb()
  mkdirSync(join(root, 'dist/web'), { recursive: true })
  const packed = brotliCompressSync(JSON.stringify({ entries, files })).toString('base64')
  const text = `import { brotliDecompressSync } from 'node:zlib'
const packed = '${packed}'
export const { entries, files } = JSON.parse(brotliDecompressSync(Buffer.from(packed, 'base64')))
`
  writeFileSync(join(root, 'dist/web/files.js'), text)
}

/** Everything of `dist/` that package.json names: its entry points and its commands. */
function promisedFiles(): string[] {
  const named = readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"(\.\/dist\/[^"]+)"/g)
  return [...named].map(match => match[1] ?? '')
}
