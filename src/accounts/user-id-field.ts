import { readOnlyField } from '../fields/read-only-field.ts'
import type { Settings } from '../settings/settings.ts'

/** The account's id as DRF's serializers show it: OPTIONS calls a UUID a plain `field`. */
export function userIdField({ userIds }: Pick<Settings, 'userIds'>) {
  return userIds === 'uuid' ? readOnlyField('field', { label: 'ID' }) : readOnlyField('integer', { label: 'ID' })
}
