/**
 * `latchkey users password-link` and `verify-email`: the owner of an account chooses a password or proves the address, so
 * that no operator knows another's password.
 */
import { mailUser, makePasswordLink } from '../../../flows/admin/mail-user.ts'
import { instantOf } from '../../../kernel/instant.ts'
import { hasMail, takesPasswordLinks } from '../../../mail/has-mail.ts'
import type { User } from '../../../users/user.ts'
import { type AccountScene, configHelp, nameOf, userHelp, withAccount } from '../../accounts.ts'
import type { Command, ExitCode } from '../../command.ts'

export const usersPasswordLinkCommand: Command = {
  name: 'users password-link',
  summary: 'Print a link with which the owner of an account chooses a password, or mail it.',
  operands: ['USER'],
  options: { config: { type: 'string' }, mail: { type: 'boolean' }, json: { type: 'boolean' } },
  help: [
    userHelp,
    ['--mail', 'a running server mails it to the address of the account, and it is not printed'],
    configHelp,
    ['--json', '{"link", "expires_at"}, both null with --mail'],
  ],
  run: (surroundings, values) =>
    // The link is signed: with a secret that ends with the process it would open nothing.
    withAccount(
      surroundings,
      values,
      async (scene, user) => {
        if (values.mail === true) return await mail(scene, user, 'password_reset', { link: null, expires_at: null })
        return await printLink(scene, user)
      },
      { missingSecret: 'refuse' },
    ),
}

async function printLink({ ui, auth, actor, values }: AccountScene, user: User): Promise<ExitCode> {
  if (!takesPasswordLinks(auth.system.settings)) {
    ui.failure(
      'Without mail, no link for a password is taken under compat.',
      'Set it: latchkey users set-password USER',
    )
    return 1
  }
  const made = await makePasswordLink(auth.system, actor, user)
  if (made === 'impossible') return refuse(ui, user, noPassword)
  const expires_at = instantOf(new Date(made.expiresAt))
  if (values.json === true) ui.json({ link: made.link, expires_at })
  else ui.say(made.link)
  ui.hint(`It works once, until ${expires_at}. It opens the account: hand it to its owner alone.`)
  return 0
}

export const usersVerifyEmailCommand: Command = {
  name: 'users verify-email',
  summary: 'Mail the owner of an account a link that proves the address.',
  operands: ['USER'],
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [userHelp, configHelp, ['--json', '{"mailed"}: the address']],
  run: (surroundings, values) =>
    withAccount(surroundings, values, (scene, user) => mail(scene, user, 'email_verification', { mailed: user.email })),
}

/** The mail waits in the outbox, and its link is made by the server that sends it. */
async function mail(
  { ui, auth, actor, values }: AccountScene,
  user: User,
  kind: 'password_reset' | 'email_verification',
  answer: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  if (!hasMail(auth.system.settings)) {
    ui.failure('No mail is configured.', 'Set LATCHKEY_SMTP_URL, or sendMail in the configuration.')
    return 1
  }
  if (user.email === '') {
    ui.failure(`${nameOf(user)} has no address.`, 'Give it one: latchkey users change USER --email ADDRESS')
    return 1
  }
  if ((await mailUser(auth.system, actor, user, kind)) === 'impossible') {
    return refuse(ui, user, kind === 'password_reset' ? noPassword : 'Its address is proven already.')
  }
  if (values.json === true) ui.json(answer)
  else ui.say(`A running server mails the link to ${user.email}.`)
  return 0
}

const noPassword =
  'It has no password, and its address was never proven: see latchkey users verify-email and latchkey users set-password.'

function refuse(ui: AccountScene['ui'], user: User, why: string): ExitCode {
  if (user.isActive) ui.failure(`${nameOf(user)} can have no such link now.`, why)
  else ui.failure(`${nameOf(user)} is inactive.`, 'Activate it first: latchkey users activate USER')
  return 1
}
