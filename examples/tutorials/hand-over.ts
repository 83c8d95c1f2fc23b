/** The tutorials' logout views: whatever is wrong with the body or its refresh token, the answer is one and the same. */
import { AuthError, type Call, type UserId } from 'latchkey'

interface Ended {
  /** `undefined`: the token names nobody. */
  readonly userId: UserId | undefined
}

/** `false`: there was no refresh token, or none that could be ended. A failing store is no bad token and is thrown. */
export async function handOver(call: Call, end: (token: string) => Promise<Ended>): Promise<boolean> {
  try {
    const { data } = await call.body()
    const token = (data as { readonly refresh?: unknown } | null)?.refresh
    // `null` names no session: nothing is left to end. (SimpleJWT makes a token of it, and ends that.)
    if (token === null) return true
    if (typeof token !== 'string') return false
    const { userId } = await end(token)
    return userId !== undefined
  } catch (error) {
    if (error instanceof AuthError && error.status < 500) return false
    throw error
  }
}
