/**
 * Where the link of an invitation leads. The page says what the invitation is about, and waits for an answer: mail scanners
 * follow links. The token is kept in a cookie of this browser, so that a login or a registration leads back here.
 */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { choiceField } from '../../../fields/choice-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import type { Call, Endpoint } from '../../../http/endpoints/endpoint.ts'
import type { Answer } from '../../../http/request/message.ts'
import { invitationCookie } from '../../../http/response/invitation-cookie.ts'
import { type Html, html } from '../../../mail/html.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { User } from '../../../users/user.ts'
import { acceptInvitation, declineInvitation, findInvitation } from '../../organizations/flows/accept-invitation.ts'
import type { PageContent } from '../document.ts'
import { doneContent } from '../done.ts'
import { type FormState, form } from '../forms.ts'
import { pageRow, sendTo } from '../page-row.ts'
import { invitationFacts, isForVisitor, lookAtInvitation, type SeenInvitation } from '../seen-invitation.ts'
import { spentNotice, tokenPart, withToken } from '../token.ts'
import type { View } from '../view.ts'
import { invitationRegisterPage, openedInvitation, registrationForm } from './invitation-register.ts'

const input = z.object({
  token: charField({ maxLength: 8192 }),
  answer: choiceField({ choices: ['show', 'accept', 'decline'], required: false }),
})

export function invitationPages(settings: Settings): readonly Endpoint[] {
  return settings.organizations === 'on' ? [answerPage(settings), invitationRegisterPage(settings)] : []
}

function answerPage(settings: Settings): Endpoint {
  return pageRow<SeenInvitation | 'gone'>(settings, {
    urlName: 'account_invitation',
    name: 'Invitation Page',
    description: 'Shows the invitation of a link in a mail, and takes the answer.',
    usesCookies: true,
    takesLink: true,
    input,
    post: {
      summary: 'Show, accept or decline an invitation.',
      fails: [
        'invalid',
        'invitation_not_valid',
        'invitation_other_address',
        'member_already',
        'organization_full',
        'csrf_failed',
      ],
    },
    before: view => keepToken(view),
    // The link of a mail leads to the page without this: another invitation may have been opened before.
    look: async (system, call) =>
      new URLSearchParams(call.incoming.query).has('open') ? await lookAtInvitation(system, call) : undefined,
    draw,
    submit,
  })
}

/** Out of the address, which the history of the browser and other pages would be told. */
function keepToken(view: View): Answer | undefined {
  const token = view.query.get('token') ?? ''
  if (!/^[\w.~-]+$/.test(token)) return undefined
  return sendTo(openedInvitation(view), [invitationCookie.write(token, view.settings)])
}

async function submit(system: System, call: Call, view: View): Promise<Answer> {
  const { token, answer = 'show' } = requireValid(readFields(input, withToken(await call.body())))
  const { settings } = view
  if (answer === 'show') {
    await findInvitation(system, token)
    return sendTo(openedInvitation(view), [invitationCookie.write(token, settings)])
  }
  if (answer === 'decline') {
    await declineInvitation(system, await call.principal?.user(), { token })
    return sendTo(view.self({ done: 'declined' }), [invitationCookie.clear(settings)])
  }
  // The session has ended since the page was shown.
  if (call.principal === undefined)
    return sendTo(view.link('account_login', { next: openedInvitation(view) }) ?? view.self())
  await acceptInvitation(system, await call.principal.user(), { token })
  return sendTo(view.self({ done: 'accepted' }), [invitationCookie.clear(settings)])
}

function draw(view: View, state: FormState, seen: SeenInvitation | 'gone' | undefined): PageContent {
  const { title, lead, button, accepted, declined, on } = view.words.invitation
  const done = view.query.get('done')
  if (done === 'accepted') return doneContent(accepted, view.next, on)
  if (done === 'declined') return doneContent(declined, undefined, on)
  if (state.problem !== undefined && state.problem.code !== 'invalid') return refused(view, state)
  if (seen === 'gone') return refused(view, gone(view))
  if (seen !== undefined) return { title, holdsToken: true, isOpened: true, body: drawInvitation(view, seen) }
  const { hidden, fields } = tokenPart(view, state)
  return {
    title,
    lead,
    hasProblem: state.problem !== undefined,
    holdsToken: true,
    body: form(view, state, { hidden, fields, button }),
  }
}

function gone({ words }: View): FormState {
  const { invitation_not_valid: said } = words.problems
  return { values: {}, problem: { code: 'invitation_not_valid', messages: [said], fields: {} } }
}

/** With the way back where another answer is possible. */
function refused(view: View, state: FormState): PageContent {
  const { title, back, on } = view.words.invitation
  const isOver = state.problem?.code === 'invitation_not_valid' || state.problem?.code === 'member_already'
  const [href, label] = isOver ? [view.next, on] : [openedInvitation(view), back]
  return {
    title,
    hasProblem: true,
    body: html`${spentNotice(state)}<a class="button block" href="${href}">${label}</a>`,
  }
}

function drawInvitation(view: View, seen: SeenInvitation): Html {
  const { token } = seen
  const { decline } = view.words.invitation
  const refusing = answerForm(view, { token, answer: 'decline', button: decline })
  return html`${invitationFacts(view, seen)}${drawWays(view, seen)}${refusing}`
}

function drawWays(view: View, seen: SeenInvitation): Html {
  const { words } = view
  const { accept, as, other, logIn } = words.invitation
  const { visitor, token, hasAccount } = seen
  if (visitor !== undefined && isForVisitor(seen)) {
    const said = html`<p class="small">${as(loginOf(visitor))}</p>\n`
    return html`${said}${answerForm(view, { token, answer: 'accept', button: accept })}`
  }
  if (visitor !== undefined) {
    const logout = view.link('account_logout', { next: openedInvitation(view) })
    return html`<div class="alert warning" role="status"><p>${other(loginOf(visitor))}</p></div>
${logout === undefined ? undefined : html`<a class="button primary block" href="${logout}">${words.logout.button}</a>\n`}`
  }
  const login = view.link('account_login', { next: openedInvitation(view) })
  const registering = hasAccount ? undefined : registrationForm(view, { values: {}, problem: undefined }, token)
  if (registering !== undefined) return registering
  if (login === undefined) return html``
  return html`<p>${logIn.lead}</p>
<a class="button primary block" href="${login}">${logIn.button}</a>
`
}

interface AnswerForm {
  readonly token: string
  readonly answer: 'accept' | 'decline'
  readonly button: string
}

function answerForm(view: View, { token, answer, button }: AnswerForm): Html {
  const kind = answer === 'accept' ? 'button primary block' : 'button block'
  return html`<form class="form" method="post" action="${view.self()}">
<input type="hidden" name="token" value="${token}">
<button class="${kind}" type="submit" name="answer" value="${answer}">${button}</button>
</form>
`
}

function loginOf({ email, username }: User): string {
  return email || username
}
