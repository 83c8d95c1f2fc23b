import { authenticate } from 'latchkey/next'
import { type NextRequest, NextResponse } from 'next/server'
import { auth } from './lib/auth'

export async function proxy(request: NextRequest) {
  const { cookies, headers } = await authenticate(auth, request)
  const response = NextResponse.next({ request: { headers } })
  for (const cookie of cookies) response.headers.append('Set-Cookie', cookie)
  return response
}

export const config = { matcher: ['/((?!api/|_next/|favicon.ico).*)'] }
