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
import type { App } from './assets.ts'

/** The rows of the whole table, once it is made. */
export type ServedRows = () => readonly DocumentedRow[]

const titles: Readonly<Record<App, string>> = { account: 'Account', console: 'Console' }

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
          const page = await draw(configOf(settings, rows(), incoming), app, incoming)
          return { status: 200, page: page.text, headers: { 'Content-Security-Policy': policyOf(settings) } }
        },
      },
    },
  }
}

async function draw(config: AppConfig, app: App, { basePath = '' }: Incoming): Promise<Html> {
  const assets = `${basePath}/${app}/assets`
  const script = `${assets}/${await entryName(app)}`
  const style = `${assets}/${await entryName('style')}`
  const own = config.brandStyle === null ? undefined : html`<link rel="stylesheet" href="${config.brandStyle}">\n`
  return html`<!doctype html>
<html lang="${config.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${titles[app]} · ${config.brand}</title>
<link rel="icon" href="${assets}/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${style}">
${own ?? ''}<script type="module" src="${script}"></script>
</head>
<body>
<div id="app" data-config="${JSON.stringify(config)}"></div>
<noscript><p class="alert warning">This page needs JavaScript.</p></noscript>
</body>
</html>
`
}

function policyOf({ brandStyle, brandLogo }: Settings): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${originOf(brandStyle)}`,
    `img-src 'self'${originOf(brandLogo)}`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

function originOf(address: string | undefined): string {
  return address === undefined || address.startsWith('/') ? '' : ` ${new URL(address).origin}`
}
