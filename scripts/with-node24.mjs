// Runs a TypeScript entry of this repository: `node scripts/with-node24.mjs FILE [arguments]`. Plain JavaScript, so
// that an old Node can read this far and say what to do instead of stumbling over the first type.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(`Error: Latchkey needs Node 24 or newer, this is ${process.versions.node}.\n`)
  process.stderr.write(
    '  `npm ci` brings the right one into the repository (without --ignore-scripts), and npm scripts use it.\n',
  )
  process.exit(1)
}
process.argv.splice(1, 1)
await import(pathToFileURL(resolve(process.argv[1])).href)
