/** Asks for a mail with which its reader chooses a new password. It says the same whether an account has the address. */
import { z } from 'zod'
import { emailField } from '../../../fields/email-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { requestMail } from '../../../flows/request-mail.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { html } from '../../../mail/html.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { PageContent } from '../document.ts'
import { doneContent } from '../done.ts'
import { type FormState, fieldsOf, form } from '../forms.ts'
import { pageRow, sendTo } from '../page-row.ts'
import type { View } from '../view.ts'

export const addressInput = z.object({ email: emailField({ maxLength: 320 }) })

export function forgotPasswordPage(settings: Settings): Endpoint {
  return pageRow(settings, {
    urlName: 'account_forgot_password',
    name: 'Forgot Password Page',
    description: 'Sends a mail with a link. It says the same whether an account has the address or not.',
    input: addressInput,
    post: { summary: 'Ask for a mail to choose a new password.', fails: ['invalid', 'throttled'] },
    draw,
    async submit(system, call, view) {
      const { email } = requireValid(readFields(addressInput, await call.body()))
      await requestMail(system, 'password_reset', email)
      return sendTo(view.self({ done: '1' }))
    },
  })
}

function draw(view: View, state: FormState): PageContent {
  const { forgot, backToLogin } = view.words
  const login = view.link('account_login')
  if (view.query.has('done')) return doneContent(forgot.done, login, backToLogin)
  return {
    title: forgot.title,
    lead: forgot.lead,
    hasProblem: state.problem !== undefined,
    body: html`${form(view, state, { fields: fieldsOf(view, addressInput.shape), button: forgot.button })}
${login === undefined ? undefined : html`<p class="small center"><a href="${login}">${backToLogin}</a></p>`}`,
  }
}
