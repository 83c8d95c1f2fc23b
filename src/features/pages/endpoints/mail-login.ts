/**
 * Logging in by mail without a script: one page asks for the mail and takes its code, the other one is where the link of the
 * mail leads. It waits for a click, because mail scanners follow links, and it logs in the browser alone that asked.
 */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import type { ParsedBody } from '../../../fields/parsed-body.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { type MailLoginRequest, openMailLogin } from '../../../flows/mail-login-request.ts'
import { requestMailLogin } from '../../../flows/request-mail-login.ts'
import type { Call, Endpoint, ResumedCall } from '../../../http/endpoints/endpoint.ts'
import { completeCookieLogin } from '../../../http/endpoints/rows/cookie/login.ts'
import { checkCookieMailLogin, endingTheWait } from '../../../http/endpoints/rows/cookie/mail-login.ts'
import { pairCookies } from '../../../http/endpoints/rows/cookie/pair-cookies.ts'
import { mailLoginAddress, mailLoginFails, mailProofShape } from '../../../http/endpoints/rows/mail-login-parts.ts'
import type { Answer, Incoming } from '../../../http/request/message.ts'
import { mailLoginCookie } from '../../../http/response/mail-login-cookie.ts'
import { rememberClaims, rememberShape } from '../../../http/response/session-cookies.ts'
import { hasMail } from '../../../mail/has-mail.ts'
import { type Html, html } from '../../../mail/html.ts'
import { AuthError } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import { askingForFactor } from '../ask-for-factor.ts'
import type { PageContent } from '../document.ts'
import { type FormField, type FormState, fieldsOf, form } from '../forms.ts'
import { pageRow, sendTo } from '../page-row.ts'
import { rememberBox } from '../remember.ts'
import { spentNotice, tokenPart, withToken } from '../token.ts'
import type { View } from '../view.ts'

/** Whether people log in by mail at all; whether the pages are served is said by their paths. */
export function hasMailLogin(settings: Settings): boolean {
  return settings.mailLogin !== 'off' && hasMail(settings)
}

export function mailLoginPages(settings: Settings): readonly Endpoint[] {
  return hasMailLogin(settings) ? [askPage(settings), linkPage(settings)] : []
}

const codeInput = z.object({ code: charField({ maxLength: 20 }) })

const fails = [...mailLoginFails, 'invalid_credentials', 'account_disabled', 'csrf_failed'] as const

/** The mail that this browser waits for. */
interface Seen {
  readonly request: MailLoginRequest | undefined
}

function askPage(settings: Settings): Endpoint {
  const row = 'account_mail_login'
  return pageRow<Seen>(settings, {
    urlName: row,
    name: 'Mail Login Page',
    description: 'Sends a mail to log in with, and takes its code. Takes `next`, as the login page does.',
    usesCookies: true,
    input: z.object({
      email: charField({ required: false, maxLength: 320, helpText: 'Asks for a mail.' }),
      code: mailProofShape.code,
      ...rememberShape,
    }),
    post: { summary: 'Ask for a mail to log in with, or log in with its code.', fails },
    before: (view, call) => (isHereAlready(view, call) ? sendTo(view.next) : undefined),
    look: async (system, { incoming }) => ({ request: findRequest(system, incoming) }),
    draw,
    async submit(system, call, view) {
      const body = await call.body()
      if (hasMember(body, 'code')) {
        // A field that was left empty is said at the field.
        requireValid(readFields(codeInput, body))
        return await confirm(system, { call, view, row, body })
      }
      const { email } = requireValid(readFields(mailLoginAddress, body))
      const token = await requestMailLogin(system, email, shortOf(view.asked))
      return sendTo(view.self(), [mailLoginCookie.write(token, settings)])
    },
    resume: enter,
  })
}

/** Browsers drop a cookie of more than 4096 bytes: rather the login leads elsewhere than nowhere. */
function shortOf(next: string | undefined): string | undefined {
  return next !== undefined && next.length <= 1024 ? next : undefined
}

/** Someone who is logged in has no business here, unless a change asks for a login of just now. */
function isHereAlready({ query, settings }: View, { principal, incoming }: Call): boolean {
  return principal !== undefined && !query.has('again') && mailLoginCookie.read(incoming, settings) === undefined
}

function linkPage(settings: Settings): Endpoint {
  const row = 'account_mail_login_link'
  return pageRow(settings, {
    urlName: row,
    name: 'Mail Login Link Page',
    description: 'Takes the token of the link in a mail to log in with, in the browser that asked for it.',
    usesCookies: true,
    takesLink: true,
    input: z.object({ token: charField({ maxLength: 8192 }), ...rememberShape }),
    post: { summary: 'Log in with the link of a mail.', fails },
    draw: drawLink,
    submit: async (system, call, view) =>
      await confirm(system, { call, view, row, body: withToken(await call.body()) }),
    resume: enter,
  })
}

interface Confirmation {
  readonly call: Call
  readonly view: View
  readonly row: string
  readonly body: ParsedBody
}

/** Leads where the request was made for: the link of a mail says nothing of it. */
async function confirm(system: System, { call, view, row, body }: Confirmation): Promise<Answer> {
  const { incoming } = call
  const claims = rememberClaims(body)
  let state = { claims, next: view.next }
  return await askingForFactor(view, system.settings, async () => {
    const proven = await checkCookieMailLogin(system, incoming, body, request => {
      state = { claims, next: view.asked ?? request.next ?? view.next }
      return { row, state }
    })
    return await enter(system, { proven, state, incoming })
  })
}

async function enter(system: System, { proven, state, incoming }: ResumedCall): Promise<Answer> {
  const { claims, next } = state
  const { tokens } = await completeCookieLogin(system, proven, claims as Readonly<Record<string, unknown>>)
  return endingTheWait(system, sendTo(String(next), pairCookies(tokens, system.settings, incoming)))
}

/** `undefined`: this browser asked for none, or its time is up. */
function findRequest(system: System, incoming: Incoming): MailLoginRequest | undefined {
  const kept = mailLoginCookie.read(incoming, system.settings)
  if (kept === undefined) return undefined
  try {
    return openMailLogin(system, kept)
  } catch (error) {
    if (error instanceof AuthError && error.code === 'mail_login_not_valid') return undefined
    throw error
  }
}

function hasMember({ data }: ParsedBody, name: string): boolean {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, name)
}

function draw(view: View, state: FormState, seen: Seen | undefined): PageContent {
  const request = seen?.request
  const isAsked = view.query.has('again') || state.values.email !== undefined || isOver(state)
  return request === undefined || isAsked ? drawQuestion(view, state) : drawWait(view, state, request)
}

function drawQuestion(view: View, state: FormState): PageContent {
  const { mailLogin, backToLogin } = view.words
  const login = view.link('account_login')
  return {
    title: mailLogin.title,
    lead: mailLogin.lead,
    hasProblem: state.problem !== undefined,
    body: html`${form(view, state, { fields: fieldsOf(view, mailLoginAddress.shape), button: mailLogin.button })}
${login === undefined ? undefined : html`<p class="small center"><a href="${login}">${backToLogin}</a></p>`}`,
  }
}

/** The same whether a mail is on its way or not (account enumeration). */
function drawWait(view: View, state: FormState, { to }: MailLoginRequest): PageContent {
  const { waiting } = view.words.mailLogin
  const { mailLogin } = view.settings
  const again = html`<p class="small center"><a href="${view.self({ again: '1' })}">${waiting.again}</a></p>`
  const hasProblem = state.problem !== undefined
  const shown = { title: waiting.title, hasProblem, body: again }
  const sent = html`<div class="alert success" role="status"><p>${waiting.sent(to)}</p></div>\n`
  if (mailLogin === 'link') return { ...shown, body: html`${sent}<p>${waiting.link}</p>\n${again}` }
  const isBoth = mailLogin === 'both'
  return {
    ...shown,
    body: html`${hasProblem ? undefined : sent}${form(view, state, {
      fields: [codeField(view)],
      button: waiting.button,
      extra: rememberBox(view, state),
    })}
${isBoth ? html`<p class="small">${waiting.link}</p>\n` : undefined}${again}`,
  }
}

function codeField({ words }: View): FormField {
  const { code, codeHint } = words.mailLogin.waiting
  const about = { type: 'text', isRequired: true, autocomplete: 'one-time-code', isNumeric: true } as const
  return { name: 'code', label: code, hint: codeHint, ...about }
}

function drawLink(view: View, state: FormState): PageContent {
  const { title, lead, button } = view.words.mailLogin.opened
  const { hidden, fields } = tokenPart(view, state)
  const isUseless = isOver(state)
  const isOfMachine = view.settings.mailTokenPlace === 'fragment'
  // A link that was cut off, or a page that was found without one: there is nothing to click.
  const hasLink = fields.length === 0 || isOfMachine
  return {
    title,
    lead: isUseless ? undefined : lead,
    hasProblem: state.problem !== undefined,
    holdsToken: true,
    body:
      isUseless || !hasLink
        ? html`${isUseless ? spentNotice(state) : undefined}${askAnew(view)}`
        : form(view, state, { hidden, fields, button, extra: rememberBox(view, state) }),
  }
}

function askAnew(view: View): Html | undefined {
  const href = view.link('account_mail_login', { again: '1' })
  if (href === undefined) return undefined
  return html`<a class="button block" href="${href}">${view.words.mailLogin.opened.again}</a>`
}

/** No other try of the same mail is of use here. */
function isOver({ problem }: FormState): boolean {
  return problem?.code === 'mail_login_not_valid' || problem?.code === 'mail_login_elsewhere'
}
