/**
 * The page that shows `/openapi.json`: one document without frameworks or external resources. Its
 * Content-Security-Policy allows this style and this script (by their digests) and requests to this server, nothing
 * else. The script writes text, never markup.
 */
import { createHash } from 'node:crypto'
import { pageScript } from './page-script.ts'
import { pageStyle } from './page-style.ts'

/** Where settings put the page, and what it asks. The page finds what stands before all of them. */
export interface PagePaths {
  readonly page: string
  readonly document: string
  /** Of the cookie logout; empty if it is switched off. */
  readonly logout: string
}

export function apiPage(paths: PagePaths): string {
  const link = `..${'/..'.repeat(paths.page.split('/').length - 3)}${paths.document}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API</title>
<style>${pageStyle}</style>
</head>
<body>
<header><h1>API</h1><input id="search" type="search" placeholder="Search" aria-label="Search endpoints"></header>
<div id="kept" aria-live="polite"></div>
<main id="list" aria-live="polite" data-page="${paths.page}" data-document="${paths.document}" data-logout="${paths.logout}"><p>Reading <a href="${link}">openapi.json</a></p></main>
<noscript><p>The same as data: <a href="${link}">openapi.json</a></p></noscript>
<script>${pageScript}</script>
</body>
</html>
`
}

/** Its Content-Security-Policy. */
export function createPagePolicy(): string {
  return [
    "default-src 'none'",
    `style-src '${digest(pageStyle)}'`,
    `script-src '${digest(pageScript)}'`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
