/** Mails for development: printed, not sent. */
import type { Mailer } from '../ports/mailer.ts'

export function createConsoleMailer(print: (text: string) => void): Mailer {
  return {
    async send({ from, to, subject, text }) {
      const head = [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`]
      print(`\n${[...head, '', ...text.trimEnd().split('\n')].map(line => `  ${printable(line)}`).join('\n')}\n\n`)
      return { outcome: 'delivered' }
    },
    close() {},
  }
}

/** Text from users must not control the terminal (terminal escape injection). */
function printable(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
}
