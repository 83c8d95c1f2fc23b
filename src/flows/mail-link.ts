/**
 * The links of mails. Each leads to the page that the settings name, or else to the built-in one. They begin with a
 * configured address, never with one from the request: an attacker controls Host (password reset poisoning).
 */
import { publicUrlOf } from '../mail/link.ts'
import { type AccountPageName, accountPagePath } from '../settings/account-page-paths.ts'
import type { Settings } from '../settings/settings.ts'
import { apiUrlOf } from './api-url.ts'
import type { MailTokenName } from './mail-token.ts'

/** The settings that name pages of the application. */
export type MailPageSetting =
  | 'emailVerificationPath'
  | 'notMePath'
  | 'passwordResetPath'
  | 'emailChangePath'
  | 'emailRevertPath'
  | 'mailLoginPath'
  | 'invitationPath'

/** The kinds of mail that have a link. */
export type LinkedMail = MailTokenName | 'mail_login' | 'organization_invitation'

interface MailPage {
  readonly setting: MailPageSetting
  readonly builtIn?: AccountPageName
  /** Where the application is expected to have one, if there is no built-in page. */
  readonly usual: string
}

const pages = {
  email_verification: {
    setting: 'emailVerificationPath',
    builtIn: 'account_verify_email',
    usual: '/verify-email',
  },
  email_not_me: { setting: 'notMePath', builtIn: 'account_not_me', usual: '/not-me' },
  password_reset: { setting: 'passwordResetPath', builtIn: 'account_reset_password', usual: '/reset-password' },
  email_change: { setting: 'emailChangePath', builtIn: 'account_confirm_email', usual: '/confirm-email' },
  email_changed: { setting: 'emailRevertPath', builtIn: 'account_restore_email', usual: '/restore-email' },
  mail_login: { setting: 'mailLoginPath', builtIn: 'account_mail_login_link', usual: '/mail-login' },
  organization_invitation: { setting: 'invitationPath', builtIn: 'account_invitation', usual: '/invitation' },
} as const satisfies Readonly<Record<LinkedMail, MailPage>>

export interface MailTarget {
  readonly setting: MailPageSetting
  /** Of the application below `publicUrl`; of ours below the base path. */
  readonly path: string
  readonly isBuiltIn: boolean
}

export function mailTargetOf(settings: Settings, kind: LinkedMail): MailTarget {
  const { setting, builtIn, usual }: MailPage & { readonly setting: MailPageSetting } = pages[kind]
  const own = settings[setting]
  if (own !== undefined) return { setting, path: own, isBuiltIn: false }
  const path = builtIn && accountPagePath(settings, builtIn)
  return { setting, path: path ?? usual, isBuiltIn: path !== undefined }
}

export function linkOf(settings: Settings, kind: LinkedMail, token: string): string {
  const { path, isBuiltIn } = mailTargetOf(settings, kind)
  const base = isBuiltIn ? apiUrlOf(settings, settings.basePath) : publicUrlOf(settings).replace(/\/$/, '')
  const mark = settings.mailTokenPlace === 'fragment' ? '#' : path.includes('?') ? '&' : '?'
  return `${base}${path}${mark}token=${token}`
}
