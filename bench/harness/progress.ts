/** Says how far a long run is: one line that replaces itself on a terminal, and a line for each measure elsewhere. */

export interface Progress {
  /** `part` of `parts` begins. */
  begin(part: number, name: string): void
  say(text: string): void
  end(): void
}

export function createProgress(parts: number, stream: NodeJS.WriteStream): Progress {
  const began = performance.now()
  let title = ''
  const show = (text: string) => {
    if (!stream.isTTY) return
    const line = `${title} · ${minutesOf(performance.now() - began)} · ${text}`
    stream.write(`\r\u001b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`)
  }
  return {
    begin(part, name) {
      title = `[${part}/${parts}] ${name}`
      if (stream.isTTY) show('starting')
      else stream.write(`${title} · ${minutesOf(performance.now() - began)}\n`)
    },
    say: show,
    end: () => void (stream.isTTY && stream.write('\r\u001b[2K')),
  }
}

export function minutesOf(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
