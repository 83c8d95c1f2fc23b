/** Registration, in both account models. */

import type { AccountModel } from '../../../accounts/account-model.ts'
import { accountModel } from '../../../accounts/choose-model.ts'
import { refuseTakenLogin, takenLogin } from '../../../accounts/taken-login.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { register } from '../../../flows/register.ts'
import type { ClaimsOf } from '../../../flows/user-claims.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { invalidFields } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { Call, Endpoint } from '../endpoint.ts'
import { validateNewPassword } from './new-password.ts'
import { registeredOutput } from './outputs.ts'

export function registerEndpoint(settings: Settings): Endpoint {
  const model = accountModel(settings)
  return {
    name: 'Register',
    description: 'View for user registration.',
    urlName: 'register',
    paths: ['/api/auth/register/'],
    authentication: 'header',
    permissions: [allowAny],
    methods: {
      POST: {
        summary: 'Open an account.',
        input: model.registration,
        readsItself: true,
        hashesPassword: 'registration',
        output: { status: 201, body: registeredOutput(model) },
        fails: ['invalid', 'overloaded'],
        async handle(system, call) {
          const { user, tokens } = await registerBy(model, system, call)
          return { status: 201, body: model.registeredBody(user, tokens) }
        },
      },
    },
  }
}

/** Validates the body and opens the account. Throws the messages of DRF's serializer. */
export async function registerBy(model: AccountModel, system: System, call: Call, claimsOf?: ClaimsOf) {
  const read = readFields(model.registration, await call.body())
  const { password: _, ...about } = model.readRegistration(read.values)
  const checked = model.checksPassword ? validateNewPassword(system, read, 'password', about) : read
  const members = requireValid(await refuseTakenLogin(system, model, checked))
  if (members.password !== members.password_confirm) {
    throw invalidFields({ [model.mismatch.field]: [model.mismatch.message] })
  }
  const login = model.registrationLogsIn ? 'login' : 'no_login'
  const registered = await register(system, model.readRegistration(members), login, claimsOf)
  if (registered === 'duplicate') throw takenLogin(model)
  return registered
}
