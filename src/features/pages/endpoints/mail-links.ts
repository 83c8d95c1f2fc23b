/** Where the other links of mails lead: each page has one button, which spends the token. */
import { z } from 'zod'
import { accountModel } from '../../../accounts/choose-model.ts'
import { charField } from '../../../fields/char-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { confirmEmailChange } from '../../../flows/change-email.ts'
import { disownAccount } from '../../../flows/disown-account.ts'
import { revertEmail } from '../../../flows/revert-email.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { html } from '../../../mail/html.ts'
import { invalidFields } from '../../../problems.ts'
import type { AccountPageName } from '../../../settings/account-page-paths.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { PageContent } from '../document.ts'
import { doneContent } from '../done.ts'
import { type FormState, form } from '../forms.ts'
import { pageRow, sendTo } from '../page-row.ts'
import { afterLink, isSpent, spentNotice, tokenPart, withToken } from '../token.ts'
import type { View } from '../view.ts'
import type { LinkFaultCode } from '../words/codes.ts'

interface LinkPage {
  readonly urlName: AccountPageName
  readonly name: string
  readonly description: string
  readonly words: 'confirm' | 'restore' | 'notMe'
  readonly kind: LinkFaultCode
  readonly isDangerous?: boolean
  readonly spend: (system: System, token: string) => Promise<unknown>
}

export const tokenInput = z.object({ token: charField({ maxLength: 8192 }) })

export function mailLinkPages(settings: Settings): readonly Endpoint[] {
  const { takenMessage } = accountModel(settings)
  const unlessTaken = (outcome: string) => {
    if (outcome === 'duplicate') throw invalidFields({ email: [takenMessage] })
  }
  return [
    linkPage(settings, {
      urlName: 'account_confirm_email',
      name: 'Confirm Email Page',
      description: 'Takes the token of the mail to a new address.',
      words: 'confirm',
      kind: 'confirm',
      spend: async (system, token) => unlessTaken(await confirmEmailChange(system, token)),
    }),
    linkPage(settings, {
      urlName: 'account_restore_email',
      name: 'Restore Email Page',
      description: 'Takes the token of the mail that told the old address of a change.',
      words: 'restore',
      kind: 'restore',
      isDangerous: true,
      spend: async (system, token) => unlessTaken(await revertEmail(system, token)),
    }),
    linkPage(settings, {
      urlName: 'account_not_me',
      name: 'Not Me Page',
      description: 'Takes the other token of a verification mail, from a reader who opened no account.',
      words: 'notMe',
      kind: 'not_me',
      isDangerous: true,
      spend: disownAccount,
    }),
  ]
}

function linkPage(settings: Settings, page: LinkPage): Endpoint {
  const { urlName, name, description } = page
  return pageRow(settings, {
    urlName,
    name,
    description,
    takesLink: true,
    input: tokenInput,
    post: { summary: 'Do what the mail asks for.', fails: ['invalid', 'invalid_or_expired_token'] },
    draw: (view, state) => draw(view, state, page),
    async submit(system, call, view) {
      const { token } = requireValid(readFields(tokenInput, withToken(await call.body())))
      await page.spend(system, token)
      return sendTo(view.self({ done: '1' }))
    },
  })
}

function draw(view: View, state: FormState, { words, kind, isDangerous = false }: LinkPage): PageContent {
  const { title, lead, button, done } = view.words[words]
  if (view.query.has('done')) {
    const isOver = words === 'notMe'
    return doneContent(done, isOver ? undefined : view.link('account_login'), view.words.login.title)
  }
  const { hidden, fields } = tokenPart(view, state)
  return {
    title,
    lead: isSpent(state) ? undefined : lead,
    hasProblem: state.problem !== undefined,
    holdsToken: true,
    body: isSpent(state)
      ? html`${spentNotice(state)}${afterLink(view, kind)}`
      : form(view, state, { hidden, fields, button, isDangerous }),
  }
}
