import { findCaller } from 'latchkey/next'
import { refresh } from 'next/cache'
import { headers } from 'next/headers'
import { auth } from '../lib/auth'
import { listNotes, saveNote } from '../lib/notes'
import { LoginForm, LogoutButton } from './session'

export default async function Page() {
  const caller = await findCaller(auth, await headers())
  if (caller === undefined) return <LoginForm />
  const [{ email }, notes] = await Promise.all([caller.user(), listNotes(caller.id)])
  return (
    <main>
      <h1>Notes of {email}</h1>
      <ul>
        {notes.map(({ added, text }) => (
          <li key={added}>{text}</li>
        ))}
      </ul>
      <form action={addNote}>
        <input name="text" aria-label="Note" maxLength={500} required />
        <button type="submit">Add</button>
      </form>
      <LogoutButton />
    </main>
  )
}

/** Anyone can call an action, with anything: it looks for itself at who asks, and at what is sent. */
async function addNote(form: FormData): Promise<void> {
  'use server'
  const caller = await findCaller(auth, await headers())
  const text = form.get('text')
  if (caller === undefined || typeof text !== 'string' || text === '' || text.length > 500) return refresh()
  await saveNote(caller.id, text)
  refresh()
}
