/**
 * An operator chooses the password of another account. Off unless the settings say so: who chose it knows it (OWASP ASVS
 * 6.4.6), where a link is known to its owner alone.
 */
import { z } from 'zod'
import { passwordField } from '../../../accounts/password-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { setUserPassword } from '../../../flows/admin/set-user-password.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { validateNewPassword } from '../../../http/endpoints/rows/new-password.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'
import { requireFreshLogin } from '../fresh-login.ts'
import { accountOf, operatorOf, personOf } from '../operator.ts'
import { refuse } from '../refuse.ts'
import { refusesEnd } from '../who-may.ts'

export function userPasswordEndpoints(settings: Settings): readonly Endpoint[] {
  return settings.adminSetsPasswords === 'on' ? [userSetPasswordEndpoint(settings)] : []
}

function userSetPasswordEndpoint(settings: Settings): Endpoint {
  const input = z.object({ password: passwordField(settings) })
  return {
    ...adminAccess(settings, hasPermission('auth.change_user')),
    name: 'Admin User Set Password',
    description: 'Sets the password of an account.',
    urlName: 'admin_user_set_password',
    paths: ['/api/admin/users/{id}/set-password/'],
    methods: {
      POST: {
        summary:
          'Set the password of an account and end its sessions. Its owner gets a mail. Served with adminSetsPasswords.',
        input,
        readsItself: true,
        hashesPassword: 'occasional',
        output: { status: 204 },
        fails: [
          'not_authenticated',
          'permission_denied',
          'beyond_own_rights',
          'own_account',
          'recent_login_required',
          'reauthentication_required',
          'not_found',
          'invalid',
          'overloaded',
        ],
        async handle(system, call) {
          const user = await accountOf(system, call)
          const operator = await operatorOf(system, call)
          // One's own is changed with the old one: a console that was left open must not become the account.
          refuse(refusesEnd(operator, await personOf(system, user)))
          await requireFreshLogin(system, call)
          const read = validateNewPassword(system, readFields(input, await call.body()), 'password', user)
          const { password } = requireValid(read)
          const outcome = await setUserPassword(system, operator.actor, user.id, password)
          if (outcome === 'gone') throw problem('not_found', { reason: 'user' })
          return { status: 204 }
        },
      },
    },
  }
}
