/** The tutorials' logout views: every invalid body and every invalid refresh token gets the same response. */
import { AuthError, type Call, type UserId } from 'latchkey'

interface Ended {
  /** `undefined`: the token names no user. */
  readonly userId: UserId | undefined
}

/** `false`: no refresh token, or an invalid one. Throws when the store fails: that is not an invalid token. */
export async function handOver(call: Call, end: (token: string) => Promise<Ended>): Promise<boolean> {
  try {
    const { data } = await call.body()
    const token = (data as { readonly refresh?: unknown } | null)?.refresh
    // `null` names no session, so there is nothing to end. (SimpleJWT creates a token from it, and blacklists that.)
    if (token === null) return true
    if (typeof token !== 'string') return false
    const { userId } = await end(token)
    return userId !== undefined
  } catch (error) {
    if (error instanceof AuthError && error.status < 500) return false
    throw error
  }
}
