/**
 * Whose the cookies are, as far as a tab knows: no page can read them. Tabs tell each other what they learn
 * (BroadcastChannel); where there are no channels, each finds out for itself.
 */
import { page } from './page.ts'
import type { SignedInUser } from './session.ts'

/** What a tab has learned of the cookies. It holds no token. */
export interface News {
  readonly isSignedIn: boolean
  /** Whose they are, or were, as the server said. */
  readonly person?: string | undefined
  /** Whether a user signed in or out just now, who may be another one. */
  readonly isSignIn?: boolean
}

export interface KnownUser {
  current(): SignedInUser | undefined
  /** Counts what this tab has learned, by itself and from the others. */
  changes(): number
  /** Notes what this tab has learned, and tells the others. */
  learn(news: News): void
}

/** A page that was just opened may have cookies. `onElsewhere`: a sibling said that another user, or none, is signed in. */
export function createKnownUser(name: string, onElsewhere: () => void): KnownUser {
  let changes = 0
  let signIns = 0
  let known: News = { isSignedIn: true }

  const note = (news: News) => {
    const { person, isSignedIn } = known
    const isOther = news.isSignIn || (person !== undefined && person !== news.person)
    changes += 1
    if (isOther) signIns += 1
    known = news
    return isOther || isSignedIn !== news.isSignedIn
  }
  // On a server, clients of many users run side by side: they are no tabs.
  const channel = page.location && page.BroadcastChannel && new page.BroadcastChannel(name)
  if (channel) {
    channel.onmessage = ({ data }: { readonly data: News }) => {
      // A refusal of one user's refresh is of no concern to who has signed in meanwhile.
      if (!(data.isSignedIn || data.isSignIn) && data.person !== known.person) return
      if (note(data)) onElsewhere()
    }
  }
  return {
    current: () => (known.isSignedIn ? { key: String(changes), person: known.person, signIns } : undefined),
    changes: () => changes,
    learn(news) {
      note(news)
      channel?.postMessage(news)
    },
  }
}
