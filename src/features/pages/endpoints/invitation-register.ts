/** A newcomer chooses a password by the link of an invitation: the address is the invited one, and verified by the link. */
import { z } from 'zod'
import type { AccountModel } from '../../../accounts/account-model.ts'
import { accountModel } from '../../../accounts/choose-model.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { pairCookies } from '../../../http/endpoints/rows/cookie/pair-cookies.ts'
import { invitationCookie } from '../../../http/response/invitation-cookie.ts'
import { type Html, html } from '../../../mail/html.ts'
import type { Settings } from '../../../settings/settings.ts'
import { invitedFields, registerByInvitation } from '../../organizations/endpoints/register-invited.ts'
import type { PageContent } from '../document.ts'
import { type FormState, form } from '../forms.ts'
import { pageRow, sendTo } from '../page-row.ts'
import { invitationFacts, lookAtInvitation, type SeenInvitation } from '../seen-invitation.ts'
import { spentNotice } from '../token.ts'
import type { View } from '../view.ts'
import { registrationFields } from './register.ts'

export function invitationRegisterPage(settings: Settings): Endpoint {
  const model = { ...accountModel(settings), registrationLogsIn: true }
  return pageRow<SeenInvitation | 'gone'>(settings, {
    urlName: 'account_invitation_register',
    name: 'Invitation Registration Page',
    description: 'Opens an account for a person who was invited, and logs in to it by cookies.',
    usesCookies: true,
    input: invitedFields(model),
    post: {
      summary: 'Open an account with the invited address, join the organization, and go on to `next`.',
      hashesPassword: 'registration',
      fails: ['invalid', 'invitation_not_valid', 'organization_full', 'csrf_failed', 'overloaded'],
    },
    before: (view, { principal }) => (principal === undefined ? undefined : sendTo(openedInvitation(view))),
    look: lookAtInvitation,
    draw,
    async submit(system, call, view) {
      const { tokens } = await registerByInvitation(model, system, call)
      const pair = tokens === undefined ? [] : pairCookies(tokens, settings, call.incoming)
      return sendTo(view.next, [...pair, invitationCookie.clear(settings)])
    },
  })
}

/** The page of the invitation, as the cookie of this browser has it. */
export function openedInvitation(view: View): string {
  return view.link('account_invitation', { open: '1' }) ?? view.next
}

function draw(view: View, state: FormState, seen: SeenInvitation | 'gone' | undefined): PageContent {
  const { title, back } = view.words.invitation
  const isOver = state.problem !== undefined && state.problem.code !== 'invalid'
  const href = openedInvitation(view)
  const leave = html`<a class="button block" href="${href}">${back}</a>`
  if (seen === undefined || seen === 'gone' || isOver)
    return { title, hasProblem: isOver, body: html`${isOver ? spentNotice(state) : undefined}${leave}` }
  return {
    title,
    hasProblem: state.problem !== undefined,
    holdsToken: true,
    body: html`${invitationFacts(view, seen)}${registrationForm(view, state, seen.token)}`,
  }
}

/** `undefined`: where the registration by invitation is switched off. */
export function registrationForm(view: View, state: FormState, token: string): Html | undefined {
  const action = view.link('account_invitation_register')
  if (action === undefined) return undefined
  const { register } = view.words.invitation
  const { hasAccount, login } = view.words.register
  const { registration, ...model } = accountModel(view.settings)
  const { email: _, ...rest } = registration.shape
  const fields = registrationFields(view, { ...model, registration: z.object(rest) } as AccountModel)
  const href = view.link('account_login', { next: openedInvitation(view) })
  return html`<p>${register.lead}</p>
${form(view, state, { fields, button: register.button, hidden: { token }, action })}${
  href === undefined ? undefined : html`<p class="small center">${hasAccount} <a href="${href}">${login}</a></p>\n`
}`
}
