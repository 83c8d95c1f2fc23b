/**
 * The page that an app begins with: a frame without data, the same for all. Who is logged in, and what they may, the app
 * asks by the API. Its policy lets nothing run but the app's own file: no inline script or style, no other origin.
 */
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import type { DocumentedRow } from '../../../http/openapi/document.ts'
import type { Incoming } from '../../../http/request/message.ts'
import { type Html, html } from '../../../mail/html.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import type { Settings } from '../../../settings/settings.ts'
import { type AppConfig, configOf } from '../app-config.ts'
import { entryName } from '../assets.ts'
import { catalogs, chooseLanguage } from '../language.ts'
import { assetPath, pageHead } from '../page-head.ts'
import { pagePolicy } from '../page-policy.ts'
import type { App } from './assets.ts'

/** The rows of the whole table, once it is made. */
export type ServedRows = () => readonly DocumentedRow[]

export function appEndpoint(settings: Settings, app: App, rows: ServedRows): Endpoint {
  return {
    name: app === 'account' ? 'Account Pages' : 'Console',
    description: app === 'account' ? 'What a person does to their own account.' : 'What operators see and do.',
    urlName: app === 'account' ? 'account' : 'console',
    paths: [`/${app}/`],
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      GET: {
        summary: 'Show the page.',
        output: { type: 'text/html' },
        fails: [],
        async handle(_, { incoming }) {
          const page = await draw(settings, configOf(settings, rows(), incoming), app, incoming)
          return {
            status: 200,
            page: page.text,
            headers: { 'Content-Security-Policy': pagePolicy(settings, { connects: true }) },
          }
        },
      },
    },
  }
}

async function draw(settings: Settings, config: AppConfig, app: App, incoming: Incoming): Promise<Html> {
  const { basePath = '' } = incoming
  const { apps: words } = catalogs[chooseLanguage(incoming).language]
  const [script, style] = await Promise.all([entryName(app), entryName('style')])
  const fileOf = (file: string) => assetPath(settings, basePath, app, file)
  return html`<!doctype html>
<html lang="${config.language}">
<head>
${pageHead(settings, { title: words[app], icon: fileOf('icon.svg'), style: fileOf(style) })}<script type="module" src="${fileOf(script)}"></script>
</head>
<body>
<div id="app" data-config="${JSON.stringify(config)}"></div>
<noscript><p class="alert warning">${words.needsScript}</p></noscript>
</body>
</html>
`
}
