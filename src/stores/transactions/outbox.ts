/** Implements the Outbox port. */
import type { ClaimedMail, NewMail, Outbox } from '../../mail/outbox.ts'
import { spellingsOfEmail } from '../../users/email.ts'
import { writeMails } from './mail-links.ts'
import type { Runner, Steps, Tx } from './transaction.ts'
import { dropMail, findMail, listMails, retryMail } from './waiting-mails.ts'

/** No mail waits longer for its turn: one that is due later was put off before the clock was set back. */
const longestWait = 7_200_000

export function createOutbox({ read, browse, write }: Runner): Outbox {
  return {
    put: mails => write(tx => writeMails(tx, mails)),
    async claim(claim) {
      // Every process polls every few seconds: without a due mail it takes no write lock.
      if (!(await read(tx => tx.isMailDue(claim.now, claim.now + longestWait)))) return []
      return await write(tx => tx.claimMails(claim, claim.now + longestWait))
    },
    replace: (mail, by) => write(tx => replaceMail(tx, mail, by)),
    postpone: (mail, until) => write(tx => tx.postponeMail(mail, until)),
    list: query => browse(tx => listMails(tx, query)),
    find: id => read(tx => findMail(tx, id)),
    count: () => read(tx => tx.countMails(mostCounted)),
    retry: (id, now, by) => write(tx => retryMail(tx, id, now, by)),
    drop: (id, now, by) => write(tx => dropMail(tx, id, now, by)),
    findRecipients: address => read(tx => tx.findRecipients(spellingsOfEmail(address))),
  }
}

/** Stepped over by each question how many there are. */
const mostCounted = 10_000

function* replaceMail(tx: Tx, { id }: ClaimedMail, by: readonly NewMail[]): Steps<void> {
  // If it is gone, another process was faster and has also written the others.
  if (yield* tx.deleteMail(id)) yield* writeMails(tx, by)
}
