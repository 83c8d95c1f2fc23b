/** A resource of an application, for tests of what operators do with its rows. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { consoleResources } from '../../resources/feature.ts'
import { defineResource } from '../../resources/resource.ts'

/** Other users' rows are hidden from each caller. */
export const notes = defineResource({
  name: 'Note',
  table: 'notes',
  path: '/api/notes/',
  fields: z.object({ id: readOnlyField('integer'), text: charField(), author: readOnlyField('integer') }),
  owner: { column: 'author', rows: 'own' },
  permissions: [isAuthenticated],
})
export const shownNotes = consoleResources([notes])

const sql = 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL, author INTEGER)'
export const noteSchema = { migrations: [{ number: 1, name: 'notes', sql }] }
