/** How names are compared at Django, and so here (hazard k). */
import type { LoginSettings } from '../../users/login-key.ts'
import type { DjangoSettings } from '../django-settings.ts'
import type { DjangoProject } from '../project.ts'
import { columnOf } from '../schema/tables.ts'

export interface CheckedLogins {
  readonly settings: LoginSettings
  /** As the end of a sentence: `as the collation of Django's column does`. */
  readonly why: string
  /** Whether the project says it. */
  readonly isCertain: boolean
}

export interface LoginChoices {
  /** `--username-case`, `--email-case`. */
  readonly case?: 'exact' | 'fold' | undefined
}

export function chooseLogins(
  { users, emails }: DjangoProject,
  settings: DjangoSettings | undefined,
  { case: chosen }: LoginChoices,
): CheckedLogins {
  const column = columnOf(users.table, users.columns[users.loginMember] ?? '')
  const hasBackend = settings?.authentication_backends.some(name => name.startsWith('allauth.')) === true
  const why =
    chosen !== undefined
      ? 'as was asked for'
      : column?.foldsCase === true
        ? "as the collation of Django's column does"
        : hasBackend
          ? "as allauth's backend does"
          : 'as Django does'
  const folds = chosen === undefined ? column?.foldsCase === true || hasBackend : chosen === 'fold'
  return {
    settings: {
      accounts: users.loginMember,
      emailCase: folds ? 'fold' : 'django',
      usernameForm: 'exact',
      usernameCase: folds ? 'fold' : 'exact',
    },
    why,
    isCertain: chosen !== undefined || folds || settings !== undefined || emails === undefined,
  }
}
