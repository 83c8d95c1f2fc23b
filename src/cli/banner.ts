/** What the server prints when it listens: its address, its database, and what to do next. Each printed line works. */

import { pathOf } from '../http/endpoints/arrange-endpoints.ts'
import { isServingDocs } from '../http/endpoints/rows/openapi.ts'
import { socketPathOf } from '../kernel/socket-path.ts'
import type { Settings } from '../settings/settings.ts'
import { alignTable } from './ui.ts'

export interface BannerFacts {
  /** `http://127.0.0.1:8000`. */
  readonly address: string
  readonly settings: Settings
  readonly databaseName: string
  readonly hasUsers: boolean
  /** How the command that makes an administrator of this database is typed. */
  readonly createSuperuser: string
}

export function banner({ address, settings, databaseName, hasUsers, createSuperuser }: BannerFacts): readonly string[] {
  const isBlind = socketPathOf(address) !== undefined && !settings.trustedProxies.includes('unix')
  const docs = `${settings.basePath}${pathOf(settings, 'api_docs', '/docs/')}`
  const rows = [
    ['Latchkey listens on', address],
    ['Database', databaseName === ':memory:' ? 'in memory: it ends with this process' : databaseName],
    [
      'Documentation',
      isServingDocs(settings) ? `${address}${docs}` : `off; LATCHKEY_API_DOCS=true serves it at ${docs}`,
    ],
    ...(settings.compat === 'simplejwt' ? [['Behaviour', 'compat: simplejwt']] : []),
    ...(isBlind
      ? [['Limits by address', 'off: no client has one on a socket; set LATCHKEY_TRUSTED_PROXIES=unix']]
      : []),
    ...(settings.throttling ? [] : [['Throttling', 'off: passwords can be tried without limit']]),
    ...(settings.debug ? [['DEBUG', 'on: never on a public address']] : []),
  ]
  const curl = curlLines(address, settings)
  return [
    ...alignTable(rows),
    '',
    ...(hasUsers ? [] : superuserLines(createSuperuser, databaseName)),
    ...(hasUsers ? curl.login : curl.register),
  ]
}

/** Text for a shell as one word. */
export function quoteForShell(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function superuserLines(command: string, databaseName: string): readonly string[] {
  // Another process does not see this one's memory.
  if (databaseName === ':memory:') return []
  return ['Create an administrator (in another terminal):', `  ${command}`, '']
}

function curlLines(address: string, settings: Settings): Readonly<Record<'register' | 'login', readonly string[]>> {
  // A redirect to HTTPS is all that a request without a proxy would get, and a required field of the application is not known here.
  if (settings.secureSslRedirect) return { register: [], login: [] }
  const login = settings.accounts === 'username' ? { username: 'user' } : { email: 'user@example.com' }
  const password = 'SecurePass123!'
  const newAccount = { ...login, email: 'user@example.com', password, password_confirm: password }
  const { option, base } = reachable(address)
  const post = (name: 'login' | 'register', body: object) => {
    const path = pathOf(settings, name, `/api/auth/${name}/`)
    if (path === undefined) return []
    return [
      `  curl${option} -X POST ${quoteForShell(`${base}${settings.basePath}${path}`)} -H "Content-Type: application/json"${hostHeader(base, settings)} \\`,
      `    -d '${JSON.stringify(body).replaceAll('","', '", "').replaceAll('":"', '": "')}'`,
      '',
    ]
  }
  const register = settings.userFields === undefined ? post('register', newAccount) : []
  const logIn = post('login', { ...login, password })
  return {
    register: register.length === 0 ? [] : ['Or register a user:', ...register],
    login: logIn.length === 0 ? [] : ['Log in, with a name and a password of yours:', ...logIn],
  }
}

/** Where `curl` finds it: a server on all addresses answers on this machine's own; a Unix socket is an option. */
function reachable(address: string): { readonly option: string; readonly base: string } {
  const path = socketPathOf(address)
  if (path !== undefined) return { option: ` --unix-socket ${quoteForShell(path)}`, base: 'http://localhost' }
  return { option: '', base: address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:') }
}

/** The name that requests have to be addressed to, where it is not the address itself. */
function hostHeader(address: string, { allowedHosts }: Settings): string {
  const { hostname } = new URL(address)
  if (allowedHosts.includes('*') || allowedHosts.includes(hostname)) return ''
  const [first = ''] = allowedHosts
  return ` -H "Host: ${first.startsWith('.') ? first.slice(1) : first}"`
}
