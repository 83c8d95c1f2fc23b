/** All rows of the core, as a type. It knows no rule: those are typed with the settings that derive from it. */
import type { accountsRows } from './subjects/accounts.ts'
import type { apiRows } from './subjects/api.ts'
import type { claimsRows } from './subjects/claims.ts'
import type { connectionsRows } from './subjects/connections.ts'
import type { cookiesRows } from './subjects/cookies.ts'
import type { crossOriginRows } from './subjects/cross-origin.ts'
import type { defaultsRows } from './subjects/defaults.ts'
import type { httpsRows } from './subjects/https.ts'
import type { keysRows } from './subjects/keys.ts'
import type { limitsRows } from './subjects/limits.ts'
import type { mailRows } from './subjects/mail.ts'
import type { operationsRows } from './subjects/operations.ts'
import type { pagesRows } from './subjects/pages.ts'
import type { passwordsRows } from './subjects/passwords.ts'
import type { rolesRows } from './subjects/roles.ts'
import type { serializersRows } from './subjects/serializers.ts'
import type { serverRows } from './subjects/server.ts'
import type { sessionsRows } from './subjects/sessions.ts'
import type { tokensRows } from './subjects/tokens.ts'

/** One intersection, so that the name of each setting leads to its row. */
export type CoreRows = typeof serverRows &
  typeof apiRows &
  typeof defaultsRows &
  typeof keysRows &
  typeof tokensRows &
  typeof claimsRows &
  typeof serializersRows &
  typeof sessionsRows &
  typeof accountsRows &
  typeof rolesRows &
  typeof passwordsRows &
  typeof cookiesRows &
  typeof crossOriginRows &
  typeof limitsRows &
  typeof mailRows &
  typeof pagesRows &
  typeof operationsRows &
  typeof httpsRows &
  typeof connectionsRows
