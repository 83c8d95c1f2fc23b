/** Links use the configured URL, never one from the request: an attacker controls Host (password reset poisoning). */

interface LinkSettings {
  readonly publicUrl: string | undefined
  readonly port: number
  readonly mailTokenPlace: 'query' | 'fragment'
  readonly emailVerificationPath: string
  readonly notMePath: string
  readonly passwordResetPath: string
  readonly emailChangePath: string
  readonly emailRevertPath: string
}

export type LinkKind = keyof typeof pathSettings

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
  email_not_me: 'notMePath',
  password_reset: 'passwordResetPath',
  email_change: 'emailChangePath',
  email_changed: 'emailRevertPath',
} as const satisfies Readonly<Record<string, keyof LinkSettings>>
