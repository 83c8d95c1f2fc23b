/** What a session was begun with, guessed for people from what it called itself. */

const browsers = [/Edg\//, /OPR\//, /Firefox\//, /Chrome\//, /Safari\//] as const
const browserNames = ['Edge', 'Opera', 'Firefox', 'Chrome', 'Safari'] as const
const systems = {
  Windows: /Windows/,
  Android: /Android/,
  iPhone: /iPhone/,
  iPad: /iPad/,
  macOS: /Mac OS X/,
  Linux: /Linux/,
}

/** What is no browser is shown as it called itself; an empty text says nothing. */
export function deviceOf(agent: string): string {
  const browser = browserNames[browsers.findIndex(each => each.test(agent))]
  const system = Object.entries(systems).find(([, pattern]) => pattern.test(agent))?.[0]
  if (browser !== undefined) return system === undefined ? browser : `${browser}, ${system}`
  return agent.slice(0, 60)
}
