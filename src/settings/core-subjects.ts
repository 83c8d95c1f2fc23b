/** The settings of the core, in the order of the reference page: rows, and the rules between them. */
import { claimsRules } from './rules/claims.ts'
import { connectionsRules } from './rules/connections.ts'
import { cookiesRules } from './rules/cookies.ts'
import { httpsRules } from './rules/https.ts'
import { keysRules } from './rules/keys.ts'
import { limitsRules } from './rules/limits.ts'
import { mailRules } from './rules/mail.ts'
import { passwordsRules } from './rules/passwords.ts'
import { rolesRules } from './rules/roles.ts'
import { serverRules } from './rules/server.ts'
import { sessionsRules } from './rules/sessions.ts'
import type { SettingSubject } from './subject.ts'
import { accountsRows } from './subjects/accounts.ts'
import { apiRows } from './subjects/api.ts'
import { claimsRows } from './subjects/claims.ts'
import { connectionsRows } from './subjects/connections.ts'
import { cookiesRows } from './subjects/cookies.ts'
import { crossOriginRows } from './subjects/cross-origin.ts'
import { defaultsRows } from './subjects/defaults.ts'
import { httpsRows } from './subjects/https.ts'
import { keysRows } from './subjects/keys.ts'
import { limitsRows } from './subjects/limits.ts'
import { mailRows } from './subjects/mail.ts'
import { operationsRows } from './subjects/operations.ts'
import { pagesRows } from './subjects/pages.ts'
import { passwordsRows } from './subjects/passwords.ts'
import { rolesRows } from './subjects/roles.ts'
import { serializersRows } from './subjects/serializers.ts'
import { serverRows } from './subjects/server.ts'
import { sessionsRows } from './subjects/sessions.ts'
import { tokensRows } from './subjects/tokens.ts'

export const coreSubjects: readonly SettingSubject[] = [
  { title: 'The process', rows: serverRows, rules: serverRules },
  { title: 'The API', rows: apiRows, rules: [] },
  { title: 'Defaults of your endpoints', rows: defaultsRows, rules: [] },
  { title: 'Signing keys', rows: keysRows, rules: keysRules },
  { title: 'Tokens', rows: tokensRows, rules: [] },
  { title: 'Claims', rows: claimsRows, rules: claimsRules },
  { title: 'Answers of the token endpoints', rows: serializersRows, rules: [] },
  { title: 'Sessions', rows: sessionsRows, rules: sessionsRules },
  { title: 'Accounts', rows: accountsRows, rules: [] },
  { title: 'Roles', rows: rolesRows, rules: rolesRules },
  { title: 'Passwords', rows: passwordsRows, rules: passwordsRules },
  { title: 'Cookies', rows: cookiesRows, rules: cookiesRules },
  { title: 'Other origins', rows: crossOriginRows, rules: [] },
  { title: 'Limits', rows: limitsRows, rules: limitsRules },
  { title: 'Mail', rows: mailRows, rules: mailRules },
  { title: 'Account pages', rows: pagesRows, rules: [] },
  { title: 'Operations', rows: operationsRows, rules: [] },
  { title: 'HTTPS', rows: httpsRows, rules: httpsRules },
  { title: 'Connections', rows: connectionsRows, rules: connectionsRules },
]
