/** Answers and problems as bytes and headers, the same for every adapter. */
import { AuthError, problem } from '../../problems.ts'
import type { Answer, Outgoing } from '../request/message.ts'

type Header = readonly [name: string, value: string]

/** On every answer: Django's own four, and no copy of an account's data or tokens in any cache. */
export const defaultHeaders: readonly Header[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cache-Control', 'no-store'],
]

export interface Shape {
  readonly allow: readonly string[]
  /** Scheme of the challenge on a 401: the first of AUTH_HEADER_TYPES. Where there is none, a 401 is a 403, as in DRF. */
  readonly scheme: string | undefined
  readonly indent?: number
}

export function respond(answer: Answer, shape: Shape): Outgoing {
  const type = contentTypeOf(answer)
  return {
    status: answer.status,
    headers: [
      ...(type === undefined ? [] : [['Content-Type', type] as const]),
      ['Vary', 'Accept'],
      ...(shape.allow.length === 0 ? [] : [['Allow', shape.allow.join(', ')] as const]),
      ...defaultHeaders,
      ...Object.entries(answer.headers ?? {}),
      ...(answer.cookies ?? []).map(cookie => ['Set-Cookie', cookie] as const),
    ],
    body: answer.page ?? (answer.body === undefined ? '' : renderJson(answer.body, shape.indent)),
  }
}

function contentTypeOf({ body, page }: Answer): string | undefined {
  if (page !== undefined) return 'text/html; charset=utf-8'
  return body === undefined ? undefined : 'application/json'
}

/** What a refusal looks like. An error that nobody foresaw is a 500 that says nothing of its cause. */
export function respondProblem(error: unknown, shape: Shape): Outgoing {
  const refusal = error instanceof AuthError ? error : problem('internal_error', { cause: error })
  const headers: Record<string, string> = { ...refusal.headers }
  if (!('code' in refusal.body)) headers['Latchkey-Code'] = refusal.code
  const hasScheme = shape.scheme !== undefined
  if (refusal.isChallenge && hasScheme) headers['WWW-Authenticate'] = `${shape.scheme} realm="api"`
  const { body, cookies } = refusal
  const status = refusal.isChallenge && !hasScheme ? 403 : refusal.status
  return { ...respond({ status, body, headers, cookies }, shape), about: { code: refusal.code } }
}

/** A plain page, for what Django answers outside the API: redirects and unknown paths. */
export function respondPage(status: number, title: string, headers: readonly Header[] = []): Outgoing {
  const body = `<!doctype html>\n<html lang="en">\n<title>${title}</title>\n<h1>${title}</h1>\n</html>\n`
  return { status, headers: [['Content-Type', 'text/html; charset=utf-8'], ...defaultHeaders, ...headers], body }
}

/** DRF's rendering: compact, UTF-8 as it is, the two line separators that JavaScript trips over escaped. */
function renderJson(body: unknown, indent: number | undefined): string {
  return JSON.stringify(body, null, indent).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
