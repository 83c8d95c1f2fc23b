/** The registration page: the fields, rules and messages of the registration endpoint, and its login by cookies. */
import type { AccountModel } from '../../../accounts/account-model.ts'
import { accountModel } from '../../../accounts/choose-model.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { pairCookies } from '../../../http/endpoints/rows/cookie/pair-cookies.ts'
import { registerBy } from '../../../http/endpoints/rows/register.ts'
import { hasMail } from '../../../mail/has-mail.ts'
import { html } from '../../../mail/html.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { PageContent } from '../document.ts'
import { doneContent } from '../done.ts'
import { type FormField, type FormState, fieldsOf, form } from '../forms.ts'
import { pageRow, sendTo } from '../page-row.ts'
import { providerButtons } from '../providers.ts'
import type { View } from '../view.ts'

export function registerPage(settings: Settings): Endpoint {
  const model = { ...accountModel(settings), registrationLogsIn: true }
  return pageRow(settings, {
    urlName: 'account_register',
    name: 'Registration Page',
    description: 'Opens an account and logs in to it by cookies.',
    usesCookies: true,
    input: model.registration,
    post: {
      summary: 'Open an account, and go on to `next`.',
      hashesPassword: 'registration',
      fails: ['invalid', 'csrf_failed', 'overloaded'],
    },
    before: (view, { principal }) => (principal === undefined ? undefined : sendTo(view.next)),
    draw: (view, state) => draw(view, state, model),
    async submit(system, call, view) {
      const { tokens } = await registerBy(model, system, call)
      if (tokens === undefined) return sendTo(view.self({ done: hasMail(settings) ? 'mail' : '1' }))
      return sendTo(view.next, pairCookies(tokens, settings, call.incoming))
    },
  })
}

function draw(view: View, state: FormState, model: AccountModel): PageContent {
  const { register } = view.words
  const done = view.query.get('done')
  const login = view.link('account_login')
  if (done !== null)
    return doneContent(done === 'mail' ? register.doneByMail : register.done, login, view.words.login.title)
  return {
    title: register.title,
    lead: state.problem === undefined ? register.lead : undefined,
    hasProblem: state.problem !== undefined,
    body: html`${form(view, state, { fields: registrationFields(view, model), button: register.button })}
${providerButtons(view)}${
  login === undefined
    ? undefined
    : html`<p class="small center">${register.hasAccount} <a href="${login}">${register.login}</a></p>`
}`,
  }
}

export function registrationFields(view: View, { registration }: AccountModel): readonly FormField[] {
  const { hints } = view.words
  const said = { username: hints.username, password: hints.passwordLength(view.settings.minimumPasswordLength) }
  return fieldsOf(view, registration.shape).map(field =>
    Object.hasOwn(said, field.name) ? { ...field, hint: said[field.name as keyof typeof said] } : field,
  )
}
