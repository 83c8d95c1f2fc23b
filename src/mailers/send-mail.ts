/** A mailer that calls the `sendMail` function of the settings. */
import type { Mailer, MailMessage, MailOutcome } from '../ports/mailer.ts'

export function createSendMailMailer(sendMail: (message: MailMessage) => unknown): Mailer {
  return {
    async send(message) {
      const result = await sendMail(message)
      return isOutcome(result) ? result : { outcome: 'delivered' }
    },
    close() {},
  }
}

/** Providers return their own values: what did not throw and is not a MailOutcome counts as delivered. */
function isOutcome(result: unknown): result is MailOutcome {
  if (typeof result !== 'object' || result === null || !('outcome' in result)) return false
  return result.outcome === 'delivered' || result.outcome === 'retry' || result.outcome === 'refused'
}
