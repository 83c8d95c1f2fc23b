/** All settings, in the order in which the reference page shows them. */

import { socialRows } from '../features/social/settings/rows.ts'
import type { SettingRow } from './row.ts'
import type { SettingName } from './settings.ts'
import { accountRows } from './subjects/accounts.ts'
import { browserRows } from './subjects/browsers.ts'
import { limitRows } from './subjects/limits.ts'
import { mailRows } from './subjects/mail.ts'
import { operationRows } from './subjects/operations.ts'
import { serializerRows } from './subjects/serializers.ts'
import { serverRows } from './subjects/server.ts'
import { sessionRows } from './subjects/sessions.ts'
import { tokenRows } from './subjects/tokens.ts'
import { transportRows } from './subjects/transport.ts'

export const settingTable = {
  ...serverRows,
  ...tokenRows,
  ...serializerRows,
  ...sessionRows,
  ...accountRows,
  ...browserRows,
  ...limitRows,
  ...mailRows,
  ...socialRows,
  ...operationRows,
  ...transportRows,
}

/** Every name of the table. */
export const settingNames = Object.keys(settingTable) as readonly SettingName[]

/** The row, seen as any row. */
export function settingRow(name: SettingName): SettingRow {
  return settingTable[name]
}
