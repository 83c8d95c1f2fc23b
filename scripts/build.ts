/** `npm run build`: `dist/` from `src/`, by tsc alone. */
import './node-version.ts'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, runTool } from './files.ts'

rmSync(join(root, 'dist'), { recursive: true, force: true })
const { isGood, output } = runTool('tsc', ['-p', 'tsconfig.build.json'])
if (output !== '') console.error(output)
if (!isGood) process.exit(1)
if (!existsSync(join(root, 'dist/index.js'))) {
  console.error('dist/index.js is missing: package.json offers it to everybody.')
  process.exit(1)
}
console.log('dist/ is built.')
