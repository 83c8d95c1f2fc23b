/**
 * When an endpoint is left alone as a whole, by all processes: while it asks for it (`Retry-After`), and while it fails. Of one
 * that is away each process would otherwise try ten deliveries every few seconds, for as long as it is away. One attempt that
 * comes through ends it.
 */
const second = 1000

/** So many attempts in a row have to fail before an endpoint is taken to be away: one delivery has as many. */
const mostFailures = 10

/** Doubled after each probe that failed. */
const firstPause = 5 * second
const longestPause = 60 * second

/** What `Retry-After` gets of the whole endpoint: one answer is not to stop it for a day. */
const longestAsked = 3600 * second

export interface EndpointPause {
  /** Attempts that failed since the last one that came through. */
  readonly failures: number
  /** Nothing is sent there until then, in milliseconds since 1970. */
  readonly until: number
}

const never: EndpointPause = { failures: 0, until: 0 }

/** How a batch went. What was given up since the receiver wants no more of it, or called off, is neither. */
export interface BatchEnd {
  readonly endpoint: string
  readonly taken: number
  readonly failed: number
  /** In ms: the longest `Retry-After` of them; 0 without one. */
  readonly asked: number
  readonly now: number
}

/** How far apart the clocks of two nodes may be. */
const apartMs = 10 * second

/** None lasts longer than it can: one that does is from before the clock was set back. */
export function isPaused(pause: EndpointPause | undefined, now: number): boolean {
  return pause !== undefined && pause.until > now && pause.until <= now + longestAsked + apartMs
}

/** How many may be tried at once: of an endpoint that is away, one. */
export function roomOf({ failures }: EndpointPause = never): number {
  return Math.max(1, mostFailures - failures)
}

/** Whether the next attempt is to show that the endpoint is back. */
export function isAway({ failures }: EndpointPause): boolean {
  return failures >= mostFailures
}

/** `undefined`: there is nothing to remember. */
export function pauseAfterBatch(
  before: EndpointPause = never,
  { taken, failed, asked, now }: BatchEnd,
): EndpointPause | undefined {
  const failures = taken > 0 ? 0 : failuresAfter(before, failed)
  const pause = Math.max(failed > 0 ? pauseOf(failures) : 0, Math.min(asked, longestAsked))
  return failures === 0 && pause === 0 ? undefined : { failures, until: now + pause }
}

/** Those of other processes were under way already: of an endpoint that is away, only the end of a probe counts. */
function failuresAfter(before: EndpointPause, failed: number): number {
  if (isAway(before)) return before.failures + Math.min(failed, 1)
  return Math.min(mostFailures, before.failures + failed)
}

function pauseOf(failures: number): number {
  if (failures < mostFailures) return 0
  return Math.min(longestPause, firstPause * 2 ** (failures - mostFailures))
}
