/**
 * The frame of every page. All that stands in it goes through `html`, which escapes (XSS), and its policy lets no script
 * of another origin and nothing inline run, should something slip through.
 */
import type { Answer } from '../../http/request/message.ts'
import { type Html, html } from '../../mail/html.ts'
import type { Settings } from '../../settings/settings.ts'
import { brandName } from './brand.ts'
import { catalogs, languages } from './language.ts'
import { assetPath, pageHead } from './page-head.ts'
import { pagePolicy } from './page-policy.ts'
import type { View } from './view.ts'

export interface PageContent {
  readonly title: string
  readonly lead?: string | undefined
  readonly body: Html
  /** The tab says first that something went wrong. */
  readonly hasProblem?: boolean
  /** The address holds a token: no other page is told it. */
  readonly holdsToken?: boolean
  /** What it says is said once: no link leads to the same page in another language. */
  readonly isShownOnce?: boolean
  /** The token is taken already: the page shows what it is for, and must not send another one. */
  readonly isOpened?: boolean
  /** A script of ours shows the button for a passkey. */
  readonly asksForPasskey?: boolean
  /** A file of ours that the page loads. */
  readonly script?: string
}

export function showPage(view: View, content: PageContent): Required<Pick<Answer, 'page' | 'headers'>> {
  return { page: documentOf(view, content).text, headers: headersOf(view.settings, content) }
}

/** Where the stylesheet is, for the browser. */
export function stylesheetPath({ settings, basePath }: Pick<View, 'basePath' | 'settings'>): string {
  return assetPath(settings, basePath, 'account', 'style.css')
}

function documentOf(view: View, content: PageContent): Html {
  const { title, lead, body, hasProblem = false, script, isShownOnce = false } = content
  const { words, language, settings } = view
  const heading = hasProblem ? `${words.errorPrefix}: ${title}` : title
  return html`<!doctype html>
<html lang="${language}">
<head>
${pageHead(settings, { title: heading, icon: assetPath(settings, view.basePath, 'account', 'icon.svg'), style: stylesheetPath(view) })}${scriptTag(view, script)}</head>
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
<footer class="foot">${isShownOnce ? undefined : languageLinks(view)}</footer>
</body>
</html>
`
}

function scriptTag({ settings, basePath }: View, script: string | undefined): Html | undefined {
  if (script === undefined) return undefined
  return html`<script type="module" src="${assetPath(settings, basePath, 'account', script)}"></script>\n`
}

function brand(settings: Settings): Html {
  const name = brandName(settings)
  if (settings.brandLogo !== undefined) return html`<img src="${settings.brandLogo}" alt="${name}">`
  return html`<svg class="brand-mark" viewBox="0 0 28 28" fill="none" aria-hidden="true"><rect width="28" height="28" rx="8" fill="currentColor" opacity=".16"/><circle cx="11" cy="14" r="4" stroke="currentColor" stroke-width="2.2"/><path d="M15 14h8m-3 0v3.5" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/></svg>
<span>${name}</span>`
}

/** With what the address says beside it: a token, too, or the page would lose what it is for. */
function languageLinks(view: View): Html {
  const kept = Object.fromEntries(
    ['token', 'open', 'done', 'error'].map(name => [name, view.query.get(name) ?? undefined]),
  )
  const links = languages.map(language => {
    const { name } = catalogs[language]
    const current = language === view.language ? html` aria-current="true"` : undefined
    const href = view.self({ ...kept, lang: language })
    return html`<a href="${href}" hreflang="${language}" lang="${language}"${current}>${name}</a>\n`
  })
  return html`<nav class="language" aria-label="${view.words.languages}">${links}</nav>`
}

function headersOf(settings: Settings, content: PageContent): Readonly<Record<string, string>> {
  const { holdsToken = false, asksForPasskey = false } = content
  const connects = asksForPasskey ? ({ connects: true } as const) : {}
  return {
    'Content-Security-Policy': pagePolicy(settings, { forms: settings.accountRedirects, ...connects }),
    ...(holdsToken ? { 'Referrer-Policy': 'no-referrer' } : {}),
  }
}
