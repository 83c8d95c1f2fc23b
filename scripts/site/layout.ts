/** The frame around a page: sidebar, search, text. Everything that it loads lies beside it. */
import { posix } from 'node:path'
import type { Group } from './navigation.ts'
import { urlOf } from './where.ts'

export interface Framed {
  readonly path: string
  readonly title: string
  readonly html: string
  /** Where the source of the page is shown. */
  readonly source: string
}

export function framePage({ path, title, html, source }: Framed, groups: readonly Group[]): string {
  const url = urlOf(path)
  const to = (target: string) => posix.relative(posix.dirname(url), target)
  const root = to('') === '' ? '' : `${to('')}/`
  const heading = path === 'README.md' ? 'Latchkey' : `${title} · Latchkey`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(heading)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}site.css">
<script src="${root}site.js" data-root="${root}" defer></script>${html.includes('class="diagram"') ? `\n<script src="${root}diagrams.js" data-root="${root}" defer></script>` : ''}
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<header>
<a class="name" href="${root}index.html">Latchkey</a>
<div class="search"><input type="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off"><ol hidden></ol></div>
</header>
<div class="columns">
<nav aria-label="Pages"><details class="menu"><summary>All pages</summary>
${groups.map(group => groupHtml(group, path, to)).join('\n')}
</details></nav>
<main id="text">
${html}
<footer><a href="${escapeHtml(source)}">Source of this page</a></footer>
</main>
</div>
</body>
</html>
`
}

function groupHtml({ title, entries }: Group, path: string, to: (target: string) => string): string {
  const isOpen = entries.some(entry => entry.path === path)
  const items = entries.map(entry => {
    const current = entry.path === path ? ' aria-current="page"' : ''
    return `<li><a href="${to(urlOf(entry.path))}"${current}>${escapeHtml(entry.title)}</a></li>`
  })
  return `<details${isOpen || title === 'Guides' ? ' open' : ''}><summary>${title}</summary><ul>\n${items.join('\n')}\n</ul></details>`
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
