import { createField } from '../fields/field.ts'
import type { FieldsSchema } from '../fields/read-fields.ts'
import { type ReadOnly, readOnlyField } from '../fields/read-only-field.ts'
import type { Settings } from '../settings/settings.ts'

type Given = Pick<Settings, 'userIds'>

/** The id of an account as DRF shows it: in OPTIONS, a UUID is a plain `field`. */
export function userIdField({ userIds }: Given) {
  return userIds === 'uuid' ? uuidField : readOnlyField('integer', { label: 'ID' })
}

const uuidField = createField<unknown, ReadOnly>({
  kind: 'field',
  options: { label: 'ID', readOnly: true },
  jsonSchema: { type: 'string', format: 'uuid' },
  check: raw => ({ value: raw }),
})

/** An application that shows the `id` of a user shows the kind that the settings give, however it declared the field. */
export function withRealId(settings: Given, fields: FieldsSchema): FieldsSchema {
  return fields.shape.id === undefined ? fields : fields.extend({ id: userIdField(settings) })
}
