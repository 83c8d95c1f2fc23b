/**
 * The key that login names are compared by. It has a unique column, so two accounts cannot have the same login name,
 * whichever account model and folding the settings choose.
 */
import { foldEmail } from './email.ts'

export interface LoginSettings {
  readonly accounts: 'email' | 'username'
  readonly emailCase: 'fold' | 'django'
  /** `exact`: a user name typed in a different Unicode form is a different name, as in Django. */
  readonly usernameForm: 'nfkc' | 'exact'
  /** `fold`: names that differ only in case are one. */
  readonly usernameCase: 'exact' | 'fold'
}

/**
 * The key of the text in the login field. Registration stores user names in NFKC, as Django does: typed in another form
 * (keyboards differ) it is the same name, and no other account can imitate it that way (homographs).
 */
export function loginKey(settings: LoginSettings, typed: string): string {
  const { accounts, emailCase } = settings
  if (accounts === 'username') return usernameKey(settings, typed)
  return emailCase === 'fold' ? foldEmail(typed) : typed
}

/** Folded from the stored form and brought back to it: lower case can decompose a letter (U+0130). */
function usernameKey({ usernameForm, usernameCase }: LoginSettings, typed: string): string {
  if (usernameCase === 'fold') return typed.normalize('NFKC').toLowerCase().normalize('NFKC')
  return usernameForm === 'nfkc' ? typed.normalize('NFKC') : typed
}

/** The key of an account. */
export function accountKey(
  settings: LoginSettings,
  account: { readonly email: string; readonly username: string },
): string {
  return loginKey(settings, settings.accounts === 'email' ? account.email : account.username)
}
