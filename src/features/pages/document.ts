/**
 * The frame of every page. All that stands in it goes through `html`, which escapes (XSS), and its policy lets no script
 * of another origin and nothing inline run, should something slip through.
 */
import type { Answer } from '../../http/request/message.ts'
import { type Html, html } from '../../mail/html.ts'
import { pathOf } from '../../settings/endpoint-paths.ts'
import type { Settings } from '../../settings/settings.ts'
import { brandName } from './brand.ts'
import { catalogs, languages } from './language.ts'
import type { View } from './view.ts'

export interface PageContent {
  readonly title: string
  readonly lead?: string | undefined
  readonly body: Html
  /** The tab says first that something went wrong. */
  readonly hasProblem?: boolean
  /** The address holds a token: no other page is told it. */
  readonly holdsToken?: boolean
}

export function showPage(view: View, content: PageContent): Required<Pick<Answer, 'page' | 'headers'>> {
  return { page: documentOf(view, content).text, headers: headersOf(view.settings, content) }
}

/** Where the stylesheet is, for the browser. */
export function stylesheetPath(view: Pick<View, 'basePath' | 'settings'>): string {
  return assetPath(view, 'style.css')
}

function assetPath({ basePath, settings }: Pick<View, 'basePath' | 'settings'>, file: string): string {
  const usual = '/account/assets/{file}'
  return `${basePath}${(pathOf(settings, 'account_assets', usual) ?? usual).replace('{file}', file)}`
}

function documentOf(view: View, { title, lead, body, hasProblem = false }: PageContent): Html {
  const { words, language, settings } = view
  const heading = hasProblem ? `${words.errorPrefix}: ${title}` : title
  const own = settings.brandStyle
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${heading} · ${brandName(settings)}</title>
<link rel="icon" href="${assetPath(view, 'icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${stylesheetPath(view)}">
${own === undefined ? undefined : html`<link rel="stylesheet" href="${own}">\n`}</head>
<body class="narrow">
<a class="skip-link" href="#main">${words.skip}</a>
<header class="brand">${brand(settings)}</header>
<main class="card" id="main">
<div class="page-title"><h1>${title}</h1>${
    lead === undefined
      ? undefined
      : html`
<p class="lead">${lead}</p>`
  }</div>
${body}
</main>
<footer class="foot">${languageLinks(view)}</footer>
</body>
</html>
`
}

function brand(settings: Settings): Html {
  const name = brandName(settings)
  if (settings.brandLogo !== undefined) return html`<img src="${settings.brandLogo}" alt="${name}">`
  return html`<svg class="brand-mark" viewBox="0 0 28 28" fill="none" aria-hidden="true"><rect width="28" height="28" rx="8" fill="currentColor" opacity=".16"/><circle cx="11" cy="14" r="4" stroke="currentColor" stroke-width="2.2"/><path d="M15 14h8m-3 0v3.5" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/></svg>
<span>${name}</span>`
}

/** With what the address says beside it: a token, too, or the page would lose what it is for. */
function languageLinks(view: View): Html {
  const kept = Object.fromEntries(['token', 'done', 'error'].map(name => [name, view.query.get(name) ?? undefined]))
  const links = languages.map(language => {
    const { name } = catalogs[language]
    const current = language === view.language ? html` aria-current="true"` : undefined
    const href = view.self({ ...kept, lang: language })
    return html`<a href="${href}" hreflang="${language}" lang="${language}"${current}>${name}</a>\n`
  })
  return html`<nav class="language" aria-label="${view.words.languages}">${links}</nav>`
}

function headersOf(settings: Settings, { holdsToken = false }: PageContent): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': policyOf(settings),
    ...(holdsToken ? { 'Referrer-Policy': 'no-referrer' } : {}),
  }
}

/** Browsers check `form-action` for the redirect that answers a form, too. */
function policyOf({ brandStyle, brandLogo, accountRedirects }: Settings): string {
  return [
    "default-src 'none'",
    `style-src 'self'${originsOf([brandStyle])}`,
    `img-src 'self'${originsOf([brandLogo])}`,
    "script-src 'self'",
    `form-action 'self'${originsOf(accountRedirects)}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

function originsOf(addresses: readonly (string | undefined)[]): string {
  const whole = addresses.filter(address => address !== undefined && !address.startsWith('/'))
  return [...new Set(whole.map(address => ` ${new URL(address ?? '').origin}`))].join('')
}
