/** A newcomer registers by the link of an invitation: the fields, rules and answers of the registration, without an address. */
import { z } from 'zod'
import type { AccountModel, Members } from '../../../accounts/account-model.ts'
import { accountModel } from '../../../accounts/choose-model.ts'
import { refuseTakenLogin, takenLogin } from '../../../accounts/taken-login.ts'
import { type Fields, type FieldsSchema, readFields, requireValid } from '../../../fields/read-fields.ts'
import type { Registered } from '../../../flows/register.ts'
import type { Call, Endpoint } from '../../../http/endpoints/endpoint.ts'
import { validateNewPassword } from '../../../http/endpoints/rows/new-password.ts'
import { registeredOutput } from '../../../http/endpoints/rows/outputs.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { invalidFields } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import { findInvitation } from '../flows/accept-invitation.ts'
import { registerInvited } from '../flows/register-invited.ts'
import { token } from './invited.ts'

/** The fields of the registration, with the token in place of the address. */
export function invitedFields({ registration }: Pick<AccountModel, 'registration'>): FieldsSchema {
  const { email: _, ...rest } = registration.shape
  return z.object({ token, ...rest })
}

export function registerInvitedEndpoint(settings: Settings): Endpoint {
  const model = accountModel(settings)
  return {
    name: 'Register Invited',
    description: 'Opens an account for a person who was invited.',
    urlName: 'invitation_register',
    paths: ['/api/auth/invitations/register/'],
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      POST: {
        summary: 'Open an account with the invited address, verified, and join the organization.',
        input: invitedFields(model),
        readsItself: true,
        hashesPassword: 'registration',
        output: { status: 201, body: registeredOutput(model) },
        fails: ['invalid', 'invitation_not_valid', 'organization_full', 'overloaded'],
        async handle(system, call) {
          const { user, tokens } = await registerByInvitation(model, system, call)
          return { status: 201, body: model.registeredBody(user, tokens) }
        },
      },
    },
  }
}

/** Validates the body and opens the account. The page that shows an invitation calls this too. */
export async function registerByInvitation(model: AccountModel, system: System, call: Call): Promise<Registered> {
  const read = readFields(invitedFields(model), await call.body())
  const { token: raw } = read.values
  const invitation = typeof raw === 'string' && raw !== '' ? await findInvitation(system, raw) : undefined
  // The address of the invitation, whatever the body says (mass assignment).
  const given: Fields<Members> = { ...read, values: { ...read.values, email: invitation?.email ?? '' } }
  const { password: _, ...about } = model.readRegistration(given.values)
  const checked = model.checksPassword ? validateNewPassword(system, given, 'password', about) : given
  const members = requireValid(await refuseTakenLogin(system, model, checked))
  if (invitation === undefined) throw invalidFields({ token: ['This field is required.'] })
  if (members.password !== members.password_confirm) {
    throw invalidFields({ [model.mismatch.field]: [model.mismatch.message] })
  }
  const login = model.registrationLogsIn ? 'login' : 'no_login'
  const registered = await registerInvited(system, invitation.id, model.readRegistration(members), login)
  if (registered === 'duplicate') throw takenLogin(model)
  return registered
}
