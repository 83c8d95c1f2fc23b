/** A login that needs a second factor goes on at the page for it; its token is in the cookie. */
import type { Answer } from '../../http/request/message.ts'
import { factorCookie, isHalfway } from '../../http/response/factor-cookie.ts'
import { AuthError } from '../../problems.ts'
import type { Settings } from '../../settings/settings.ts'
import { sendTo } from './page-row.ts'
import type { View } from './view.ts'

/** Where the page is switched off, the refusal is shown. */
export async function askingForFactor(view: View, settings: Settings, enter: () => Promise<Answer>): Promise<Answer> {
  try {
    return await enter()
  } catch (error) {
    const page = view.link('account_mfa')
    if (!(error instanceof AuthError) || !isHalfway(error) || page === undefined) throw error
    const { mfa_token: token } = error.body as Readonly<Record<string, unknown>>
    return sendTo(page, [factorCookie.write(String(token), settings)])
  }
}
