import { call } from './api.ts'

/** The session of this page, where the server lists them. */
export async function findSession(): Promise<string | undefined> {
  const outcome = await call<readonly { readonly id: string; readonly current: boolean }[]>('session_list')
  return outcome.ok ? outcome.data.find(({ current }) => current)?.id : undefined
}
