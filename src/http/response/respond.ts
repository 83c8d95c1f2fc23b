/**
 * Turns answers and problems into headers and bytes, the same for every adapter. A problem shows its public code and
 * sentence; reasons and evidence stay with the operator.
 */
import { AuthError, problem } from '../../problems.ts'
import type { Answer, Outgoing } from '../request/message.ts'

type Header = readonly [name: string, value: string]

/** On every answer: Django's four, and `no-store`, so that no cache keeps an account's data or tokens. */
export const defaultHeaders: readonly Header[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cache-Control', 'no-store'],
]

export interface ResponseOptions {
  readonly allow: readonly string[]
  /** The scheme that a 401 names (`authorize/challenge.ts`). Without one, a 401 is a 403, as in DRF. */
  readonly scheme: string | undefined
  readonly indent?: number
}

export function respond(answer: Answer, options: ResponseOptions): Outgoing {
  const type = contentTypeOf(answer)
  const usual: readonly Header[] = [
    ...(type === undefined ? [] : [['Content-Type', type] as const]),
    ['Vary', 'Accept'],
    ...(options.allow.length === 0 ? [] : [['Allow', options.allow.join(', ')] as const]),
    ...defaultHeaders,
  ]
  const own = Object.entries(answer.headers ?? {})
  return {
    status: answer.status,
    headers: [
      ...usual.filter(([name]) => !own.some(([given]) => given.toLowerCase() === name.toLowerCase())),
      ...own,
      ...(answer.cookies ?? []).map(cookie => ['Set-Cookie', cookie] as const),
    ],
    body: answer.page ?? (answer.body === undefined ? '' : renderJson(answer.body, options.indent)),
    ...(answer.content === undefined ? {} : { bytes: answer.content.bytes }),
  }
}

function contentTypeOf({ body, page, content }: Answer): string | undefined {
  if (content !== undefined) return content.type
  if (page !== undefined) return 'text/html; charset=utf-8'
  return body === undefined ? undefined : 'application/json'
}

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
  const { body, cookies } = refusal
  const status = refusal.isChallenge && !hasScheme ? 403 : refusal.status
  const content = shown?.page === undefined ? { body } : { page: shown.page }
  return { ...respond({ status, ...content, headers, cookies }, options), about: { code: refusal.code } }
}

/** A plain HTML page, for what Django answers outside the API: redirects and unknown paths. */
export function respondPage(status: number, title: string, headers: readonly Header[] = []): Outgoing {
  const body = `<!doctype html>\n<html lang="en">\n<title>${title}</title>\n<h1>${title}</h1>\n</html>\n`
  return { status, headers: [['Content-Type', 'text/html; charset=utf-8'], ...defaultHeaders, ...headers], body }
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
