/** The OpenAPI document and a page for it. Both are public: they describe endpoints and hold no data of users. */
import { z } from 'zod'
import { allowAny } from '../../../permissions/built-in.ts'
import type { Settings } from '../../../settings/settings.ts'
import { type DocumentedRow, describeApi } from '../../openapi/document.ts'
import { apiPage, createPagePolicy } from '../../openapi/page.ts'
import { isDisabled, pathOf } from '../arrange-endpoints.ts'
import type { Endpoint } from '../endpoint.ts'

const open = { authentication: 'none', permissions: [allowAny] } as const

/** `rows`: every row that is served, read at the first request; the document is made once. */
export function openApiEndpoints(settings: Settings, rows: () => readonly DocumentedRow[]): readonly Endpoint[] {
  let made: object | undefined
  const describe = () => {
    made ??= describeApi(settings, rows())
    return made
  }
  return [documentEndpoint(describe), ...(isServingDocs(settings) ? [pageEndpoint(settings)] : [])]
}

/** Whether `/docs/` is served. The page reads the document. */
export function isServingDocs(settings: Settings): boolean {
  const isOff = ['openapi', 'api_docs'].some(name => isDisabled(settings, name))
  return (settings.apiDocs ?? settings.debug) && !isOff
}

function documentEndpoint(describe: () => object): Endpoint {
  return {
    ...open,
    name: 'API Description',
    description: 'Every endpoint with what it takes, answers and refuses.',
    urlName: 'openapi',
    paths: ['/openapi.json'],
    methods: {
      GET: {
        summary: 'Show the OpenAPI document.',
        output: { body: z.looseObject({ openapi: z.string() }) },
        fails: [],
        // Each client is told the base path that it sees.
        handle: async (_, { incoming: { basePath } }) => ({
          status: 200,
          body: { ...describe(), servers: [{ url: basePath || '/' }] },
        }),
      },
    },
  }
}

function pageEndpoint(settings: Settings): Endpoint {
  const page = pathOf(settings, 'api_docs', '/docs/') ?? ''
  const document = pathOf(settings, 'openapi', '/openapi.json') ?? ''
  const logout = pathOf(settings, 'cookie_logout', '/api/auth/cookie/logout/') ?? ''
  const text = apiPage({ page: page.endsWith('/') ? page : `${page}/`, document, logout })
  const headers = { 'Content-Security-Policy': createPagePolicy() }
  return {
    ...open,
    name: 'API Page',
    description: 'The description as a page to look around in.',
    urlName: 'api_docs',
    paths: ['/docs/'],
    methods: {
      GET: {
        summary: 'Show the page.',
        output: { type: 'text/html' },
        fails: [],
        handle: async () => ({ status: 200, page: text, headers }),
      },
    },
  }
}
