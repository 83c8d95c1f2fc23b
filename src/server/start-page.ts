/**
 * What `/` answers in the ready-made server: what this is and where to go. A browser gets a page, everything else JSON.
 * Neither shows a version or a setting: the page is open to everyone who reaches the server.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { isDisabled, pathOf } from '../http/endpoints/arrange-endpoints.ts'
import type { Endpoint } from '../http/endpoints/endpoint.ts'
import { isServingDocs } from '../http/endpoints/rows/openapi.ts'
import { pageStyle } from '../http/openapi/page-style.ts'
import { allowAny } from '../permissions/built-in.ts'
import type { Settings } from '../settings/settings.ts'

/** An endpoint of the application at its path stands in its place. */
export function withStartPage(settings: Settings, own: readonly Endpoint[]): readonly Endpoint[] {
  if (isDisabled(settings, 'start_page')) return own
  const page = startPageEndpoint(settings)
  return own.some(({ paths }) => paths.some(path => page.paths.includes(path))) ? own : [...own, page]
}

export function startPageEndpoint(settings: Settings): Endpoint {
  const { documentation, openapi, login, register } = pathsOf(settings)
  const links = Object.entries({ documentation, openapi, login, register }).filter(([, path]) => path !== undefined)
  const bodyBelow = (base: string) => ({
    name: 'Latchkey',
    description,
    ...Object.fromEntries(links.map(([name, path]) => [name, `${base}${path}`])),
  })
  const page = { status: 200, page: writePage(settings), headers: { 'Content-Security-Policy': policy } }
  return {
    authentication: 'none',
    permissions: [allowAny],
    name: 'Start',
    description: 'What this server is, and where to go.',
    urlName: 'start_page',
    paths: settings.paths.start_page ?? ['/'],
    methods: {
      GET: {
        summary: 'Show what this server is.',
        output: { body: z.looseObject({ name: z.string() }) },
        fails: [],
        handle: async (_, { incoming }) =>
          wantsPage(incoming.header('accept')) ? page : { status: 200, body: bodyBelow(incoming.basePath ?? '') },
      },
    },
  }
}

const description = 'An authentication server: registration, login, and JWT tokens.'

/** Those that are served, where the settings have them. */
function pathsOf(settings: Settings) {
  return {
    documentation: isServingDocs(settings) ? pathOf(settings, 'api_docs', '/docs/') : undefined,
    openapi: pathOf(settings, 'openapi', '/openapi.json'),
    login: pathOf(settings, 'login', '/api/auth/login/'),
    register: pathOf(settings, 'register', '/api/auth/register/'),
    profile: pathOf(settings, 'user_profile', '/api/auth/profile/'),
  }
}

/** A browser names `text/html`; curl and `fetch` accept anything, and a program wants JSON. */
function wantsPage(accept = ''): boolean {
  return accept.toLowerCase().includes('text/html')
}

/** The commands name the host of the address bar: a script writes it, because no answer repeats a request (XSS). */
const script = `
for (const one of document.querySelectorAll('pre')) {
  one.textContent = one.textContent.replaceAll('http://localhost:8000', new URL('.', location).href.slice(0, -1))
}
`
const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const policy = [
  "default-src 'none'",
  `style-src ${digest(pageStyle)}`,
  `script-src ${digest(script)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

function writePage(settings: Settings): string {
  const { accounts } = settings
  const { documentation, openapi, login, register, profile } = pathsOf(settings)
  const name = accounts === 'username' ? '"username": "user"' : '"email": "user@example.com"'
  const password = '"password": "SecurePass123!"'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Latchkey</title>
<style>${pageStyle}</style>
</head>
<body>
<header><h1>Latchkey</h1></header>
<main>
<p>${description} It is running.</p>
<ul>
${linkTo(documentation, 'every endpoint, to read and to try')}${linkTo(openapi, 'every endpoint for programs, as an OpenAPI document')}</ul>
${section('Register a user', register, `{${name}, ${password}, "password_confirm": "SecurePass123!"}`)}${section('Log in', login, `{${name}, ${password}}`)}${profile === undefined ? '' : useToken(profile)}</main>
<script>${script}</script>
</body>
</html>
`
}

/** Relative, so that it works below a path that only the proxy knows. */
function linkTo(path: string | undefined, what: string): string {
  return path === undefined ? '' : `<li><a href="${path.slice(1)}">${path.slice(1)}</a>: ${what}</li>\n`
}

function section(title: string, path: string | undefined, body: string): string {
  return path === undefined ? '' : `<h2>${title}</h2>\n<pre>${curl(path, body)}</pre>\n`
}

function useToken(path: string): string {
  return `<h2>Use the access token</h2>\n<pre>curl http://localhost:8000${path} -H "Authorization: Bearer ACCESS"</pre>\n`
}

function curl(path: string, body: string): string {
  return `curl -X POST http://localhost:8000${path} \\\n  -H "Content-Type: application/json" \\\n  -d '${body}'`
}
