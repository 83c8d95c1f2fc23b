/** What a tutorial prints when it listens: where to read on, and how to make its administrator. */
import type { Settings } from 'latchkey'

interface Start {
  readonly number: string
  readonly folder: string
  readonly address: string
  /** Of the database. */
  readonly path: string
  readonly settings: Settings
}

export function startMessage({ number, folder, address, path, settings }: Start): string {
  const { debug, apiDocs } = settings
  const isInMemory = path === ':memory:'
  return [
    `Tutorial ${number} listens on ${address}`,
    `  README          examples/tutorials/${folder}/README.md`,
    `  Database        ${isInMemory ? 'in memory: it ends with this process' : path}`,
    `  DEBUG           ${debug ? 'on: never on a public address' : 'off; start with DEBUG=True to turn it on'}`,
    `  Documentation   ${(apiDocs ?? debug) ? `${address}/docs/` : 'off; DEBUG=True serves it at /docs/'}`,
    // Another process does not see this one's memory.
    ...(isInMemory
      ? []
      : [
          'Create an administrator (in another terminal):',
          `  npm run latchkey -- --config examples/tutorials/${folder} createsuperuser`,
        ]),
  ].join('\n')
}
