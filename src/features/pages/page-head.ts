/** What stands in the head of every page. */
import { type Html, html } from '../../mail/html.ts'
import { pathOf } from '../../settings/endpoint-paths.ts'
import type { Settings } from '../../settings/settings.ts'
import { brandName } from './brand.ts'
import type { App } from './endpoints/assets.ts'

interface Head {
  readonly title: string
  readonly icon: string
  readonly style: string
}

export function pageHead(settings: Settings, { title, icon, style }: Head): Html {
  const own = settings.brandStyle
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} ${'·'} ${brandName(settings)}</title>
<link rel="icon" href="${icon}" type="image/svg+xml">
<link rel="stylesheet" href="${style}">
${own === undefined ? undefined : html`<link rel="stylesheet" href="${own}">\n`}`
}

/** Where a file is, for the browser. Without a last slash: a script finds its chunks beside itself. */
export function assetPath(settings: Settings, basePath: string, app: App, file: string): string {
  const usual = `/${app}/assets/{file}`
  const path = pathOf(settings, `${app}_assets`, usual) ?? usual
  return `${basePath}${path.replace('{file}', file).replace(/\/$/, '')}`
}
