/** Runs first in every entry point. It imports nothing, so that an old Node can read it. */

/** Ends the process with a clear message when Node is older than 24. */
export function requireNode24(): void {
  const major = Number(process.versions.node.split('.')[0])
  if (major >= 24) return
  process.stderr.write(`Error: Latchkey needs Node 24 or newer, this is ${process.versions.node}.\n`)
  process.stderr.write(
    '  Inside the repository, `npm ci` brings its own and npm scripts use it; elsewhere install Node 24.\n',
  )
  process.exit(1)
}
