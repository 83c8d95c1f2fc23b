/** The application's own way of sending, from the settings. */
import type { Mailer, MailMessage, MailOutcome } from '../ports/mailer.ts'

export function createSendMailMailer(sendMail: (message: MailMessage) => unknown): Mailer {
  return {
    async send(message) {
      const answer = await sendMail(message)
      return isOutcome(answer) ? answer : { outcome: 'delivered' }
    },
    close() {},
  }
}

/** Providers answer with things of their own: whatever did not throw and is no outcome of ours was delivered. */
function isOutcome(answer: unknown): answer is MailOutcome {
  if (typeof answer !== 'object' || answer === null || !('outcome' in answer)) return false
  return answer.outcome === 'delivered' || answer.outcome === 'retry' || answer.outcome === 'refused'
}
