/**
 * The mails that Latchkey sends unless the application words them itself. None of them quotes a person's name: whoever
 * registers somebody else's address chooses it, and "Your account is locked, call 555-0100" is a name too. A user name
 * has no blanks and no slashes, and says which account of an address is meant.
 */
import type { MailContent, MailFacts, MailKind, MailTemplate } from '../ports/mail-templates.ts'
import { html } from './html.ts'

export const builtInTemplates = {
  email_verification: facts =>
    letter(facts, {
      subject: `Confirm your address for ${facts.site}`,
      says: `Somebody gave this address for an account at ${facts.site}. If it was you, confirm it:`,
      otherwise: 'If it was not you, do nothing.',
    }),
  password_reset: facts =>
    letter(facts, {
      subject: `Choose a new password for ${facts.site}`,
      says: `Somebody asked for a new password for ${account(facts)} at ${facts.site}. If it was you, choose one:`,
      otherwise: 'If it was not you, do nothing: the password stays as it is.',
    }),
  email_change: facts =>
    letter(facts, {
      subject: `Confirm your new address for ${facts.site}`,
      says: `Somebody wants to use this address for an account at ${facts.site}. If it was you, confirm it:`,
      otherwise: 'If it was not you, do nothing.',
    }),
  email_change_requested: facts =>
    letter(facts, {
      subject: `A new address was given for your account at ${facts.site}`,
      says: `Somebody who is logged in to ${account(facts)} at ${facts.site} asked to use another e-mail address. It takes effect when it is confirmed there.`,
      otherwise: 'If it was not you, change your password now: that stops it, and logs everybody out.',
    }),
  email_changed: facts =>
    letter(facts, {
      subject: `Your account at ${facts.site} has a new address`,
      says: `From now on, mails for ${account(facts)} at ${facts.site} go to another address.`,
      otherwise: `If it was not you, tell the people of ${facts.site}.`,
    }),
  password_changed: facts =>
    letter(facts, {
      subject: `Your password at ${facts.site} was changed`,
      says: `The password of ${account(facts)} at ${facts.site} was changed, and everybody has to log in again.`,
      otherwise: 'If it was not you, ask for a new password now.',
    }),
} as const satisfies Readonly<Record<MailKind, MailTemplate>>

interface Words {
  readonly subject: string
  readonly says: string
  readonly otherwise: string
}

function letter({ link, validMinutes }: MailFacts, { subject, says, otherwise }: Words): MailContent {
  const ends = `The link works once, and for ${span(validMinutes)}.`
  const text = link === '' ? [says, otherwise] : [says, link, ends, otherwise]
  const body = link === '' ? html`` : html`<p><a href="${link}">${link}</a></p>\n<p>${ends}</p>\n`
  const page = html`<!doctype html>
<html lang="en">
<title>${subject}</title>
<p>${says}</p>
${body}<p>${otherwise}</p>
</html>
`
  return { subject, text: `${text.join('\n\n')}\n`, html: page.text }
}

function account({ user }: MailFacts): string {
  return user.username === '' ? 'your account' : `the account ${user.username}`
}

function span(minutes: number): string {
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
