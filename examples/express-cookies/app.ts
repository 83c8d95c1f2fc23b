/**
 * Pages that Express draws, for visitors with cookies. The login is Latchkey's own page; the form below is this app's, and needs no CSRF
 * token: the guard refuses requests that another site's page sends.
 */
import express from 'express'
import { type Config, createAuth, isAuthenticated } from 'latchkey'
import { authenticate, guarded, latchkey, principalOf } from 'latchkey/express'
import { z } from 'zod'

const noteForm = z.object({ text: z.string().min(1).max(500) })

/** `config` needs `secretKey` and `database`. */
export async function openPages(config: Config) {
  // The refresh cookie comes with each page, so that a visitor stays logged in while the access cookie expires.
  const auth = await createAuth({ ...config, refreshCookieSentTo: 'site' })
  const notes = new Map<unknown, string[]>()
  const app = express()
  app.use(latchkey(auth))

  app.get('/', async (request, response) => {
    const { principal, cookies } = await authenticate(auth, request)
    for (const cookie of cookies) response.append('Set-Cookie', cookie)
    response.set('Cache-Control', 'no-store')
    if (principal === undefined) {
      response.send(
        page('<p><a href="/account/login/?next=/">Log in</a> or <a href="/account/register/">register</a></p>'),
      )
      return
    }
    const { email } = await principal.user()
    response.send(page(`<p>Hello, ${escapeHtml(email ?? '')}</p>${list(notes.get(principal.id) ?? [])}${form}`))
  })

  const body = express.urlencoded({ extended: false, limit: '4kb' })
  app.post('/notes', body, guarded(auth, { permissions: [isAuthenticated] }), (request, response) => {
    const { id } = principalOf(request)
    const { data } = noteForm.safeParse(request.body)
    if (data === undefined) return response.status(400).send(page('<p>A note has 1 to 500 characters.</p>'))
    notes.set(id, [...(notes.get(id) ?? []), data.text])
    response.redirect(303, '/')
  })

  return { app, close: () => auth.close() }
}

const form =
  '<form method="post" action="/notes"><input name="text" aria-label="Note" required> <button type="submit">Add</button></form>'

function list(texts: readonly string[]): string {
  return `<ul>${texts.map(text => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`
}

function page(content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Notes</title><h1>Notes</h1>${content}</html>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

if (import.meta.main) {
  const { app } = await openPages({ secretKey: process.env.SECRET_KEY, database: 'sqlite:notes.sqlite3', debug: true })
  app.listen(8000, () => console.log('http://localhost:8000'))
}
