/**
 * What a login name is compared by. One column holds it, unique, so that two accounts which log in by the same name
 * cannot exist, whichever model and folding the settings choose.
 */
import { foldEmail } from './email.ts'

export interface LoginSettings {
  readonly accounts: 'email' | 'username'
  readonly emailCase: 'fold' | 'django'
}

/** The key of what somebody typed into the login field. */
export function loginKey(settings: LoginSettings, typed: string): string {
  return settings.accounts === 'email' && settings.emailCase === 'fold' ? foldEmail(typed) : typed
}

/** The key under which an account is kept. */
export function accountKey(
  settings: LoginSettings,
  account: { readonly email: string; readonly username: string },
): string {
  return loginKey(settings, settings.accounts === 'email' ? account.email : account.username)
}
