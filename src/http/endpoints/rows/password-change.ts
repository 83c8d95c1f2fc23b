/**
 * Tutorial 1's password change. It ends every session, as the tutorial's comment promises. Who came by a provider has no
 * password: a login just before takes its place, and the first one is set.
 */
import { z } from 'zod'
import { ownPasswordField } from '../../../accounts/current-password-field.ts'
import { passwordField } from '../../../accounts/password-field.ts'
import { charField } from '../../../fields/char-field.ts'
import { addError, type Fields, readFields, requireValid } from '../../../fields/read-fields.ts'
import { changePassword, isCurrentPassword } from '../../../flows/change-password.ts'
import { requireRecentFactor, requireRecentLogin } from '../../../flows/reauthenticate.ts'
import { hasUsablePassword } from '../../../flows/user-status.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { invalidFields } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { User } from '../../../users/user.ts'
import { type Endpoint, requirePrincipal } from '../endpoint.ts'
import { validateNewPassword } from './new-password.ts'
import { messageOutput } from './outputs.ts'

const wrongPassword = 'Current password is incorrect.'

export function passwordChangeEndpoint(settings: Settings): Endpoint {
  const input = z.object({
    old_password: charField({ trim: settings.trimPasswords, writeOnly: true }),
    new_password: passwordField(settings),
    new_password_confirm: passwordField(settings),
  })
  const firstInput = input.omit({ old_password: true })
  const documented = input.extend({ old_password: ownPasswordField(settings) })
  return {
    name: 'Password Change',
    description: 'View for changing user password.',
    urlName: 'password_change',
    paths: ['/api/auth/password/change/'],
    authentication: 'any',
    permissions: [isAuthenticated],
    methods: {
      POST: {
        summary: 'Change your password and end all your sessions.',
        input: documented,
        inputFor: async call => (hasUsablePassword(await requirePrincipal(call).user()) ? input : documented),
        readsItself: true,
        hashesPassword: 'confirmation',
        output: { body: messageOutput },
        fails: [
          'not_authenticated',
          'invalid',
          'recent_login_required',
          'reauthentication_required',
          'throttled',
          'overloaded',
        ],
        async handle(system, call) {
          const principal = requirePrincipal(call)
          const user = await principal.user()
          const isFirst = !hasUsablePassword(user)
          await (isFirst ? requireRecentLogin(system, principal) : requireRecentFactor(system, principal))
          const body = await call.body()
          const read = isFirst ? readFields(firstInput, body) : await verifyOld(system, readFields(input, body), user)
          const checked = validateNewPassword(system, read, 'new_password', user)
          const { new_password: chosen, new_password_confirm: confirmed } = requireValid(checked)
          if (chosen !== confirmed) {
            throw invalidFields({ new_password_confirm: ['New password fields do not match.'] })
          }
          const outcome = await changePassword(system, principal, user, chosen)
          if (outcome === 'superseded') throw invalidFields({ old_password: [wrongPassword] })
          return { status: 200, body: { message: 'Password changed successfully. Please log in again.' } }
        },
      },
    },
  }
}

async function verifyOld<T extends { readonly old_password?: string }>(system: System, read: Fields<T>, user: User) {
  const old = read.values.old_password
  if (old === undefined || (await isCurrentPassword(system, user, old))) return read
  return addError(read, 'old_password', wrongPassword)
}
