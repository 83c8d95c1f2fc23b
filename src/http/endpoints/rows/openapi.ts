/** The OpenAPI document and a page for it. Both are public: they describe endpoints and hold no data of users. */
import { z } from 'zod'
import { allowAny } from '../../../permissions/built-in.ts'
import type { Settings } from '../../../settings/settings.ts'
import { type DocumentedRow, describeApi } from '../../openapi/document.ts'
import { apiPage, createPagePolicy } from '../../openapi/page.ts'
import type { Endpoint } from '../endpoint.ts'

const open = { authentication: 'none', permissions: [allowAny] } as const

/** `rows`: every row that is served, read at the first request; the document is made once. */
export function openApiEndpoints(settings: Settings, rows: () => readonly DocumentedRow[]): readonly Endpoint[] {
  let made: object | undefined
  const describe = () => {
    made ??= describeApi(settings, rows())
    return made
  }
  return [documentEndpoint(describe), ...((settings.apiDocs ?? settings.debug) ? [pageEndpoint()] : [])]
}

function documentEndpoint(describe: () => object): Endpoint {
  return {
    ...open,
    name: 'API Description',
    description: 'Every endpoint with what it takes, answers and refuses.',
    paths: ['/openapi.json'],
    methods: {
      GET: {
        summary: 'Show the OpenAPI document.',
        output: { body: z.looseObject({ openapi: z.string() }) },
        fails: [],
        handle: async () => ({ status: 200, body: describe() }),
      },
    },
  }
}

function pageEndpoint(): Endpoint {
  const headers = { 'Content-Security-Policy': createPagePolicy() }
  return {
    ...open,
    name: 'API Page',
    description: 'The description as a page to look around in.',
    paths: ['/docs/'],
    methods: {
      GET: {
        summary: 'Show the page.',
        output: { type: 'text/html' },
        fails: [],
        handle: async () => ({ status: 200, page: apiPage, headers }),
      },
    },
  }
}
