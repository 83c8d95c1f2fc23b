/** From what is known of a mail to the message that leaves: worded by the application or by us, and made harmless. */
import type { MailFacts, MailTemplates } from '../ports/mail-templates.ts'
import type { MailMessage } from '../ports/mailer.ts'
import { builtInTemplates } from './templates.ts'

export interface Envelope {
  readonly id: string
  readonly from: string
  readonly templates: MailTemplates
}

/** Throws what a template of the application throws, and TypeError for what is no content. */
export async function composeMail({ id, from, templates }: Envelope, facts: MailFacts): Promise<MailMessage> {
  const { subject, text, html } = await (templates[facts.kind] ?? builtInTemplates[facts.kind])(facts)
  // Plain JavaScript can give anything, and some mailers read `{ path }` as a file to send.
  if (typeof subject !== 'string' || typeof text !== 'string' || (html !== undefined && typeof html !== 'string')) {
    throw new TypeError(`the template of ${facts.kind} gives no { subject, text, html? } of texts`)
  }
  return { id, from, to: facts.to, subject: oneLine(subject), text, html }
}

const longestSubject = 200

/** Whatever would begin another header (RFC 5322 section 2.2) or turn the reading direction becomes a blank. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .trim()
    .slice(0, longestSubject)
}
