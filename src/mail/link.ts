/** Links use the configured URL, never one from the request: an attacker controls Host (password reset poisoning). */
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

/** The public URL of the application. Without `publicUrl` it is the development server. */
export function publicUrlOf({ publicUrl, port }: Pick<LinkSettings, 'publicUrl' | 'port'>): string {
  return publicUrl ?? `http://localhost:${port}`
}

const pathSettings = {
  email_verification: 'emailVerificationPath',
  password_reset: 'passwordResetPath',
  email_change: 'emailChangePath',
} as const satisfies Readonly<Record<LinkKind, keyof LinkSettings>>
