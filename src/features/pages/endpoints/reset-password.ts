/** Where the link of a mail leads to choose a new password. */
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { resetByMail, resetInput } from '../../../http/endpoints/rows/password-reset.ts'
import { html } from '../../../mail/html.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { PageContent } from '../document.ts'
import { doneContent } from '../done.ts'
import { type FormState, fieldsOf, form } from '../forms.ts'
import { pageRow, sendTo } from '../page-row.ts'
import { afterLink, isSpent, spentNotice, tokenPart, withToken } from '../token.ts'
import type { View } from '../view.ts'

export function resetPasswordPage(settings: Settings): Endpoint {
  const input = resetInput(settings)
  return pageRow(settings, {
    urlName: 'account_reset_password',
    name: 'Reset Password Page',
    description: 'Takes the token of the mail and a new password. Ends all sessions of the account.',
    takesLink: true,
    input,
    post: {
      summary: 'Set a new password.',
      hashesPassword: 'confirmation',
      fails: ['invalid', 'invalid_or_expired_token', 'overloaded'],
    },
    draw: (view, state) => draw(view, state, input),
    async submit(system, call, view) {
      await resetByMail(system, input, withToken(await call.body()))
      return sendTo(view.self({ done: '1' }))
    },
  })
}

function draw(view: View, state: FormState, input: ReturnType<typeof resetInput>): PageContent {
  const { reset, login, hints } = view.words
  if (view.query.has('done')) return doneContent(reset.done, view.link('account_login'), login.title)
  const { token: _, ...shape } = input.shape
  const { hidden, fields } = tokenPart(view, state)
  const hint = hints.passwordLength(view.settings.minimumPasswordLength)
  const passwords = fieldsOf(view, shape).map(field => (field.name === 'new_password' ? { ...field, hint } : field))
  return {
    title: reset.title,
    lead: isSpent(state) ? undefined : reset.lead,
    hasProblem: state.problem !== undefined,
    holdsToken: true,
    body: isSpent(state)
      ? html`${spentNotice(state)}${afterLink(view, 'reset')}`
      : form(view, state, { hidden, fields: [...fields, ...passwords], button: reset.button }),
  }
}
