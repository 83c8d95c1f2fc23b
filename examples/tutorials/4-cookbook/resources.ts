/** "ViewSet with JWT", "Filtering by authenticated user", "Custom permission class": CRUD with permissions. */
import {
  booleanField,
  charField,
  defineResource,
  emailField,
  isAdminOrReadOnly,
  isAuthenticated,
  isAuthenticatedOrCreateOnly,
  isAuthenticatedOrReadOnly,
  isOwnerOrReadOnly,
  readOnlyField,
} from 'latchkey'
import { z } from 'zod'

const id = readOnlyField('integer', { label: 'ID' })
const title = charField({ maxLength: 200 })
const text = charField({ required: false, allowBlank: true })

/** The author is the authenticated user; every authenticated user can read and change all articles. */
export const articles = defineResource({
  name: 'Article',
  table: 'articles',
  path: '/api/articles/',
  fields: z.object({
    id,
    title,
    content: charField(),
    author: readOnlyField('integer'),
    created_at: readOnlyField('datetime'),
  }),
  owner: { column: 'author', rows: 'all' },
  createdAt: 'created_at',
  permissions: [isAuthenticated],
})

/** Users see only their own tasks; the tasks of others are 404, not 403 (IDOR). */
export const tasks = defineResource({
  name: 'Task',
  table: 'tasks',
  path: '/api/tasks/',
  fields: z.object({
    id,
    title,
    description: text,
    completed: booleanField({ required: false }),
    user: readOnlyField('integer'),
  }),
  owner: { column: 'user', rows: 'own' },
  permissions: [isAuthenticated],
})

export const documents = defineResource({
  name: 'Document',
  table: 'documents',
  path: '/api/documents/',
  fields: z.object({ id, title, body: text, owner: readOnlyField('integer') }),
  owner: { column: 'owner', rows: 'all' },
  permissions: [isAuthenticatedOrReadOnly, isOwnerOrReadOnly],
})

export const announcements = defineResource({
  name: 'Announcement',
  table: 'announcements',
  path: '/api/announcements/',
  fields: z.object({ id, title, body: text }),
  permissions: [isAdminOrReadOnly],
})

export const feedback = defineResource({
  name: 'Feedback',
  table: 'feedback',
  path: '/api/feedback/',
  fields: z.object({ id, message: charField(), email: emailField({ required: false, allowBlank: true }) }),
  permissions: [isAuthenticatedOrCreateOnly],
})

export const cookbookTables = {
  name: 'articles, tasks, documents, announcements, feedback',
  sql: `
    CREATE TABLE articles (
      id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, content TEXT NOT NULL,
      author INTEGER NOT NULL, created_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE tasks (
      id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, description TEXT NOT NULL DEFAULT '',
      completed INTEGER NOT NULL DEFAULT 0, user INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX tasks_by_user ON tasks (user);
    CREATE TABLE documents (
      id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, body TEXT NOT NULL DEFAULT '', owner INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE announcements (
      id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, body TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE TABLE feedback (
      id INTEGER PRIMARY KEY AUTOINCREMENT, message TEXT NOT NULL, email TEXT NOT NULL DEFAULT ''
    ) STRICT`,
}
