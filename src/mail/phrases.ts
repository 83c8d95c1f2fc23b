/** What the built-in mails have in common. */
import type { MailFacts } from '../ports/mail-templates.ts'
import { type Html, html } from './html.ts'

export function anchor(link: string): Html {
  return html`<p><a href="${link}">${link}</a></p>\n`
}

export function account({ user }: MailFacts): string {
  return user.username === '' ? 'your account' : `the account ${user.username}`
}

export function accountFirst(facts: MailFacts): string {
  const name = account(facts)
  return name.slice(0, 1).toUpperCase() + name.slice(1)
}

export function span(minutes: number): string {
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
