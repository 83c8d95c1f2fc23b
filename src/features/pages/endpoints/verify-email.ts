/** Where the link of a verification mail leads. Without a link, or with one that is too old, it asks for another mail. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { emailField } from '../../../fields/email-field.ts'
import type { ParsedBody } from '../../../fields/parsed-body.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { requestMail } from '../../../flows/request-mail.ts'
import { verifyEmail } from '../../../flows/verify-email.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { html } from '../../../mail/html.ts'
import { isDisabled } from '../../../settings/endpoint-paths.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { PageContent } from '../document.ts'
import { doneContent } from '../done.ts'
import { type FormState, fieldsOf, form } from '../forms.ts'
import { pageRow, sendTo } from '../page-row.ts'
import { isSpent, spentNotice, tokenPart, withToken } from '../token.ts'
import type { View } from '../view.ts'
import { addressInput } from './forgot-password.ts'
import { tokenInput } from './mail-links.ts'

/** Of the two forms of the page, each sends one member. */
const eitherInput = z.object({
  token: charField({ required: false, maxLength: 8192, helpText: 'Of the mail: verifies the address.' }),
  email: emailField({ required: false, maxLength: 320, helpText: 'Instead: asks for another mail.' }),
})

export function verifyEmailPage(settings: Settings): Endpoint {
  const resends = !isDisabled(settings, 'email_verification')
  return pageRow(settings, {
    urlName: 'account_verify_email',
    name: 'Verify Email Page',
    description: 'Takes the token of a verification mail, or asks for another mail.',
    takesLink: true,
    input: eitherInput,
    post: {
      summary: 'Verify the address, or ask for another mail.',
      fails: ['invalid', 'invalid_or_expired_token', 'throttled'],
    },
    draw: (view, state) => draw(view, state, resends),
    async submit(system, call, view) {
      const body = await call.body()
      if (resends && asksForMail(body)) {
        const { email } = requireValid(readFields(addressInput, body))
        await requestMail(system, 'email_verification', email)
        return sendTo(view.self({ done: 'mail' }))
      }
      const { token } = requireValid(readFields(tokenInput, withToken(body)))
      await verifyEmail(system, token)
      return sendTo(view.self({ done: '1' }))
    },
  })
}

function asksForMail({ data }: ParsedBody): boolean {
  return typeof data === 'object' && data !== null && 'email' in data && !('token' in data)
}

function draw(view: View, state: FormState, resends: boolean): PageContent {
  const { verify, resend, backToLogin, login } = view.words
  const done = view.query.get('done')
  if (done === 'mail') return doneContent(resend.done, view.link('account_login'), backToLogin)
  if (done !== null) return doneContent(verify.done, view.link('account_login'), login.title)
  const isFragment = view.settings.mailTokenPlace === 'fragment'
  const { hidden, fields } = tokenPart(view, state)
  const hasLink = fields.length === 0 && !isSpent(state)
  const shown = { title: verify.title, hasProblem: state.problem !== undefined, holdsToken: true }
  if (hasLink || isFragment || !resends) {
    const body = isSpent(state) ? spentNotice(state) : form(view, state, { hidden, fields, button: verify.button })
    return { ...shown, lead: isSpent(state) ? undefined : verify.lead, body }
  }
  const again = { ...state, problem: isSpent(state) ? undefined : state.problem }
  return {
    ...shown,
    lead: isSpent(state) ? undefined : resend.lead,
    body: html`${isSpent(state) ? html`${spentNotice(state)}<p class="lead">${resend.lead}</p>\n` : undefined}${form(
      view,
      again,
      { fields: fieldsOf(view, addressInput.shape), button: resend.button },
    )}`,
  }
}
