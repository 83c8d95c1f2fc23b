/** Links with which the owner of an account chooses a password or proves the address. */
import { z } from 'zod'
import { choiceField } from '../../../fields/choice-field.ts'
import { mailUser, makePasswordLink } from '../../../flows/admin/mail-user.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { instantOf } from '../../../kernel/instant.ts'
import { hasMail } from '../../../mail/has-mail.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import { invalidFields } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'
import { requireFreshLogin } from '../fresh-login.ts'
import { changeableAccount } from '../operator.ts'

const fails = ['not_authenticated', 'permission_denied', 'beyond_own_rights', 'not_found', 'invalid'] as const

const impossible = invalidFields({ non_field_errors: ['This account cannot have such a mail now.'] })
const noMail = invalidFields({ deliver: ['No mail is configured.'] })

export function userPasswordResetEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('auth.change_user')),
    name: 'Admin User Password Reset',
    description: 'Lets the owner of an account choose a password.',
    urlName: 'admin_user_password_reset',
    paths: ['/api/admin/users/{id}/password-reset/'],
    methods: {
      POST: defineMethod({
        summary: 'Mail the owner a link for a new password, or get a link that works once, for an hour.',
        input: z.object({ deliver: choiceField({ choices: ['mail', 'link'], default: 'mail' }) }),
        output: { status: 200, body: z.object({ link: z.url().nullable(), expires_at: z.iso.datetime().nullable() }) },
        fails: [...fails, 'recent_login_required', 'reauthentication_required'],
        async handle(system, call) {
          const { user, actor } = await changeableAccount(system, call)
          if (call.input.deliver === 'mail') {
            if (!hasMail(settings)) throw noMail
            if ((await mailUser(system, actor, user, 'password_reset')) === 'impossible') throw impossible
            return { status: 200, body: { link: null, expires_at: null } }
          }
          // The link is the account.
          await requireFreshLogin(system, call)
          const made = await makePasswordLink(system, actor, user)
          if (made === 'impossible') throw impossible
          return { status: 200, body: { link: made.link, expires_at: instantOf(new Date(made.expiresAt)) } }
        },
      }),
    },
  }
}

export function userVerifyEmailEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('auth.change_user')),
    name: 'Admin User Verify Email',
    description: 'Lets the owner of an account prove the address.',
    urlName: 'admin_user_verify_email',
    paths: ['/api/admin/users/{id}/verify-email/'],
    methods: {
      POST: {
        summary: 'Mail the owner a link that proves the address.',
        output: { status: 204 },
        fails,
        async handle(system, call) {
          const { user, actor } = await changeableAccount(system, call)
          if (!hasMail(settings)) throw noMail
          if ((await mailUser(system, actor, user, 'email_verification')) === 'impossible') throw impossible
          return { status: 204 }
        },
      },
    },
  }
}
