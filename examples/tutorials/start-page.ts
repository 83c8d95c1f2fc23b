/** What `/` of a tutorial answers: what it is, and where to go. The originals have nothing there. */
import { allowAny, defineEndpoint, type Settings } from 'latchkey'
import type { Tutorial } from './tutorial.ts'

/** Which tutorial it is, and the folder with its README. */
export interface Chapter {
  readonly number: string
  readonly folder: string
}

export function withStartPage(tutorial: Tutorial, chapter: Chapter): Tutorial {
  return {
    ...tutorial,
    endpoints: (settings, store) => [
      ...(tutorial.endpoints?.(settings, store) ?? []),
      startPageEndpoint(settings, chapter),
    ],
  }
}

function startPageEndpoint({ apiDocs, debug }: Settings, { number, folder }: Chapter) {
  return defineEndpoint({
    path: '/',
    name: 'Start',
    permissions: [allowAny],
    authentication: 'none',
    throttles: [],
    GET: () => ({
      status: 200,
      body: {
        name: `Tutorial ${number}`,
        readme: `examples/tutorials/${folder}/README.md`,
        openapi: '/openapi.json',
        documentation: (apiDocs ?? debug) ? '/docs/' : 'off: start with DEBUG=True to serve /docs/',
      },
    }),
  })
}
