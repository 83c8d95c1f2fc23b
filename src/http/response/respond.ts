/**
 * Turns answers and problems into headers and bytes, the same for every adapter. A problem shows its public code and
 * sentence; reasons and evidence stay with the operator.
 */
import { AuthError, problem } from '../../problems.ts'
import type { Answer, Outgoing } from '../request/message.ts'
import { rememberSendable } from './find-unsendable.ts'

type Header = readonly [name: string, value: string]

/** On every answer: Django's four, and `no-store`, so that no cache keeps an account's data or tokens. */
export const defaultHeaders: readonly Header[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cache-Control', 'no-store'],
]

/** For answers of no row. */
export const noMethods: readonly string[] = []

export interface ResponseOptions {
  readonly allow: readonly string[]
  /** The scheme that a 401 names (`authorize/challenge.ts`). Without one, a 401 is a 403, as in DRF. */
  readonly scheme: string | undefined
  readonly indent?: number
  /** The page of error codes that a refusal links to; without one it has no such header. */
  readonly problemDocsUrl?: string | undefined
}

export function respond(answer: Answer, { allow, indent }: ResponseOptions): Outgoing {
  const { status, headers: own, cookies, content } = answer
  const usual = usualHeaders(contentTypeOf(answer), allow)
  const headers = own === undefined && cookies === undefined ? usual : withOwn(usual, own, cookies)
  const body = answer.page ?? (answer.body === undefined ? '' : renderJson(answer.body, indent))
  return content === undefined ? { status, headers, body } : { status, headers, body, bytes: content.bytes }
}

function withOwn(usual: readonly Header[], headers: Answer['headers'] = {}, cookies: Answer['cookies'] = []) {
  const own = Object.entries(headers)
  return [
    ...usual.filter(([name]) => !own.some(([given]) => given.toLowerCase() === name.toLowerCase())),
    ...own,
    ...cookies.map(cookie => ['Set-Cookie', cookie] as const),
  ]
}

/** Those of a row's answers of one type are the same each time: its list of methods is their key. */
function usualHeaders(type: string | undefined, allow: readonly string[]): readonly Header[] {
  const byType = usualByRow.get(allow) ?? new Map<string | undefined, readonly Header[]>()
  const known = byType.get(type)
  if (known !== undefined) return known
  const usual: readonly Header[] = [
    ...(type === undefined ? [] : [['Content-Type', type] as const]),
    ['Vary', 'Accept'],
    ...(allow.length === 0 ? [] : [['Allow', allow.join(', ')] as const]),
    ...defaultHeaders,
  ]
  // Any other type is the handler's own, and may be another each time.
  if (type !== undefined && type !== jsonType && type !== pageType) return usual
  usualByRow.set(allow, byType.set(type, rememberSendable(usual)))
  return usual
}

const usualByRow = new WeakMap<readonly string[], Map<string | undefined, readonly Header[]>>()

function contentTypeOf({ body, page, content }: Answer): string | undefined {
  if (content !== undefined) return content.type
  if (page !== undefined) return pageType
  return body === undefined ? undefined : jsonType
}

const jsonType = 'application/json'
const pageType = 'text/html; charset=utf-8'

/** An unforeseen error is a 500 that says nothing about its cause. */
export function refusalOf(error: unknown): AuthError {
  return error instanceof AuthError ? error : problem('internal_error', { cause: error })
}

/** The answer of a refusal; `shown` in place of the JSON body, where a row answers pages. */
export function respondProblem(
  error: unknown,
  options: ResponseOptions,
  shown?: Pick<Answer, 'page' | 'headers'>,
): Outgoing {
  const refusal = refusalOf(error)
  const headers: Record<string, string> = { ...refusal.headers, ...shown?.headers }
  if (shown !== undefined || !('code' in refusal.body)) headers['Latchkey-Code'] = refusal.code
  const hasScheme = options.scheme !== undefined
  // A refusal that asks for more says what by itself (RFC 9470 section 3), also where the status becomes DRF's 403.
  if (refusal.challenge !== undefined)
    headers['WWW-Authenticate'] = `${options.scheme ?? 'Bearer'} ${refusal.challenge}`
  else if (refusal.isChallenge && hasScheme) headers['WWW-Authenticate'] = `${options.scheme} realm="api"`
  // RFC 8288 section 3.
  if (options.problemDocsUrl !== undefined) headers.Link = `<${options.problemDocsUrl}#${refusal.code}>; rel="help"`
  const { body, cookies } = refusal
  const status = refusal.isChallenge && !hasScheme ? 403 : refusal.status
  const content = shown?.page === undefined ? { body } : { page: shown.page }
  return { ...respond({ status, ...content, headers, cookies }, options), about: { code: refusal.code } }
}

/** A plain HTML page, for what Django answers outside the API: redirects and unknown paths. */
export function respondPage(status: number, title: string, headers: readonly Header[] = []): Outgoing {
  const body = `<!doctype html>\n<html lang="en">\n<title>${title}</title>\n<h1>${title}</h1>\n</html>\n`
  return { status, headers: [['Content-Type', pageType], ...defaultHeaders, ...headers], body }
}

/** Django's answer to a request for a foreign host, where the settings ask for pages outside the API. */
export function respondBadRequest(code: string): Outgoing {
  const title = 'Bad Request (400)'
  const body = `\n<!doctype html>\n<html lang="en">\n<head>\n  <title>${title}</title>\n</head>\n<body>\n  <h1>${title}</h1><p></p>\n</body>\n</html>\n`
  return { ...respondPage(400, title, [['Latchkey-Code', code]]), body, about: { code } }
}

/** DRF's rendering: compact, unescaped UTF-8, except for the two line separators that older JavaScript rejects. */
function renderJson(body: unknown, indent: number | undefined): string {
  return JSON.stringify(body, null, indent).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
