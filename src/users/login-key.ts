/**
 * What a login name is compared by. One column holds it, unique, so that two accounts which log in by the same name
 * cannot exist, whichever model and folding the settings choose.
 */
import { foldEmail } from './email.ts'

export interface LoginSettings {
  readonly accounts: 'email' | 'username'
  readonly emailCase: 'fold' | 'django'
  /** `exact`: a user name that is typed in another Unicode form than its own is another name, as in Django. */
  readonly usernameForm: 'nfkc' | 'exact'
}

/**
 * The key of what somebody typed into the login field. Registration stores a user name in the form NFKC, as Django
 * does: typed in another form (keyboards differ) it is the same name, and nobody's profile may imitate it with one.
 */
export function loginKey({ accounts, emailCase, usernameForm }: LoginSettings, typed: string): string {
  if (accounts === 'username') return usernameForm === 'nfkc' ? typed.normalize('NFKC') : typed
  return emailCase === 'fold' ? foldEmail(typed) : typed
}

/** The key under which an account is kept. */
export function accountKey(
  settings: LoginSettings,
  account: { readonly email: string; readonly username: string },
): string {
  return loginKey(settings, settings.accounts === 'email' ? account.email : account.username)
}
