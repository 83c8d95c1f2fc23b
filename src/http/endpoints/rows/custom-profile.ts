/** A profile with members that the application chooses: DRF's RetrieveUpdateAPIView with its own serializer. */

import { accountModel } from '../../../accounts/choose-model.ts'
import { readChanges, showFields } from '../../../accounts/chosen-fields.ts'
import { currentPasswordShape } from '../../../accounts/current-password-field.ts'
import { refuseTakenLogin, takenLogin } from '../../../accounts/taken-login.ts'
import { optionalText } from '../../../accounts/text.ts'
import { withRealId } from '../../../accounts/user-id-field.ts'
import { type FieldsSchema, readFields, requireValid } from '../../../fields/read-fields.ts'
import { reauthenticateForProfile } from '../../../flows/reauthenticate.ts'
import { updateProfile } from '../../../flows/update-profile.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { Answer } from '../../request/message.ts'
import { type Call, type Endpoint, requirePrincipal } from '../endpoint.ts'
import { shownUser } from './outputs.ts'

/** The path and the fields of a profile endpoint. */
export interface CustomProfileEndpoint {
  readonly path: string
  /** Members of accounts, and the application's own user fields. Read-only ones are shown and ignored in a body. */
  readonly fields: FieldsSchema
}

const fails = [
  'not_authenticated',
  'invalid',
  'recent_login_required',
  'reauthentication_required',
  'throttled',
  'overloaded',
] as const

/** ``customProfileEndpoint(settings, { path: '/api/users/me/', fields: z.object({ id, username, phone_number }) })`` */
export function customProfileEndpoint(settings: Settings, { path, fields }: CustomProfileEndpoint): Endpoint {
  const model = accountModel(settings)
  const input = fields.extend(currentPasswordShape(settings))
  const output = { body: shownUser(withRealId(settings, fields)) }
  const show = (user: Parameters<typeof showFields>[0]) => ({ status: 200, body: showFields(user, fields.shape) })

  async function save(system: System, call: Call, options: { readonly partial: boolean }): Promise<Answer> {
    const principal = requirePrincipal(call)
    const user = await principal.user()
    const read = readFields(input, await call.body(), options)
    const { current_password: password, ...members } = requireValid(
      await refuseTakenLogin(system, model, read, user.id),
    )
    const changes = readChanges(settings, members)
    await reauthenticateForProfile(system, principal, changes, optionalText(password))
    const saved = await updateProfile(system, user, changes)
    if (saved === 'duplicate') throw takenLogin(model)
    if (saved === 'gone') throw problem('user_not_found')
    return show(saved)
  }

  return {
    name: 'User Profile',
    description: '',
    paths: [path],
    authentication: 'any',
    permissions: [isAuthenticated],
    methods: {
      GET: {
        summary: 'Show your account.',
        output,
        fails: ['not_authenticated'],
        handle: async (_, call) => show(await requirePrincipal(call).user()),
      },
      PUT: {
        summary: 'Replace your data.',
        countsAsChange: true,
        hashesPassword: 'occasional',
        input,
        readsItself: true,
        output,
        fails,
        handle: (system, call) => save(system, call, { partial: false }),
      },
      PATCH: {
        summary: 'Change some of your data.',
        countsAsChange: true,
        hashesPassword: 'occasional',
        input,
        readsItself: true,
        output,
        fails,
        handle: (system, call) => save(system, call, { partial: true }),
      },
    },
  }
}
