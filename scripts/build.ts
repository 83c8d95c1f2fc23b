/** `npm run build`: `dist/` from `src/`, by tsc alone. */
import './node-version.ts'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, runTool } from './files.ts'

rmSync(join(root, 'dist'), { recursive: true, force: true })
const { isGood, output } = runTool('tsc', ['-p', 'tsconfig.build.json'])
if (output !== '') console.error(output)
const missing = promisedFiles().filter(path => !existsSync(join(root, path)))
for (const path of missing) console.error(`${path} is missing: package.json offers it to users.`)
if (isGood && missing.length === 0) console.log('dist/ is built.')
else process.exitCode = 1

/** Everything of `dist/` that package.json names: its entry points and its commands. */
function promisedFiles(): string[] {
  const named = readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"(\.\/dist\/[^"]+)"/g)
  return [...named].map(match => match[1] ?? '')
}
