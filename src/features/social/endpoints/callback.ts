/**
 * Where a provider sends the browser back to. An attacker can send any browser here: nothing happens before the cookie
 * of the sign-in and its state match. From then on an error is reported to the page that the user wanted to go to, as
 * `?error=` with its code, so that the user does not end up on a page of JSON.
 */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import type { Call, Endpoint, Method, ResumedCall } from '../../../http/endpoints/endpoint.ts'
import { pairCookies } from '../../../http/endpoints/rows/cookie/pair-cookies.ts'
import { clientPath } from '../../../http/request/base-path.ts'
import type { Answer, Incoming } from '../../../http/request/message.ts'
import { factorCookie, isHalfway } from '../../../http/response/factor-cookie.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { AuthError, type ProblemCode } from '../../../problems.ts'
import { accountPagePath } from '../../../settings/account-page-paths.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import { absoluteNext } from '../flows/begin-sign-in.ts'
import { type FinishedSignIn, finishSignIn } from '../flows/finish-sign-in.ts'
import { consumePendingSignIn, type PendingSignIn } from '../flows/pending-sign-in.ts'
import { startSocialSession } from '../flows/sign-in-session.ts'
import { reportedCodes } from '../reported-codes.ts'
import { keepInSocialCookie, readSocialCookie } from '../social-cookie.ts'

/** What a provider sends back (RFC 6749 section 4.1.2), for documents. */
const returned = z.object({
  state: charField({ required: false }),
  code: charField({ required: false }),
  error: charField({ required: false }),
})

/** One for each provider, at its own path (mix-up, RFC 9700 section 4.4) and by its own method only. */
export function callbackEndpoint(provider: string, settings: Settings): Endpoint {
  const { social } = settings
  const method: Method = {
    summary: 'Return from the provider.',
    output: { status: 303 },
    ...(social[provider]?.responseMode === 'form_post' ? {} : { query: returned }),
    readsItself: true,
    fails: ['social_state_invalid'],
    handle: (system, call) => finish(system, call, provider),
    resume,
  }
  return {
    name: 'Social Callback',
    description: `Where ${provider} sends browsers back to.`,
    urlName: 'social_callback',
    pathValues: { provider },
    paths: [`/api/auth/social/${provider}/callback/`],
    authentication: 'none',
    permissions: [allowAny],
    hasHead: false,
    methods: social[provider]?.responseMode === 'form_post' ? { POST: method } : { GET: method },
  }
}

async function finish(system: System, call: Call, provider: string): Promise<Answer> {
  const answer = await readAnswer(call)
  const kept = readSocialCookie(call.incoming, provider, system.settings)
  const [state, ...otherStates] = answer.getAll('state')
  const { pending, rest } = await consumePendingSignIn(system, provider, {
    kept,
    state: otherStates.length > 0 ? undefined : state,
  })
  const gone = keepInSocialCookie(provider, rest, system.settings)
  try {
    const finished = await finishSignIn(system, pending, answer)
    return sendTo(system, call, pending, { finished, gone })
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    if (isHalfway(error)) return askForFactor(system, call.incoming, pending, { error, gone })
    if (!isReported(error.code)) throw error
    report(system, call, error)
    return redirect(addTo(absoluteNext(system.settings, pending.next), 'error', error.code), [gone])
  }
}

/** At the account page for it, or, where that is switched off, at the page that the browser was to go to. */
function askForFactor(
  system: System,
  { basePath = '' }: Incoming,
  pending: PendingSignIn,
  { error, gone }: { readonly error: AuthError; readonly gone: string },
): Answer {
  const { settings } = system
  const path = accountPagePath(settings, 'account_mfa')
  const ownPage = addTo(absoluteNext(settings, pending.next), 'error', error.code)
  const location = path === undefined ? ownPage.href : `${basePath}${path}`
  return { status: 303, headers: { Location: location }, cookies: [gone, factorCookie.write(tokenOf(error), settings)] }
}

function tokenOf({ body }: AuthError): string {
  return String((body as Readonly<Record<string, unknown>>).mfa_token)
}

/** What the factor page answers in place of the callback. */
async function resume(system: System, { incoming, proven, state }: ResumedCall): Promise<Answer> {
  const tokens = await startSocialSession(system, proven, { remember: state.remember !== false })
  const next = absoluteNext(system.settings, String(state.next))
  return redirect(next, pairCookies(tokens, system.settings, incoming))
}

async function readAnswer(call: Call): Promise<URLSearchParams> {
  if (call.incoming.method !== 'POST') return new URLSearchParams(call.incoming.query)
  const { data } = await call.body()
  const members = typeof data === 'object' && data !== null ? Object.entries(data) : []
  return new URLSearchParams(members.filter((member): member is [string, string] => typeof member[1] === 'string'))
}

interface Ending {
  readonly finished: FinishedSignIn
  readonly gone: string
}

function sendTo({ settings }: System, { incoming }: Call, pending: PendingSignIn, { finished, gone }: Ending): Answer {
  const next = absoluteNext(settings, pending.next)
  if (finished.kind === 'code') return redirect(addTo(next, 'code', finished.code), [gone])
  const tokens = finished.kind === 'cookies' ? pairCookies(finished.tokens, settings, incoming) : []
  return redirect(next, [gone, ...tokens])
}

function redirect(to: URL, cookies: readonly string[]): Answer {
  return { status: 303, headers: { Location: to.href }, cookies }
}

function addTo(address: URL, name: string, value: string): URL {
  const to = new URL(address)
  to.searchParams.set(name, value)
  return to
}

function isReported(code: ProblemCode): boolean {
  return reportedCodes.some(each => each === code)
}

/** Emits the errors that no flow has emitted: the response is a redirect, which does not count as a refusal. */
function report({ events }: System, { incoming }: Call, error: AuthError): void {
  const { code, status, reason, evidence, cause } = error
  if (code === 'no_active_account' || code.startsWith('social_email_')) return
  const data = {
    method: incoming.method,
    path: clientPath(incoming),
    code,
    status,
    evidence,
    ...(cause === undefined ? {} : { cause }),
  }
  events.emit({ name: status >= 500 ? 'request.failed' : 'request.refused', reason, data })
}
