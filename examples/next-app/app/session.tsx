'use client'

import { createClient } from 'latchkey/client'
import { useRouter } from 'next/navigation'
import { useActionState } from 'react'

const client = createClient({ mode: 'cookies' })

export function LoginForm() {
  const router = useRouter()
  const [problem, login, isPending] = useActionState(async (_: string, form: FormData) => {
    const [email, password] = [String(form.get('email')), String(form.get('password'))]
    const { kind } = await client.login({ email, password })
    if (kind === 'refused') return 'The address or the password is wrong.'
    if (kind === 'later') return 'The server is busy. Try again in a moment.'
    // Latchkey's own page asks for a second factor.
    if (kind !== 'signed_in') window.location.assign('/account/login/?next=/')
    else router.refresh()
    return ''
  }, '')
  return (
    <form action={login}>
      <input name="email" type="email" aria-label="E-mail" autoComplete="username" required />
      <input name="password" type="password" aria-label="Password" autoComplete="current-password" required />
      <button type="submit" disabled={isPending}>
        Log in
      </button>
      <a href="/account/register/?next=/">Register</a>
      <p role="alert">{problem}</p>
    </form>
  )
}

export function LogoutButton() {
  const router = useRouter()
  return (
    <button type="button" onClick={() => client.logout().then(() => router.refresh())}>
      Log out
    </button>
  )
}
