/** The id of an account as Django's columns have it: tokens and this house write UUIDs with dashes. */
import type { UserId } from '../../kernel/user-id.ts'
import type { SqlValue } from '../driver.ts'
import type { IdForm } from '../project.ts'

export function keyOf(idForm: IdForm, id: UserId): SqlValue {
  return idForm === 'hex' ? String(id).replaceAll('-', '') : id
}
