/** A registration with members that the application chooses: DRF's CreateAPIView of a user serializer. */

import { accountModel } from '../../../accounts/choose-model.ts'
import { readChanges, showFields } from '../../../accounts/chosen-fields.ts'
import { refuseTakenLogin, takenLogin } from '../../../accounts/taken-login.ts'
import { text } from '../../../accounts/text.ts'
import { withRealId } from '../../../accounts/user-id-field.ts'
import { type FieldsSchema, readFields, requireValid } from '../../../fields/read-fields.ts'
import { register } from '../../../flows/register.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { invalidFields } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Endpoint } from '../endpoint.ts'
import { validateNewPassword } from './new-password.ts'
import { shownUser } from './outputs.ts'

/** The path, the name for documents, and the fields of a registration endpoint. */
export interface CustomRegistrationEndpoint {
  readonly path: string
  readonly name?: string
  /** With a write-only `password`, and optionally a `password_confirm` that must be equal. */
  readonly fields: FieldsSchema
}

/** A registration endpoint with fields of your choice. The password is checked by the password rules. */
export function customRegistrationEndpoint(
  settings: Settings,
  { path, name = 'Register', fields }: CustomRegistrationEndpoint,
): Endpoint {
  const model = accountModel(settings)
  const checksPassword = settings.accounts === 'email' || settings.registrationPasswordRules === 'django'
  return {
    name,
    description: '',
    paths: [path],
    authentication: 'header',
    permissions: [allowAny],
    methods: {
      POST: {
        summary: 'Open an account.',
        input: fields,
        readsItself: true,
        hashesPassword: 'registration',
        output: { status: 201, body: shownUser(withRealId(settings, fields)) },
        fails: ['invalid', 'overloaded'],
        async handle(system, call) {
          const read = readFields(fields, await call.body())
          const about = { email: text(read.values.email), username: text(read.values.username) }
          const checked = checksPassword ? validateNewPassword(system, read, 'password', about) : read
          const members = requireValid(await refuseTakenLogin(system, model, checked))
          refuseMismatch(fields, members)
          const { email = '', ...changes } = readChanges(settings, members)
          const registration = { ...changes, email, password: text(members.password) }
          const registered = await register(system, registration, 'no_login')
          if (registered === 'duplicate') throw takenLogin(model)
          return { status: 201, body: showFields(registered.user, fields.shape) }
        },
      },
    },
  }
}

function refuseMismatch({ shape }: FieldsSchema, members: Readonly<Record<string, unknown>>): void {
  const isWrong = shape.password_confirm !== undefined && members.password !== members.password_confirm
  if (isWrong) throw invalidFields({ password: ["Password fields didn't match."] })
}
