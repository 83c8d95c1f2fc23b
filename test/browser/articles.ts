/** A table of an application, for tests of the console's resources: rows of two people, in three states. */
import { z } from 'zod'
import { defineResource } from '../../src/features/resources/resource.ts'
import { charField } from '../../src/fields/char-field.ts'
import { choiceField } from '../../src/fields/choice-field.ts'
import { readOnlyField } from '../../src/fields/read-only-field.ts'
import { isAuthenticated } from '../../src/permissions/built-in.ts'
import { type People, servePeople } from './people.ts'

interface Texts {
  readonly name: string
  readonly label: string
  readonly help: string
}

const plain: Texts = { name: 'Article', label: 'Headline', help: 'What it is about.' }

const migration = {
  number: 1,
  name: 'articles',
  sql: {
    sqlite: `CREATE TABLE press_article (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL UNIQUE,
      state TEXT NOT NULL DEFAULT 'draft', pages INTEGER NOT NULL DEFAULT 1, author INTEGER)`,
  },
}

function articlesOf({ name, label, help }: Texts) {
  return defineResource({
    name,
    table: 'press_article',
    path: '/api/articles/',
    fields: z.object({
      id: readOnlyField('integer'),
      title: charField({ maxLength: 200, label, helpText: help }),
      state: choiceField({ choices: ['draft', 'printed', 'withdrawn'], required: false }),
      author: readOnlyField('integer'),
    }),
    owner: { column: 'author', rows: 'own' },
    unique: ['title'],
    filters: ['state'],
    search: ['title'],
    ordering: ['title', 'id'],
    pageSize: 3,
    permissions: [isAuthenticated],
  })
}

/** The titles, in the order in which they are put in; every second is printed. */
export async function serveArticles(
  t: { after(end: () => unknown): void },
  titles: readonly string[],
  texts: Texts = plain,
): Promise<People> {
  const people = await servePeople(t, {}, { resources: [articlesOf(texts)], schema: { migrations: [migration] } })
  const { auth, users } = people
  const insert = auth.store.database.prepare('INSERT INTO press_article (title, state, author) VALUES (?, ?, ?)')
  for (const [index, title] of titles.entries())
    insert.run(title, index % 2 === 0 ? 'draft' : 'printed', Number(users.grace?.id))
  return people
}
