/**
 * The token of a mail's link. GET only shows a button: mail scanners follow links, and must not spend what is meant for
 * the reader. Where links carry it behind `#`, no server sees it, and the reader pastes the link.
 */
import type { ParsedBody } from '../../fields/parsed-body.ts'
import { hasMail } from '../../mail/has-mail.ts'
import { type Html, html } from '../../mail/html.ts'
import type { FormField, FormState } from './forms.ts'
import type { View } from './view.ts'
import type { LinkFaultCode } from './words/codes.ts'

/** The body with the token alone, where a whole link was pasted. */
export function withToken(body: ParsedBody): ParsedBody {
  const { data } = body
  if (typeof data !== 'object' || data === null || !('token' in data) || typeof data.token !== 'string') return body
  const [, found = data.token.trim()] = /[?#&]token=([\w.~-]+)/.exec(data.token) ?? []
  return { ...body, data: { ...data, token: found } }
}

export interface TokenPart {
  readonly hidden: Readonly<Record<string, string>>
  readonly fields: readonly FormField[]
}

/** The token as the form sends it on: unseen, or as a field to paste the link into. */
export function tokenPart({ query, words }: View, { values }: FormState): TokenPart {
  const token = query.get('token') ?? values.token ?? ''
  if (token !== '') return { hidden: { token }, fields: [] }
  const { label, hint } = words.link
  return { hidden: {}, fields: [{ name: 'token', label, hint, type: 'text', isRequired: true, autocomplete: 'off' }] }
}

/** Whether the form is of no use any more. */
export function isSpent({ problem }: FormState): boolean {
  return problem?.code === 'invalid_or_expired_token'
}

/** What to do after a link that is no good. */
export function afterLink(view: View, kind: LinkFaultCode): Html | undefined {
  const asks = kind === 'reset' || kind === 'restore'
  // Without mail there is no other link to ask for: the operator who handed this one over can.
  if (asks && !hasMail(view.settings)) return undefined
  const href = view.link(asks ? 'account_forgot_password' : 'account_login')
  if (href === undefined) return undefined
  return html`<a class="button block" href="${href}">${view.words.afterLink[kind]}</a>`
}

/** The refusal itself, without a form. */
export function spentNotice({ problem }: FormState): Html {
  const said = (problem?.messages ?? []).map(message => html`<p>${message}</p>`)
  return html`<div class="alert warning" id="problem" role="alert" tabindex="-1" autofocus>${said}</div>\n`
}
