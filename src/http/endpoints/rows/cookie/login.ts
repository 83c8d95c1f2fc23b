/** Tutorial 1's login by cookie: the tokens are in no body. Its view reads the members by hand. */

import type { AccountModel } from '../../../../accounts/account-model.ts'
import { accountModel } from '../../../../accounts/choose-model.ts'
import type { ParsedBody } from '../../../../fields/parsed-body.ts'
import { readMember } from '../../../../fields/read-member.ts'
import type { Entry } from '../../../../flows/factor-token.ts'
import { checkPassword, completeLogin, type Login } from '../../../../flows/login.ts'
import type { Proven } from '../../../../flows/pass-gate.ts'
import { allowAny } from '../../../../permissions/built-in.ts'
import { AuthError, problem } from '../../../../problems.ts'
import type { Settings } from '../../../../settings/settings.ts'
import type { System } from '../../../../system.ts'
import type { Answer } from '../../../request/message.ts'
import { keepingTheTurn } from '../../../response/factor-cookie.ts'
import { rememberClaims, rememberShape } from '../../../response/session-cookies.ts'
import type { Endpoint, ResumedCall } from '../../endpoint.ts'
import { credentialsInput } from '../credentials-input.ts'
import { messageWithUser } from '../outputs.ts'
import { pairCookies, userHeaders } from './pair-cookies.ts'

export function cookieLoginEndpoint(settings: Settings): Endpoint {
  const model = accountModel(settings)
  return {
    name: 'Cookie Login',
    description: 'User login with cookie-based tokens.',
    urlName: 'cookie_login',
    paths: ['/api/auth/cookie/login/'],
    usesCookies: true,
    authentication: 'header',
    permissions: [allowAny],
    methods: {
      POST: {
        summary: 'Exchange credentials for cookies.',
        input: credentialsInput(settings).schema.extend(rememberShape),
        readsItself: true,
        hashesPassword: 'login',
        output: { body: messageWithUser(model), namesUser: true },
        fails: [
          'credentials_required',
          'invalid_credentials',
          'invalid',
          'account_disabled',
          'mfa_required',
          'mfa_enrolment_required',
          'csrf_failed',
          'throttled',
          'overloaded',
        ],
        async handle(system, call) {
          const body = await call.body()
          const entry = { row: 'cookie_login', state: rememberClaims(body) }
          const proven = await keepingTheTurn(system, () => checkCookieLogin(system, model, body, entry))
          return await enterByCookies(model, system, { proven, state: entry.state, incoming: call.incoming })
        },
        resume: (system, resumed) => enterByCookies(model, system, resumed),
      },
    },
  }
}

/** Begins the session, and answers: also a login by mail. `state`: the claims of `rememberClaims`. */
export async function enterByCookies(
  model: AccountModel,
  system: System,
  { proven, state, incoming }: ResumedCall,
): Promise<Answer> {
  const { user, tokens } = await completeCookieLogin(system, proven, state)
  return {
    status: 200,
    body: { message: 'Login successful', user: model.profileBody(user) },
    headers: userHeaders(user),
    cookies: pairCookies(tokens, system.settings, incoming),
  }
}

/** Of the cookie endpoint and of the login page: `claims` are those of `rememberClaims`. */
export async function completeCookieLogin(
  system: System,
  proven: Proven,
  claims: Readonly<Record<string, unknown>>,
): Promise<Login> {
  return await refusingAsTutorial(system, () => completeLogin(system, proven, () => claims))
}

/** The password of the cookie endpoint and of the login page. Its method declares `hashesPassword: 'login'`. */
export async function checkCookieLogin(
  system: System,
  { loginField }: Pick<AccountModel, 'loginField'>,
  body: ParsedBody,
  entry: Entry,
): Promise<Proven> {
  const name = readMember(body, loginField)
  const password = readMember(body, 'password')
  if (name.kind === 'falsy' || password.kind === 'falsy') throw credentialsRequired(loginField)
  // A value that is not a string matches no account; it costs a hash like any other wrong one (timing).
  const credentials = {
    login: name.kind === 'text' ? name.text : '',
    password: password.kind === 'text' ? password.text : '',
  }
  return await refusingAsTutorial(system, () => checkPassword(system, credentials, entry))
}

function credentialsRequired(loginField: 'email' | 'username'): AuthError {
  const name = loginField === 'email' ? 'Email' : 'Username'
  return problem('credentials_required', { title: `${name} and password are required` })
}

/** The tutorial has two messages for what the other login endpoints say with one. */
export async function refusingAsTutorial<T>(system: System, enter: () => Promise<T>): Promise<T> {
  try {
    return await enter()
  } catch (error) {
    if (!(error instanceof AuthError) || error.code !== 'no_active_account') throw error
    const isRevealed = error.reason === 'inactive' && system.settings.revealInactive
    throw problem(isRevealed ? 'account_disabled' : 'invalid_credentials', { reason: error.reason })
  }
}
