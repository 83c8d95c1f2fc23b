/**
 * Calls of endpoints by their names, as the user of the cookies. The client refreshes a session whose access cookie is
 * over; a session that has ended leads to the login page, and back afterwards.
 */
import { createClient } from 'latchkey/client'
import { config, pageLink, pathOf } from './config.ts'
import { translateMessage } from './field-messages.ts'
import { hereOf, takeError } from './route.ts'

export interface Success<Data> {
  readonly ok: true
  readonly status: number
  readonly data: Data
  readonly headers: { get(name: string): string | null }
}

export interface Refusal {
  readonly ok: false
  readonly status: number
  /** The stable code; `unavailable` where there was no answer. */
  readonly code: string
  /** A sentence for people, in English, or nothing. */
  readonly detail: string
  /** The messages of each field, in the language of the page where it has words for them. */
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** Seconds. */
  readonly retryAfter: number | undefined
  /** Where the person has to show again who is there: how. */
  readonly ways?: Ways
}

export interface Ways {
  /** Of an account with a second factor, the best first. One of them is what counts. */
  readonly factors: readonly FactorMethod[]
  readonly hasPassword: boolean
  /** The names of the linked ones. */
  readonly providers: readonly string[]
}

export const factorMethods = ['passkey', 'totp', 'recovery_code'] as const
export type FactorMethod = (typeof factorMethods)[number]

export type Outcome<Data> = Success<Data> | Refusal

export interface CallOptions {
  readonly method?: string
  readonly params?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
}

export const client = createClient({
  url: `${location.origin}${config.base}`,
  mode: 'cookies',
  paths: {
    ...moved('login', 'cookie_login'),
    ...moved('refresh', 'cookie_refresh'),
    ...moved('logout', 'cookie_logout'),
    ...moved('profile', 'user_profile'),
  },
})

function moved(key: string, name: string): Readonly<Record<string, string>> {
  const path = pathOf(name)
  return path === undefined ? {} : { [key]: path }
}

/** Has the person show again who is there; resolves to whether they did. The app sets it. */
let stepUp: (ways: Ways) => Promise<boolean> = async () => false
export function onStepUp(ask: typeof stepUp): void {
  stepUp = ask
}

export async function call<Data = unknown>(name: string, options: CallOptions = {}): Promise<Outcome<Data>> {
  const path = pathOf(name, options.params)
  return path === undefined ? absent : await callPath(path, options)
}

/** The same for a path that the server gave. */
export async function callPath<Data = unknown>(path: string, options: CallOptions = {}): Promise<Outcome<Data>> {
  const first = await attempt<Data>(path, options)
  if (first.ok || first.ways === undefined) return first
  return (await stepUp(first.ways)) ? await attempt<Data>(path, options) : first
}

/** Shows again who is there, within the session: the cookies are replaced by new ones of the same. */
export async function reauthenticate(shown: Readonly<Record<string, unknown>>): Promise<Outcome<unknown>> {
  const path = pathOf('cookie_reauthenticate')
  return path === undefined ? absent : await attempt(path, { method: 'POST', body: shown })
}

async function attempt<Data>(path: string, { method = 'GET', query = {}, body }: CallOptions): Promise<Outcome<Data>> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()
  const outcome = await client.request(search === '' ? path : `${path}?${search}`, {
    method,
    headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (outcome.kind === 'signed_out') return await leaveForLogin()
  const { response } = outcome
  if (response === undefined) return absent
  const text = await response.text()
  const data: unknown = text === '' ? undefined : parse(text)
  if (response.ok) return { ok: true, status: response.status, data: data as Data, headers: response.headers }
  const retryAfter = outcome.kind === 'later' ? outcome.retryAfter : undefined
  return refusalOf(response.status, response.headers.get('latchkey-code'), data, retryAfter)
}

/** What need not be asked for. */
export async function known<Data>(data: Data): Promise<Success<Data>> {
  return { ok: true, status: 200, data, headers: new Headers() }
}

/** The person thought better of it. */
export const cancelled: Refusal = {
  ok: false,
  status: 0,
  code: 'cancelled',
  detail: '',
  fields: {},
  retryAfter: undefined,
}

/** There was no answer. */
export const absent: Refusal = {
  ok: false,
  status: 0,
  code: 'unavailable',
  detail: '',
  fields: {},
  retryAfter: undefined,
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusalOf(status: number, header: string | null, body: unknown, retryAfter: number | undefined): Refusal {
  const members = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const detail = text(members.detail) ?? text(members.error) ?? text(members.message) ?? ''
  const fields = Object.entries(members).flatMap(([name, value]): [string, string[]][] =>
    Array.isArray(value) && value.every(each => typeof each === 'string') ? [[name, value.map(translateMessage)]] : [],
  )
  const code = text(members.code) ?? header ?? (status === 404 ? 'not_found' : 'error')
  const asks = code === 'recent_login_required' || code === 'reauthentication_required'
  const ways = asks ? { ways: waysOf(members) } : {}
  return { ok: false, status, code, detail, fields: Object.fromEntries(fields), retryAfter, ...ways }
}

function waysOf({ methods, has_usable_password: hasPassword, providers }: Readonly<Record<string, unknown>>): Ways {
  const names = Array.isArray(providers) ? providers.filter(each => typeof each === 'string') : []
  const factors = factorMethods.filter(each => Array.isArray(methods) && methods.includes(each))
  return { factors, hasPassword: hasPassword !== false, providers: names }
}

const leftAt = 'latchkey.left'
const patience = 10_000

/**
 * Does not resolve: the page is left. Except where it was left just now, and the login that followed was not enough: that
 * would go round for ever.
 */
async function leaveForLogin(): Promise<Refusal> {
  const error = takeError()
  const login = pageLink('account_login', { next: hereOf(), ...(error === undefined ? {} : { error }) })
  const last = Number(sessionStorage.getItem(leftAt) ?? 0)
  if (login === undefined || Date.now() - last < patience) return { ...absent, status: 401, code: 'not_authenticated' }
  sessionStorage.setItem(leftAt, String(Date.now()))
  location.assign(login)
  return await new Promise(() => {})
}

export async function logOut(): Promise<void> {
  await client.logout()
  location.assign(pageLink('account_login') ?? `${config.base}/`)
}
