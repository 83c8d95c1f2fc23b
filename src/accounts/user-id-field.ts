import { readOnlyField } from '../fields/read-only-field.ts'
import type { Settings } from '../settings/settings.ts'

/** The id of an account as DRF shows it: in OPTIONS, a UUID is a plain `field`. */
export function userIdField({ userIds }: Pick<Settings, 'userIds'>) {
  return userIds === 'uuid' ? readOnlyField('field', { label: 'ID' }) : readOnlyField('integer', { label: 'ID' })
}
