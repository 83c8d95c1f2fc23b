/** Composes a mail from its facts, with the application's template or the built-in one, and sanitizes the subject. */
import type { MailFacts, MailTemplates } from '../ports/mail-templates.ts'
import type { MailMessage } from '../ports/mailer.ts'
import { builtInTemplates } from './templates.ts'

export interface Envelope {
  readonly id: string
  readonly from: string
  readonly templates: MailTemplates
}

/** Throws what the application's template throws, and TypeError when it returns no mail content. */
export async function composeMail({ id, from, templates }: Envelope, facts: MailFacts): Promise<MailMessage> {
  const { subject, text, html } = await (templates[facts.kind] ?? builtInTemplates[facts.kind])(facts)
  // Plain JavaScript can return anything, and some mailers read `{ path }` as a file to send (local file disclosure).
  if (typeof subject !== 'string' || typeof text !== 'string' || (html !== undefined && typeof html !== 'string')) {
    throw new TypeError(`the template of ${facts.kind} must return { subject, text, html? } with strings`)
  }
  return { id, from, to: facts.to, subject: oneLine(subject), text, html }
}

const longestSubject = 200

/** Against header injection (RFC 5322 section 2.2) and bidirectional spoofing: such characters become a space. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .trim()
    .slice(0, longestSubject)
}
