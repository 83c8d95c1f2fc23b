/** A program as it starts in a container: alone with its environment, the root read-only, another user than root. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'

export interface Contained {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The one folder that can be written to. */
  readonly volume: string
}

// The volume is a mount of its own, so it stays writable when the rest becomes read-only, /tmp included.
const script = `
mount --bind "$VOLUME" "$VOLUME"
mount -o remount,ro,bind /
cd /
exec setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs "$@"`

export function startContained({ command, env, volume }: Contained): ChildProcess {
  const words = ['--mount', '--propagation', 'private', 'sh', '-ec', script, 'sh', ...command]
  return spawn('unshare', words, {
    env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', VOLUME: volume, ...env },
    stdio: 'pipe',
  })
}

/** Why there can be no such start here; `undefined` where there can. */
export function whyNotContained(): string | undefined {
  const probe = ['--mount', 'setpriv', '--reuid', '65534', '--clear-groups', 'true']
  return spawnSync('unshare', probe).status === 0 ? undefined : 'NO MOUNTS: run as root, with unshare and setpriv'
}
