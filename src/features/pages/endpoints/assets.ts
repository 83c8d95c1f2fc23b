/** The files of the pages, below each app. Anyone may have them: they are the same for all, and in the package. */
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { answerFile } from '../assets.ts'

export type App = 'account' | 'console'

export function assetsEndpoint(app: App): Endpoint {
  return {
    name: app === 'account' ? 'Account Files' : 'Console Files',
    description: 'Scripts and the stylesheet of the pages.',
    urlName: `${app}_assets`,
    paths: [`/${app}/assets/{file}`],
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      GET: {
        summary: 'Get a file. Names with a digest may be kept for ever.',
        output: { type: 'text/javascript' },
        fails: ['not_found'],
        handle: async (_, { params: { file = '' }, incoming }) => await answerFile(file, incoming),
      },
    },
  }
}
