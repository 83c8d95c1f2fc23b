/** The caller's profile, in both account models: DRF's RetrieveUpdateAPIView for the caller. */

import { z } from 'zod'
import type { AccountModel } from '../../../accounts/account-model.ts'
import { accountModel } from '../../../accounts/choose-model.ts'
import { currentPasswordShape } from '../../../accounts/current-password-field.ts'
import { refuseTakenLogin, takenLogin } from '../../../accounts/taken-login.ts'
import { optionalText } from '../../../accounts/text.ts'
import { type FieldsSchema, readFields, requireValid } from '../../../fields/read-fields.ts'
import { reauthenticateForProfile } from '../../../flows/reauthenticate.ts'
import { updateProfile } from '../../../flows/update-profile.ts'
import { hasUsablePassword } from '../../../flows/user-status.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { User } from '../../../users/user.ts'
import type { Answer } from '../../request/message.ts'
import { type Call, type Endpoint, requirePrincipal } from '../endpoint.ts'
import { shownUser } from './outputs.ts'

const fails = [
  'not_authenticated',
  'invalid',
  'recent_login_required',
  'reauthentication_required',
  'throttled',
  'overloaded',
] as const

export function profileEndpoint(settings: Settings): Endpoint {
  const model = accountModel(settings)
  const input = model.profile.extend(currentPasswordShape(settings))
  const output = { body: shownUser(model.profile).extend(showsPassword(settings) ? passwordOutput : {}) }
  return {
    name: 'User Profile',
    description: 'View for retrieving and updating user profile.',
    urlName: 'user_profile',
    paths: ['/api/auth/profile/'],
    authentication: 'any',
    permissions: [isAuthenticated],
    methods: {
      GET: {
        summary: 'Show your account.',
        output,
        fails: ['not_authenticated'],
        handle: async (_, call) => ({
          status: 200,
          body: showProfile(model, settings, await requirePrincipal(call).user()),
        }),
      },
      PUT: {
        summary: 'Replace your data.',
        countsAsChange: true,
        hashesPassword: 'occasional',
        input,
        readsItself: true,
        output,
        fails,
        handle: (system, call) => save(model, input, system, call),
      },
      PATCH: {
        summary: 'Change some of your data.',
        countsAsChange: true,
        hashesPassword: 'occasional',
        input,
        readsItself: true,
        output,
        fails,
        handle: (system, call) => save(model, input, system, call, { partial: true }),
      },
    },
  }
}

const passwordOutput = {
  has_usable_password: z.boolean().describe('Whether you have a password too, or have to log in again for changes.'),
}

/** Where an account may have none. Under compat the body is the tutorials'. */
function showsPassword({ social, compat }: Settings): boolean {
  return Object.keys(social).length > 0 && compat !== 'simplejwt'
}

function showProfile(model: AccountModel, settings: Settings, user: User) {
  const body = model.profileBody(user)
  return showsPassword(settings) ? { ...body, has_usable_password: hasUsablePassword(user) } : body
}

async function save(
  model: AccountModel,
  input: FieldsSchema,
  system: System,
  call: Call,
  options = { partial: false },
): Promise<Answer> {
  const principal = requirePrincipal(call)
  const user = await principal.user()
  const read = readFields(input, await call.body(), options)
  const { current_password: password, ...members } = requireValid(await refuseTakenLogin(system, model, read, user.id))
  const changes = model.readProfile(members)
  await reauthenticateForProfile(system, principal, changes, optionalText(password))
  const saved = await updateProfile(system, user, changes)
  if (saved === 'duplicate') throw takenLogin(model)
  if (saved === 'gone') throw problem('user_not_found')
  return { status: 200, body: showProfile(model, system.settings, saved) }
}
