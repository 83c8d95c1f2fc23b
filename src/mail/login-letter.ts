/** The mail to log in with: a link, a code, or both. */
import type { MailContent, MailFacts } from '../ports/mail-templates.ts'
import { html } from './html.ts'
import { account, anchor, span } from './phrases.ts'

/** A code stands in a paragraph of its own, where telephones find it. */
export function loginLetter(facts: MailFacts): MailContent {
  const { site, link, code, validMinutes } = facts
  const subject = `Log in to ${site}`
  const intro = `You can log in to ${account(facts)} at ${site}.`
  const opens = 'Open this link in the browser in which you asked for this mail. In another one it does nothing:'
  const types = link === '' ? 'Type this code where you asked for it:' : 'Or type this code where you asked for it:'
  const named = link === '' ? 'The code works' : code === '' ? 'The link works' : 'One of the two works'
  const ends = `${named} once, and for ${span(validMinutes)}.`
  const ifNotYou = `If this was not you, ignore this mail${code === '' ? '' : ', and tell no one the code: it logs in the person who has it'}.`
  const text = [intro, ...(link === '' ? [] : [opens, link]), ...(code === '' ? [] : [types, code]), ends, ifNotYou]
  const page = html`<!doctype html>
<html lang="en">
<title>${subject}</title>
<p>${intro}</p>
${link === '' ? undefined : html`<p>${opens}</p>\n${anchor(link)}`}${
  code === '' ? undefined : html`<p>${types}</p>\n<p style="font-size: 1.5em"><b>${code}</b></p>\n`
}<p>${ends}</p>
<p>${ifNotYou}</p>
</html>
`
  return { subject, text: `${text.join('\n\n')}\n`, html: page.text }
}
