/** Links lead to a configured address, never to one that a request names: Host is the attacker's to write. */
import type { MailKind } from '../ports/mail-templates.ts'

interface LinkSettings {
  readonly publicUrl: string | undefined
  readonly port: number
  readonly mailTokenPlace: 'query' | 'fragment'
  readonly emailVerificationPath: string
  readonly passwordResetPath: string
  readonly emailChangePath: string
}

export type LinkKind = Extract<MailKind, 'email_verification' | 'password_reset' | 'email_change'>

export function linkOf(settings: LinkSettings, kind: LinkKind, token: string): string {
  const path = settings[pathSettings[kind]]
  const mark = settings.mailTokenPlace === 'fragment' ? '#' : path.includes('?') ? '&' : '?'
  return `${publicUrlOf(settings).replace(/\/$/, '')}${path}${mark}token=${token}`
}

/** Where people find the application. Without `publicUrl` there is only the development server. */
export function publicUrlOf({ publicUrl, port }: Pick<LinkSettings, 'publicUrl' | 'port'>): string {
  return publicUrl ?? `http://localhost:${port}`
}

const pathSettings = {
  email_verification: 'emailVerificationPath',
  password_reset: 'passwordResetPath',
  email_change: 'emailChangePath',
} as const satisfies Readonly<Record<LinkKind, keyof LinkSettings>>
