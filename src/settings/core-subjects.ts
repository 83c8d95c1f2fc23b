/** The settings of the core, in the order of the reference page. */
import type { SettingSubject } from './subject.ts'
import { accountsSettings } from './subjects/accounts.ts'
import { apiSettings } from './subjects/api.ts'
import { claimsSettings } from './subjects/claims.ts'
import { connectionsSettings } from './subjects/connections.ts'
import { cookiesSettings } from './subjects/cookies.ts'
import { crossOriginSettings } from './subjects/cross-origin.ts'
import { httpsSettings } from './subjects/https.ts'
import { keysSettings } from './subjects/keys.ts'
import { limitsSettings } from './subjects/limits.ts'
import { mailSettings } from './subjects/mail.ts'
import { operationsSettings } from './subjects/operations.ts'
import { passwordsSettings } from './subjects/passwords.ts'
import { serializersSettings } from './subjects/serializers.ts'
import { serverSettings } from './subjects/server.ts'
import { sessionsSettings } from './subjects/sessions.ts'
import { tokensSettings } from './subjects/tokens.ts'

export const coreSubjects = [
  serverSettings,
  apiSettings,
  keysSettings,
  tokensSettings,
  claimsSettings,
  serializersSettings,
  sessionsSettings,
  accountsSettings,
  passwordsSettings,
  cookiesSettings,
  crossOriginSettings,
  limitsSettings,
  mailSettings,
  operationsSettings,
  httpsSettings,
  connectionsSettings,
] as const satisfies readonly SettingSubject[]

/** All rows of the core: the intersection of those of the subjects. */
export type CoreRows = Intersection<(typeof coreSubjects)[number]['rows']>

/** A union of function parameters is inferred as an intersection. */
type Intersection<Each> = (Each extends unknown ? (each: Each) => void : never) extends (all: infer All) => void
  ? All
  : never
