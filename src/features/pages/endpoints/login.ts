/** The login page: credentials, or a provider. It sets the cookies as the cookie login does, by the same code. */
import type { AccountModel } from '../../../accounts/account-model.ts'
import { accountModel } from '../../../accounts/choose-model.ts'
import type { Endpoint, ResumedCall } from '../../../http/endpoints/endpoint.ts'
import { checkCookieLogin, completeCookieLogin, refusingAsTutorial } from '../../../http/endpoints/rows/cookie/login.ts'
import { pairCookies } from '../../../http/endpoints/rows/cookie/pair-cookies.ts'
import { credentialsInput } from '../../../http/endpoints/rows/credentials-input.ts'
import type { Answer } from '../../../http/request/message.ts'
import { rememberClaims, rememberShape } from '../../../http/response/session-cookies.ts'
import { hasMail } from '../../../mail/has-mail.ts'
import { type Html, html } from '../../../mail/html.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import { passByPasskey } from '../../mfa/flows/passkey-login.ts'
import { reportedCodes } from '../../social/reported-codes.ts'
import { askingForFactor } from '../ask-for-factor.ts'
import type { PageContent } from '../document.ts'
import { type FormField, type FormState, form } from '../forms.ts'
import { pageRow, sendTo } from '../page-row.ts'
import { credentialShape, hasPasskeyLogin, passkeyPart, readCredential } from '../passkey-part.ts'
import { providerButtons } from '../providers.ts'
import { rememberBox } from '../remember.ts'
import type { View } from '../view.ts'
import { hasMailLogin } from './mail-login.ts'

export function loginPage(settings: Settings): Endpoint {
  const model = accountModel(settings)
  return pageRow(settings, {
    urlName: 'account_login',
    name: 'Login Page',
    description:
      'Logs in by cookies. Takes `next`, a path below `/account/`, `/console/` or those of accountRedirects.',
    usesCookies: true,
    input: credentialsInput(settings).schema.extend({ ...rememberShape, ...credentialShape }),
    post: {
      summary: 'Log in, and go on to `next`.',
      hashesPassword: 'login',
      fails: [
        'credentials_required',
        'invalid_credentials',
        'invalid',
        'passkey_not_valid',
        'account_disabled',
        'mfa_required',
        'mfa_enrolment_required',
        'csrf_failed',
        'throttled',
        'overloaded',
      ],
    },
    before: (view, { principal }) => (principal === undefined ? undefined : sendTo(view.next)),
    draw: (view, state) => draw(view, state, model),
    async submit(system, call, view) {
      const body = await call.body()
      const claims = rememberClaims(body)
      const credential = hasPasskeyLogin(settings) ? readCredential(body) : undefined
      if (credential !== undefined) {
        const proven = await refusingAsTutorial(system, () => passByPasskey(system, credential))
        return await enter(system, { proven, state: { claims, next: view.next }, incoming: call.incoming })
      }
      const entry = { row: 'account_login', state: { claims, next: view.next } }
      return await askingForFactor(view, settings, async () => {
        const proven = await checkCookieLogin(system, model, body, entry)
        return await enter(system, { proven, state: entry.state, incoming: call.incoming })
      })
    },
    resume: enter,
  })
}

async function enter(system: System, { proven, state, incoming }: ResumedCall): Promise<Answer> {
  const { claims, next } = state
  const { tokens } = await completeCookieLogin(system, proven, claims as Readonly<Record<string, unknown>>)
  return sendTo(String(next), pairCookies(tokens, system.settings, incoming))
}

function draw(view: View, state: FormState, { loginField }: AccountModel): PageContent {
  const { login } = view.words
  return {
    title: login.title,
    lead: state.problem === undefined ? login.lead : undefined,
    hasProblem: state.problem !== undefined,
    asksForPasskey: hasPasskeyLogin(view.settings),
    body: html`${socialProblem(view)}${form(view, withBlankFields(view, state, loginField), {
      fields: loginFields(view, loginField),
      button: login.button,
      extra: rememberAndForgot(view, state),
    })}
${hasPasskeyLogin(view.settings) ? passkeyPart(view, { label: view.words.passkey.login, isAlone: true }) : undefined}${mailButton(view)}${providerButtons(view)}${registration(view)}`,
  }
}

function loginFields({ words }: View, loginField: 'email' | 'username'): readonly FormField[] {
  const type = loginField === 'email' ? 'email' : 'text'
  return [
    { name: loginField, label: words.fields[loginField], type, isRequired: true, autocomplete: 'username webauthn' },
    {
      name: 'password',
      label: words.fields.password,
      type: 'password',
      isRequired: true,
      autocomplete: 'current-password',
    },
  ]
}

/** A missing half of the credentials is said at its field. That a password was typed is not known any more. */
function withBlankFields({ words }: View, state: FormState, loginField: string): FormState {
  const { problem, values } = state
  if (problem?.code !== 'credentials_required') return state
  const blank = (values[loginField] ?? '') === '' ? [loginField] : ['password']
  const fields = Object.fromEntries(blank.map(name => [name, [words.fieldMessages.blank('')]]))
  return { ...state, problem: { ...problem, fields } }
}

function rememberAndForgot(view: View, state: FormState): Html {
  const forgot = hasMail(view.settings) ? view.link('account_forgot_password') : undefined
  return html`${rememberBox(view, state)}${forgot === undefined ? undefined : html`<p class="small"><a href="${forgot}">${view.words.login.forgot}</a></p>\n`}`
}

function mailButton(view: View): Html | undefined {
  const link = hasMailLogin(view.settings) ? view.link('account_mail_login') : undefined
  return link === undefined
    ? undefined
    : html`<a class="button block" href="${link}">${view.words.mailLogin.offer}</a>\n`
}

function registration(view: View): Html | undefined {
  const link = view.link('account_register')
  if (link === undefined) return undefined
  return html`<p class="small center">${view.words.login.noAccount} <a href="${link}">${view.words.login.register}</a></p>`
}

/** A code and no text: a link can show one of our sentences, and none of its own (content spoofing). */
function socialProblem({ query, words }: View): Html | undefined {
  const code = reportedCodes.find(known => known === query.get('error'))
  if (code === undefined) return undefined
  return html`<div class="alert danger" role="alert"><p>${words.social[code]}</p></div>\n`
}
