/** What is wrong with a resource whose rows belong to organizations: a mistake here shows rows to strangers. */
import type { FieldsSchema, FieldsShape } from '../../fields/read-fields.ts'

interface Definition {
  readonly path: string
  readonly fields: FieldsSchema<FieldsShape>
  readonly permissions?: readonly unknown[]
  readonly owner?: { readonly column: string }
  readonly organization?: { readonly column: string }
  readonly unique?: readonly (string | readonly string[])[]
}

/** Of one definition. That the column exists and is read-only was asked before. */
export function findOrganizationFault(definition: Definition): string | undefined {
  const { path, fields, permissions, owner, organization, unique = [] } = definition
  if (organization === undefined) {
    return path.includes('{organization}')
      ? 'its path names an organization, and its rows belong to none: write organization: { column }'
      : undefined
  }
  const { column } = organization
  if (fields.shape[column]?.rules.kind !== 'string')
    return `the field ${column} has to be text, as ids of organizations are: write readOnlyField('string')`
  if (column === 'id' || column === owner?.column)
    return `organization names ${column}, which is something else already`
  if (permissions === undefined)
    return "organization needs permissions: write [orgPermission('project.edit')], or [isMember] for all members"
  const wide = unique.map(group => [group].flat()).find(group => !group.includes(column))
  if (wide === undefined) return undefined
  const words = [column, ...wide].map(name => `'${name}'`).join(', ')
  return `unique has ${wide.join(', ')} without ${column}, and would tell of rows of other organizations: write [${words}]`
}
